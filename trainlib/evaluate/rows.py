"""What is known of each photo and method: rows.jsonl in the output folder, a line each, kept over interruptions."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FILE = "rows.jsonl"
Known = Mapping[tuple[str, str], "Row"]
"""Rows by photo and method."""


@dataclass(frozen=True)
class Row:
    """How one method did on one photo.

    Attributes:
        photo: the photo's name.
        method: the method's label.
        stamp: tells this photo, ground truth, method and options from others; a row with another is measured again.
        width: of the photo in pixels; 0 where it could not be read.
        height: likewise.
        metrics: by name; empty where there is an error.
        sweep: see `measuring.Measured`.
        product: the true mask's area in pixels.
        seconds: what the method took for its answer.
        confidence: how sure it was, from 0 to 1; None where it does not say.
        error: why there are no metrics, or "".
    """

    photo: str
    method: str
    stamp: str
    width: int = 0
    height: int = 0
    metrics: dict[str, float] = field(default_factory=dict)
    sweep: list[tuple[int, int]] = field(default_factory=list)
    product: int = 0
    seconds: float = 0.0
    confidence: float | None = None
    error: str = ""


def append(folder: Path, row: Row) -> None:
    """Add a line to the folder's record, and end one before it that was cut short."""
    with (folder / FILE).open("a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            whole = file.read() == b"\n"
            file.write(b"" if whole else b"\n")
        file.write((json.dumps(asdict(row)) + "\n").encode())


def read(folder: Path) -> dict[tuple[str, str], Row]:
    """The last row of each photo and method; lines that are cut short or of another shape are skipped."""
    path = folder / FILE
    if not path.is_file():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        row = _parse(line)
        if row is not None:
            found[row.photo, row.method] = row
    return found


def kept(row: Row, before: Known, picture: Path) -> Row | None:
    """What is known of a row's photo and method, where it still holds and its small picture is there."""
    known = before.get((row.photo, row.method))
    holds = known is not None and known.stamp == row.stamp and not known.error
    return known if holds and picture.is_file() else None


def _parse(line: str) -> Row | None:
    try:
        values: Any = json.loads(line)
        row = Row(**values)
        metrics = {str(name): float(value) for name, value in row.metrics.items()}
        confidence = None if row.confidence is None else float(row.confidence)
        pairs = [(int(hit), int(taken)) for hit, taken in row.sweep]
    except (ValueError, TypeError, AttributeError):
        return None
    if not all(math.isfinite(value) for value in metrics.values()):
        return None
    return Row(**(values | {"metrics": metrics, "sweep": pairs, "confidence": confidence}))
