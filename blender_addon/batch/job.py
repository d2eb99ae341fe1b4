"""What one worker is asked for: a JSON file that the supervisor writes and the worker reads."""

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
    """As `spec_to_dict` gives it."""
    library: Mapping[str, Sequence[str]]
    """Folders of assets by kind: "products", "hdris", "textures"."""
    out: str
    """The dataset's folder."""
    ids: tuple[int, ...]
    threads: int = 0
    """Cores to render with; 0: all."""
    memory_mb: int = 0
    """Memory above which the worker ends after a sample; 0: no bound."""
    device: str = ""
    """What to render with; "": as the spec says."""
    slot: int = 0
    """Which of the workers at work this is, so that each has a device of its own; from 0."""
    slots: int = 1
    """How many work at a time."""
    run: str = ""
    """The token of the run that this job is a part of, by which it claims samples."""
    ended_runs: tuple[str, ...] = ()
    """Tokens of other runs whose claims are void."""
    supervised: bool = False
    """Whether the worker ends when its standard input does, as it does with the supervisor."""

    def write(self, path: Path) -> None:
        """Write the job file; OSError as the disk has it."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def read_job(path: Path) -> Job:
    """The job of a file that `Job.write` wrote."""
    values = json.loads(path.read_bytes())
    return Job(**{**values, "ids": tuple(values["ids"]), "ended_runs": tuple(values["ended_runs"])})
