"""Seconds a sample, the share of them inside Cycles, memory over many samples, and what each kind of file costs.

    .venv-blender/bin/python bench/render.py [--counts 10 100 500] [--resolution 256] [--samples 32] [--out DIR]

Prints a table with commit and date. Run it with nothing else on the machine; the load is printed beside.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
# What is left out of the spec, to see what it costs.
COSTS = {
    "all": "",
    "without light layers": "light_layers = false",
    "without denoising": "denoise = false",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counts", type=int, nargs="+", default=[10, 100, 500])
    parser.add_argument("--resolution", default="256")
    parser.add_argument("--samples", type=int, default=32)
    options = parser.parse_args()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    print(f"commit {commit.strip()}, {time.strftime('%Y-%m-%d')}, {len(os.sched_getaffinity(0))} cores, ", end="")
    print(f"load {os.getloadavg()[0]:.1f} before, {options.resolution}², {options.samples} paths\n")
    print("| run | samples | s a sample | inside Cycles | wall, s a sample | worker's memory, MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for count in options.counts:
        measure(f"{count} samples", options, count, "", 1)
    few = min(options.counts)
    for name, line in COSTS.items():
        measure(name, options, few, line, 1)
    measure("two workers", options, few, "", 2)
    return 0


def measure(name: str, options: argparse.Namespace, count: int, line: str, workers: int) -> None:
    """Render a fresh dataset and print a row."""
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "bench.toml"
        paths = f"room_samples = {options.samples}\nstudio_samples = {options.samples}\n"
        spec.write_text(f'name = "bench"\n[render]\n{paths}{line}\n')
        out = Path(folder) / "set"
        command = [sys.executable, "-m", "blender_addon", "generate", "--spec", str(spec), "--out", str(out)]
        command += ["--count", str(count), "--resolution", options.resolution, "--workers", str(workers)]
        began = time.perf_counter()
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
            memory: list[int] = []
            watcher = threading.Thread(target=watch, args=(process, memory))
            watcher.start()
            process.wait()
            watcher.join()
        wall = time.perf_counter() - began
        records = [json.loads(path.read_text()) for path in sorted(out.glob("samples/*/*/sample.json"))]
    times = [record["seconds"] for record in records][1:] or [records[0]["seconds"]]
    total = statistics.mean(each["total"] for each in times)
    inside = sum(each["render"] for each in times) / sum(each["total"] for each in times)
    shown = f"{memory[len(memory) // 4]} to {max(memory)}" if memory else ""
    print(f"| {name} | {len(records)} | {total:.2f} | {inside:.0%} | {wall / count:.2f} | {shown} |", flush=True)


def watch(process: subprocess.Popen[bytes], memory: list[int]) -> None:
    """Note what the workers have in memory, added up, until the run ends (Linux)."""
    while process.poll() is None:
        resident = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
                if parent == process.pid:
                    resident += int((stat.parent / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            except (OSError, ValueError, IndexError):
                continue
        if resident:
            memory.append(resident // 2**20)
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
