"""Seconds a sample, the share of them inside Cycles, what each layer costs, two workers, memory over many samples.

    .venv-blender/bin/python bench/render.py [--minutes 90] [--few 12] [--many 500] [--resolution 256] [--paths 32]

Prints tables with commit and date. The short runs come first; the long one, for memory, ends when the minutes are over.
Run it with nothing else on the machine; the load before it is printed. A look in two minutes:

    .venv-blender/bin/python bench/render.py --minutes 2 --few 2 --many 10 --resolution 64 --paths 4
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
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
EVERY_S = 0.5
SHOWN = (10, 100, 500)
"""Samples after which memory is shown, beside the last."""
WITHOUT = {
    "everything": "",
    "light layers": "[render]\nlight_layers = false",
    "denoising": "[render]\ndenoise = false",
    "guides of the denoiser": '[render]\nguides = "none"',
    "styles": '[studio]\nstyles = ["soft"]',
    "studio (cut-outs)": 'kind = "cutout"',
}
"""What is taken out of the spec, to see what it costs."""


@dataclass
class Measured:
    """What a run came to."""

    records: list[dict[str, dict[str, float]]]
    wall_s: float
    first_s: float
    """Until the first sample was there: Blender starts, and Cycles with it."""
    memory: dict[int, int] = field(default_factory=dict)
    """Most megabytes of the workers, by how many samples were there (Linux)."""

    @property
    def seconds(self) -> list[float]:
        """Of each sample but the first, which pays for Cycles' start."""
        return [each["seconds"]["total"] for each in self.records[1:] or self.records]

    @property
    def inside(self) -> float:
        """Share of them inside Cycles."""
        return sum(each["seconds"]["render"] for each in self.records[1:] or self.records) / sum(self.seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=90, help="after which the long run is ended (default 90)")
    parser.add_argument("--few", type=int, default=12, help="samples of each short run (default 12)")
    parser.add_argument("--many", type=int, default=500, help="samples of the long run (default 500)")
    parser.add_argument("--resolution", default="256")
    parser.add_argument("--paths", type=int, default=32, help="paths a pixel, in room and studio (default 32)")
    options = parser.parse_args()
    end = time.monotonic() + 60 * options.minutes
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    print(f"Commit {commit.strip()}, {time.strftime('%Y-%m-%d')}, {len(os.sched_getaffinity(0))} cores, ", end="")
    print(f"load {os.getloadavg()[0]:.1f} before, {options.resolution}², {options.paths} paths\n")
    print_costs(options)
    print_memory(options, end)
    return 0


def print_costs(options: argparse.Namespace) -> None:
    """The short runs: the same samples with all layers, without each, and by two workers."""
    print("| without | s a sample, median | mean | inside Cycles | against all |\n| --- | --- | --- | --- | --- |")
    whole: Measured | None = None
    for name, line in WITHOUT.items():
        found = generate(options, options.few, line)
        whole = whole or found
        change = statistics.mean(found.seconds) / statistics.mean(whole.seconds) - 1
        cells = f"{statistics.median(found.seconds):.2f} | {statistics.mean(found.seconds):.2f} | {found.inside:.1%}"
        shown = "nothing" if found is whole else name
        print(f"| {shown} | {cells} | {'' if found is whole else f'{change:+.0%}'} |", flush=True)
    two = generate(options, options.few, "", workers=2)
    print("\n| workers | wall, s a sample | until the first, s |\n| --- | --- | --- |")
    for workers, found in ((1, whole), (2, two)):
        if found is not None:
            print(f"| {workers} | {found.wall_s / len(found.records):.2f} | {found.first_s:.1f} |", flush=True)


def print_memory(options: argparse.Namespace, end: float) -> None:
    """The long run, by one worker that is never replaced."""
    found = generate(options, options.many, "", end=end)
    last = len(found.records)
    print(f"\n{last} samples by one worker: {statistics.mean(found.seconds):.2f} s a sample, {found.inside:.1%} inside")
    print("Cycles.\n\n| samples | worker's memory, MB |\n| --- | --- |")
    for count in sorted({*(each for each in SHOWN if each < last), last}):
        seen = [size for there, size in found.memory.items() if count - max(2, count // 10) < there <= count]
        print(f"| {count} | {max(seen) if seen else ''} |", flush=True)


def generate(
    options: argparse.Namespace, count: int, line: str, workers: int = 1, end: float = float("inf")
) -> Measured:
    """Render a fresh dataset, no longer than until `end`, and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        spec, out = Path(folder) / "bench.toml", Path(folder) / "set"
        tables = {"": 'name = "bench"', "[render]": f"room_samples = {options.paths}\nstudio_samples = {options.paths}"}
        table, _, rest = line.rpartition("\n")
        tables[table] = f"{tables.get(table, '')}\n{rest}"
        spec.write_text("\n".join(f"{name}\n{content}" for name, content in tables.items()) + "\n")
        command = [sys.executable, "-m", "blender_addon", "generate", "--spec", str(spec), "--out", str(out)]
        command += ["--count", str(count), "--resolution", options.resolution, "--workers", str(workers)]
        command += ["--samples-per-worker", str(count), "--worker-memory", "1000000"]
        found = Measured([], 0.0, 0.0)
        began = time.monotonic()
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, env={**os.environ, "PACKSHOT_LIBRARY": ""}
        ) as process:
            while process.poll() is None:
                there = len(list(out.glob("samples/*/[0-9]*")))
                found.first_s = found.first_s or (time.monotonic() - began if there else 0.0)
                found.memory[there] = max(found.memory.get(there, 0), children_mb(process.pid))
                if time.monotonic() > end and there >= 2:
                    process.terminate()
                    end = float("inf")
                time.sleep(EVERY_S)
        found.wall_s = time.monotonic() - began
        found.records = [json.loads(path.read_text()) for path in sorted(out.glob("samples/*/*/sample.json"))]
    if not found.records:
        sys.exit(f"no sample was rendered: {' '.join(command)}")
    return found


def children_mb(pid: int) -> int:
    """What a process's children have in memory, added up; 0 where the system does not tell (Linux does)."""
    resident = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                resident += int((stat.parent / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError):
            continue
    return resident // 2**20


if __name__ == "__main__":
    sys.exit(main())
