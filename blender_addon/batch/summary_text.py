"""Prints the summary of a run."""

from __future__ import annotations

import sys
from pathlib import Path

from ..dataset.rejections import count_rejections, rejection_table
from .progress import duration
from .summary import Summary


def missing_words(count: int) -> str:
    """The number of missing samples in words."""
    return f"{count} samples are missing" if count != 1 else "1 sample is missing"


def print_summary(root: Path, summary: Summary, wall_s: float, told: list[str]) -> None:
    """Print the result of a run; `told` are warnings that were printed before it."""
    if summary.done:
        each = summary.seconds / summary.done
        print(f"{summary.done} samples in {duration(wall_s)}, {each:.1f} s of a worker's time each")
    if summary.by_others:
        print(f"{summary.by_others} samples were made by other runs meanwhile")
    for line in rejection_table(count_rejections(root)):  # of all runs so far, since this one may only have finished it
        print(line)
    if summary.restarts:
        print(f"workers that died or hung and were replaced: {summary.restarts}")
    for sample_id, reason in sorted(summary.given_up.items()):
        print(f"given up: {sample_id}: {reason}", file=sys.stderr)
    warnings = len(set(summary.warnings) | set(told))
    if warnings:
        print(f"{warnings} warning{'s' if warnings > 1 else ''}, see above")
