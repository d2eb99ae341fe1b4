"""Which samples are still missing."""

from __future__ import annotations

from pathlib import Path

from ..dataset.layout import sample_folders


def missing_ids(root: Path, count: int) -> list[int]:
    """Ids below `count` that have no finished sample in the dataset, ascending."""
    there = {sample_id for sample_id, _ in sample_folders(root)}
    return [sample_id for sample_id in range(count) if sample_id not in there]
