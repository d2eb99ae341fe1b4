"""Which samples are still missing, and in which order a run makes them."""

from __future__ import annotations

from pathlib import Path

from ..dataset.layout import sample_folders


def missing_ids(root: Path, count: int) -> list[int]:
    """Ids below `count` that have no finished sample in the dataset, ascending."""
    there = {sample_id for sample_id, _ in sample_folders(root)}
    return [sample_id for sample_id in range(count) if sample_id not in there]


def begin_at_shard(ids: list[int], shard: int, shards: int) -> list[int]:
    """The same ids, begun where this part of so many begins: each run has its own first, and then helps the others."""
    at = len(ids) * shard // shards
    return ids[at:] + ids[:at]
