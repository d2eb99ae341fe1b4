"""A worker's job: a JSON file that the supervisor writes and the worker reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Job:
    """Samples of one dataset."""

    spec: Mapping[str, Any]
    """From `spec_to_dict`."""
    library: Mapping[str, Sequence[str]]
    """Folders of assets by kind: "products", "hdris", "textures"."""
    out: str
    """The dataset's folder."""
    ids: tuple[int, ...]
    threads: int = 0
    """Cores to render with; 0: all."""
    memory_mb: int = 0
    """Memory above which the worker ends after a sample; 0: no limit."""
    device: str = ""
    """The device to render with; "": the spec's."""
    slot: int = 0
    """The number of this worker among those at work, from 0, so that each has its own device."""
    slots: int = 1
    """How many workers run at the same time."""
    run: str = ""
    """The token of this job's run, with which it claims samples."""
    ended_runs: tuple[str, ...] = ()
    """Tokens of other runs whose claims are void."""
    supervised: bool = False
    """Whether the worker ends when its standard input is closed, which happens when the supervisor ends."""

    def write(self, path: Path) -> None:
        """Write the job file; raises OSError."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def read_job(path: Path) -> Job:
    """Read a file that `Job.write` wrote."""
    values = json.loads(path.read_bytes())
    return Job(**{**values, "ids": tuple(values["ids"]), "ended_runs": tuple(values["ended_runs"])})
