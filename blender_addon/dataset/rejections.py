"""rejected.jsonl: a line for each attempt at a sample that failed its checks, and their counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..outside import on_one_line
from ..picture.reasons import REASONS, Failure
from .files import disk_errors, replace_file
from .lines import append_line, locked, read_lines

REJECTED = "rejected.jsonl"


@dataclass(frozen=True)
class Tally:
    """Counts of rejected attempts."""

    attempts: int
    samples: int
    """The number of samples with rejected attempts."""
    reasons: Mapping[str, int]
    """By key, the most frequent first; an attempt can have several."""
    torn: int = 0
    """Lines that cannot be read."""


def append_rejection(root: Path, sample: int, attempt: int, product: str, failures: Sequence[Failure]) -> None:
    """Record a rejected attempt once, even if it is repeated after an interruption.

    Args:
        root: The dataset folder.
        sample: The id.
        attempt: The attempt, from 0.
        product: The product's asset id.
        failures: At least one.

    Raises:
        DatasetError: The disk is full or refuses.
    """
    entry = {
        "id": sample,
        "attempt": attempt,
        "product": product,
        "keys": sorted({failure.key for failure in failures}),
        "reason": "; ".join(failure.text for failure in failures),
    }
    with disk_errors("noting a rejected sample", root):
        append_line(root / REJECTED, entry, unless=b'{"id": %d, "attempt": %d,' % (sample, attempt))


def count_rejections(root: Path) -> Tally:
    """The counts of the dataset's rejected attempts, of all runs and workers so far."""
    entries, torn = read_lines(root / REJECTED)
    by_attempt = {(entry["id"], str(entry.get("attempt"))): entry.get("keys") for entry in entries}
    counts: Counter[str] = Counter()
    for keys in by_attempt.values():
        counts.update({str(key) for key in keys} if isinstance(keys, list) and keys else {"unknown"})
    ordered = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return Tally(len(by_attempt), len({sample for sample, _ in by_attempt}), ordered, torn)


def rejection_table(tally: Tally) -> list[str]:
    """The counts as lines for people; [] if nothing was drawn again."""
    if not tally.attempts:
        return []
    of = f"{tally.samples} sample{'s' if tally.samples != 1 else ''}"
    times = f"{tally.attempts} time{'s' if tally.attempts != 1 else ''}"
    wide = max(len(key) for key in tally.reasons)
    rows = [f"  {on_one_line(key):{wide}} ×{count:<5} {REASONS.get(key, '')}" for key, count in tally.reasons.items()]
    return [f"drawn again: {of}, {times}", *(row.rstrip() for row in rows)]


def repair_rejections(root: Path) -> int:
    """Remove the lines that cannot be read, and return how many there were.

    Raises:
        DatasetError: The disk refuses.
    """
    path = root / REJECTED
    if not path.exists():
        return 0
    with disk_errors("repairing rejected.jsonl", root), locked(path):
        entries, torn = read_lines(path)
        if torn:
            text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
            replace_file(path, text.encode("utf-8", "replace"))
    return torn
