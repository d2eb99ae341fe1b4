"""How much faster two runs on one dataset are than one, each pinned to a core of its own (Linux).

    .venv-blender/bin/python bench/two_runs.py [--count 16] [--resolution 160] [--cores 0 1] [--turns 1]

One run on the first core, then two on both, on a fresh dataset each time. The goal is 1.8 times. Run it with nothing
else on the machine; the load before it is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SPEC = '[render]\nroom_samples = 32\nstudio_samples = 32\ndevice = "cpu"\n'


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=16)
    parser.add_argument("--resolution", default="160")
    parser.add_argument("--cores", type=int, nargs=2, default=[0, 1])
    parser.add_argument("--turns", type=int, default=1, help="how often; the median counts")
    options = parser.parse_args()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    print(f"Commit {commit.strip()}, {time.strftime('%Y-%m-%d')}, load {os.getloadavg()[0]:.1f} before, ", end="")
    print(f"{options.count} samples of {options.resolution}², cores {options.cores}\n")
    print("| turn | one run, s | two runs, s | times as fast | samples by each |\n| --- | --- | --- | --- | --- |")
    found = []
    for turn in range(options.turns):
        alone_s, _ = timed(options, options.cores[:1])
        both_s, shares = timed(options, options.cores)
        found.append(alone_s / both_s)
        print(f"| {turn + 1} | {alone_s:.1f} | {both_s:.1f} | {found[-1]:.2f} | {shares} |", flush=True)
    print(f"\n{statistics.median(found):.2f} times as fast; the goal is 1.8")
    return 0


def timed(options: argparse.Namespace, cores: list[int]) -> tuple[float, str]:
    """Seconds until the dataset is complete with one run a core, and how many samples each run made."""
    with tempfile.TemporaryDirectory() as folder:
        spec, out = Path(folder) / "bench.toml", Path(folder) / "set"
        spec.write_text(SPEC)
        command = [sys.executable, "-m", "blender_addon", "generate", "--spec", str(spec), "--out", str(out)]
        command += ["--count", str(options.count), "--resolution", options.resolution]
        environment = {**os.environ, "PACKSHOT_LIBRARY": ""}
        began = time.monotonic()
        runs = []
        for part, core in enumerate(cores):
            words = ["taskset", "--cpu-list", str(core), *command, "--shard", f"{part}/{len(cores)}"]
            runs.append(subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment))
        said = [run.communicate()[0] for run in runs]
        seconds = time.monotonic() - began
        ids = [json.loads(line)["id"] for line in (out / "index.jsonl").read_text().splitlines()]
    if ids != list(range(options.count)) or any(run.returncode for run in runs):
        sys.exit("not every sample was made once:\n" + "\n".join(said))
    made = [line.split()[0] for text in said for line in text.splitlines() if " of a worker's time each" in line]
    return seconds, " + ".join(made)


if __name__ == "__main__":
    sys.exit(main())
