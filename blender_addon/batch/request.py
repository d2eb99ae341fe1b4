"""What a run is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..spec import DatasetSpec

REPLACE_AFTER = 200
"""Samples after which a worker makes room for a fresh one, and the memory that Blender did not give back is
free.
"""


@dataclass(frozen=True)
class Request:
    """A dataset to be made or continued."""

    spec: DatasetSpec
    out: Path
    products: tuple[Path, ...] = ()
    hdris: tuple[Path, ...] = ()
    textures: tuple[Path, ...] = ()
    workers: int = 1
    blender: str = ""
    """A Blender executable; empty for the bpy module of this Python."""
    blender_version: str = ""
    """Where the caller knows it; otherwise it is found out."""
    samples_per_worker: int = REPLACE_AFTER
    """Samples after which a worker is replaced by a fresh one."""
    worker_memory_mb: int | None = None
    """Memory above which a worker is replaced after a sample; None: by the machine's."""
    patience_s: float | None = None
    """Seconds without a word after which a worker counts as hung; None: as the spec's pictures need."""
    device: str = ""
    """What to render with (`spec.DEVICES`); "": as the spec's render.device says."""
    shard: tuple[int, int] = (0, 1)
    """With which part of how many to begin; the other parts follow."""
