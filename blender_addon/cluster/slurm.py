"""Calls Slurm's commands."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter

from ..dataset.layout import DatasetError

_PATIENCE_S = 60.0


def submit_script(script: str) -> str:
    """Submit a script by sbatch; returns the job's id.

    Raises:
        DatasetError: There is no sbatch, or it refuses.
    """
    if shutil.which("sbatch") is None:
        raise DatasetError("sbatch: not found here; submit where Slurm is, or see the script by --print")
    try:
        run = subprocess.run(
            ["sbatch", "--parsable"], input=script, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DatasetError(f"sbatch: {error}") from error
    if run.returncode:
        said = " ".join(run.stderr.split())[:300]
        raise DatasetError(f"sbatch refuses: {said or f'exit code {run.returncode}'}")
    return run.stdout.strip().partition(";")[0]  # the cluster's name may follow after a semicolon


def task_states(jobs: list[str]) -> dict[str, Counter[str]]:
    """The number of tasks in each state, for each job that Slurm still knows; {} if Slurm does not answer."""
    if not jobs or shutil.which("squeue") is None:
        return {}
    found: dict[str, Counter[str]] = {}
    for job in jobs:  # one by one: with one unknown id squeue refuses all
        try:
            run = subprocess.run(
                ["squeue", "--noheader", "--array", f"--jobs={job}", "--format=%T"],
                capture_output=True,
                text=True,
                timeout=_PATIENCE_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return found
        states = Counter(run.stdout.split()) if run.returncode == 0 else Counter()
        if states:
            found[job] = states
    return found
