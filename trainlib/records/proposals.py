"""Proposals of mining and decisions of people: proposals.jsonl and decisions.jsonl in one folder, a line per photo.

    {"photo": "shoes/a.jpg", "group": "shoes", "score": 0.41, "reasons": ["mirrored"], "cutout": "cutouts/shoes/a.png"}
    {"photo": "shoes/a.jpg", "verdict": "accept"}

`photo` is relative to the folder that was mined, `cutout` (RGBA, of the photo's size) relative to the folder of the
file. The last decision on a photo counts, so a decision is changed by appending another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal, get_args

from trainlib.records.files import replace_file

PROPOSALS, DECISIONS = "proposals.jsonl", "decisions.jsonl"

# Accepted, rejected, to be cut out by hand, or not decided (any more).
Verdict = Literal["accept", "reject", "handwork", "open"]
VERDICTS: dict[Any, Verdict] = {verdict: verdict for verdict in get_args(Verdict)}


@dataclass(frozen=True)
class Proposal:
    """A photo that a person should look at.

    Attributes:
        photo: its path below the folder that was mined, with forward slashes.
        group: what it is counted with, such as its folder or category; "" for none.
        score: how badly the network seems to do on it; larger is worse.
        reasons: the reasons for the score, in words.
        cutout: the network's cut-out, below the folder of the file, with forward slashes.
    """

    photo: str
    group: str
    score: float
    reasons: tuple[str, ...]
    cutout: str


def write(folder: Path, proposals: Iterable[Proposal]) -> None:
    """Replace a folder's proposals.

    Raises:
        OSError: the folder cannot be written.
    """
    lines = (json.dumps(asdict(one), ensure_ascii=True) + "\n" for one in proposals)
    replace_file(folder / PROPOSALS, "".join(lines).encode())


def read(folder: Path) -> list[Proposal]:
    """A folder's proposals, worst first; invalid lines, and paths outside the folder, are skipped.

    Raises:
        OSError: there are none.
    """
    found: dict[str, Proposal] = {}
    for values in _objects((folder / PROPOSALS).read_text(encoding="utf-8", errors="replace")):
        proposal = _proposal(values)
        if proposal is not None:
            found[proposal.photo] = proposal
    return sorted(found.values(), key=lambda one: (-one.score, one.photo))


def decide(folder: Path, photo: str, verdict: Verdict) -> None:
    """Add a decision.

    Raises:
        OSError: the folder cannot be written.
    """
    with (folder / DECISIONS).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"photo": photo, "verdict": verdict}, ensure_ascii=True) + "\n")


def read_decisions(folder: Path) -> dict[str, Verdict]:
    """The decision on each photo; photos without a decision are left out."""
    path = folder / DECISIONS
    if not path.is_file():
        return {}
    found: dict[str, Verdict] = {}
    for values in _objects(path.read_text(encoding="utf-8", errors="replace")):
        photo, verdict = values.get("photo"), values.get("verdict")
        if isinstance(photo, str) and verdict in VERDICTS:
            found[photo] = VERDICTS[verdict]
    return {photo: verdict for photo, verdict in found.items() if verdict != "open"}


def _objects(text: str) -> list[dict[str, Any]]:
    objects = []
    for line in text.splitlines():
        try:
            values: Any = json.loads(line)
        except ValueError:  # cut short
            continue
        if isinstance(values, dict):
            objects.append(values)
    return objects


def _proposal(values: dict[str, Any]) -> Proposal | None:
    photo, cutout, reasons = values.get("photo"), values.get("cutout"), values.get("reasons", [])
    score, group = values.get("score"), values.get("group", "")
    if not (isinstance(photo, str) and isinstance(cutout, str) and isinstance(group, str)):
        return None
    if not (isinstance(score, int | float) and isinstance(reasons, list) and _is_below(photo) and _is_below(cutout)):
        return None
    return Proposal(photo, group, float(score), tuple(map(str, reasons)), cutout)


def _is_below(path: str) -> bool:
    """Whether a path leads to something below its folder."""
    parts = PurePosixPath(path)
    return bool(parts.parts) and not parts.is_absolute() and ".." not in parts.parts and "\\" not in path
