"""Which samples are missing, and the order in which a run makes them."""

from __future__ import annotations

from pathlib import Path

from ..dataset.layout import sample_folders


def missing_ids(root: Path, count: int) -> list[int]:
    """Ids below `count` that have no finished sample in the dataset, ascending."""
    there = {sample_id for sample_id, _ in sample_folders(root)}
    return [sample_id for sample_id in range(count) if sample_id not in there]


def begin_at_shard(ids: list[int], shard: int, shards: int) -> list[int]:
    """The same ids, rotated to begin with this shard's own: each run makes its shard first, then helps the others."""
    at = len(ids) * shard // shards
    return ids[at:] + ids[:at]
