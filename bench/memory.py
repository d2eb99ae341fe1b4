"""What keeping freed memory is worth: time and page faults of a training step, with it and without, in turn.

    .venv/bin/python bench/memory.py [--tasks cutout relight] [--size 256] [--batch 8] [--steps 5] [--turns 3]

Each turn is a process of its own, for what is kept is kept for good. Steps are forward, backward and AdamW of the
network that the shipped config has, in single precision, on random pictures. Nothing else should run beside it.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

WARM_UP = 2


def take_steps(task_name: str, kept: bool, options: argparse.Namespace) -> None:
    """Print seconds, page faults and seconds within the system of a step, and the peak of memory in MiB."""
    import torch
    import yaml

    from bench.loading import CONFIGS, task_of
    from trainlib.process.memory import keep_freed_memory

    if kept:
        keep_freed_memory()
    torch.manual_seed(1)
    task = task_of(yaml.safe_load((CONFIGS / f"{task_name}.yaml").read_text(encoding="utf-8")))
    optimiser = torch.optim.AdamW(task.network.parameters())
    pictures = torch.rand(options.batch, 3, options.size, options.size)

    def step() -> None:
        found = task.network(pictures)
        outputs = found.values() if isinstance(found, dict) else [found]
        optimiser.zero_grad()
        sum(output.mean() for output in outputs).backward()
        optimiser.step()

    for _ in range(WARM_UP):
        step()
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    for _ in range(options.steps):
        step()
    spent, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    faults, system = after.ru_minflt - before.ru_minflt, after.ru_stime - before.ru_stime
    print(spent / options.steps, faults / options.steps, system / options.steps, after.ru_maxrss / 1024)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", nargs="+", default=["cutout", "relight"], help="shipped configs")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--one", choices=("kept", "not"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        take_steps(options.tasks[0], options.one == "kept", options)
        return 0
    shared = [f"--{name}={getattr(options, name)}" for name in ("size", "batch", "steps")]
    print("| task | memory | a step, s | of it in the system | page faults | peak, MiB |")
    print("| --- " * 6 + "|")
    for task in options.tasks:
        found: dict[str, list[list[float]]] = {"not": [], "kept": []}
        for _ in range(options.turns):
            for kind, rows in found.items():
                command = [sys.executable, __file__, "--tasks", task, "--one", kind, *shared]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                rows.append([float(number) for number in done.stdout.split()])
        for kind, rows in found.items():
            seconds, faults, system, peak = (statistics.median(column) for column in zip(*rows, strict=True))
            cells = f"{task} | {kind} kept" if kind == "not" else f"{task} | kept"
            print(f"| {cells} | {seconds:.2f} | {system:.2f} | {faults:.0f} | {peak:.0f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
