"""Scores that exist: scores.jsonl in the output folder, one line per photo, kept over interruptions."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE = "scores.jsonl"


@dataclass(frozen=True)
class Known:
    """The score of a photo.

    Attributes:
        photo: its path below the folder that is mined.
        stamp: a fingerprint of the photo and the networks.
        score: see `views.Score`; 0 if there is an error.
        parts: see `views.Score`.
        reasons: see `views.Score`.
        error: why it has no score, or "".
    """

    photo: str
    stamp: str
    score: float
    parts: dict[str, float]
    reasons: list[str]
    error: str = ""


def append(folder: Path, known: Known) -> None:
    """Add a line.

    Raises:
        OSError: the folder cannot be written.
    """
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(known)) + "\n")


def read(folder: Path) -> dict[str, Known]:
    """The last line of each photo; lines that are cut short or of another shape are skipped."""
    path = folder / FILE
    found: dict[str, Known] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else ():
        try:
            values: Any = json.loads(line)
            one = Known(**values)
            found[str(one.photo)] = Known(
                one.photo, one.stamp, float(one.score), dict(one.parts), list(map(str, one.reasons)), str(one.error)
            )
        except (ValueError, TypeError):
            continue
    return found
