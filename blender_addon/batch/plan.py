"""Which samples are still missing, and who makes which."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..dataset.layout import sample_folders


def missing_ids(root: Path, count: int) -> list[int]:
    """Ids below `count` that have no finished sample in the dataset, ascending."""
    there = {sample_id for sample_id, _ in sample_folders(root)}
    return [sample_id for sample_id in range(count) if sample_id not in there]


def share(ids: Sequence[int], worker: int, workers: int) -> list[int]:
    """The ids of worker number `worker` out of `workers`: every `workers`-th, so that all get on alike.

    Raises:
        ValueError: No such worker.
    """
    if not 0 <= worker < workers:
        raise ValueError(f"worker {worker} of {workers}: workers are numbered from 0 to {workers - 1}")
    return list(ids[worker::workers])
