"""given_up.jsonl: a line for each sample that a run has given up, for `status` and the report."""

from __future__ import annotations

import contextlib
from pathlib import Path

from .layout import sample_folder
from .lines import append_line, read_lines

GIVEN_UP = "given_up.jsonl"


def note_given_up(root: Path, sample: int, reason: str) -> None:
    """Record a sample that a run gives up. Errors of the disk are ignored, since the run prints it anyway."""
    with contextlib.suppress(OSError):
        append_line(root / GIVEN_UP, {"id": sample, "reason": reason})


def given_up(root: Path) -> dict[int, str]:
    """The last reason of each sample that was given up and is still missing."""
    entries, _ = read_lines(root / GIVEN_UP)
    reasons = {entry["id"]: str(entry.get("reason", "")) for entry in entries}
    return {sample: reason for sample, reason in reasons.items() if not sample_folder(root, sample).exists()}
