"""Seconds a sample: renders a fresh dataset of built-in assets and reports what each stage took.

    .venv-blender/bin/python bench/seconds_a_sample.py [--resolution 160] [--count 20] [--products DIR …]

Run it with nothing else on the machine. The first sample of a process pays for Cycles' start and is left out.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spec", default="packshot")
    parser.add_argument("--resolution", default="160")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", default="1")
    options, library = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "dataset"
        began = time.perf_counter()
        command = [sys.executable, "-m", "blender_addon", "generate", "--spec", options.spec, "--out", str(out)]
        command += ["--count", str(options.count), "--resolution", options.resolution, "--seed", options.seed, *library]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        wall = time.perf_counter() - began
        times = [json.loads(path.read_text())["seconds"] for path in sorted(out.glob("samples/*/*/sample.json"))][1:]
    for stage in ("total", "render"):
        values = sorted(each[stage] for each in times)
        print(
            f"{stage:7} median {statistics.median(values):.2f} s, mean {statistics.mean(values):.2f} s,"
            f" {values[0]:.2f} to {values[-1]:.2f} s over {len(values)} samples"
        )
    print(f"wall    {wall / options.count:.2f} s a sample over {options.count}, start and end of the run included")
    return 0


if __name__ == "__main__":
    sys.exit(main())
