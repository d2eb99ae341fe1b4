"""The ids of a job, claimed one by one as the worker reaches them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..dataset.claims import Claims, Standing
from ..dataset.layout import sample_folder
from .events import Emit, SampleElsewhere, SampleThere
from .job import Job


def claimed_ids(job: Job, emit: Emit) -> Iterator[int]:
    """The missing ids that no other run makes; the others are reported to the supervisor.

    A claim ends when its sample exists. The claim of a sample that was given up ends with the run, so that no other run
    tries it in the meantime.
    """
    root = Path(job.out)
    claims = Claims(root, job.run, frozenset(job.ended_runs).__contains__)
    for sample in job.ids:
        standing = claims.take(sample)
        if standing is Standing.MINE:
            try:
                yield sample
            finally:
                if sample_folder(root, sample).exists():
                    claims.release(sample)
        elif standing is Standing.THERE:
            emit(SampleThere(sample))
        else:
            emit(SampleElsewhere(sample))
