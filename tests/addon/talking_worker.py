"""`headless.work` around a renderer that renders nothing and talks for half a minute, run as a process."""

from __future__ import annotations

import os
import sys
import time
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from blender_addon.batch.events import Emit, Warned
from blender_addon.batch.job import Job
from blender_addon.headless import work


def run_job(job: Job, emit: Emit) -> None:
    Path(job.out, "pid").write_text(str(os.getpid()))
    for _ in range(3000):
        emit(Warned("alive"))
        time.sleep(0.01)


renderer = types.ModuleType("blender_addon.batch.worker")
renderer.run_job = run_job  # type: ignore[attr-defined]
sys.modules[renderer.__name__] = renderer
sys.exit(work(Path(sys.argv[-1])))
