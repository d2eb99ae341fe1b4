"""A real Slurm, where one answers: four shards, a task that is queued again, and one that is cancelled."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from test_command_line import _blender, _run

from blender_addon.cluster.slurm import submit_script, task_states
from blender_addon.dataset.layout import DatasetError


def _answers() -> bool:
    return shutil.which("sbatch") is not None and subprocess.run(["sinfo"], capture_output=True).returncode == 0


slurm = pytest.mark.skipif(not _answers(), reason="no Slurm answers here")


def test_without_slurm_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        DatasetError, match="sbatch: not found here; submit where Slurm is, or see the script by --print"
    ):
        submit_script("#!/bin/sh\n")
    assert task_states(["1"]) == {}
    (tmp_path / "sbatch").write_text("#!/bin/sh\necho 'sbatch: error: invalid partition' >&2\nexit 1\n")
    (tmp_path / "sbatch").chmod(0o755)
    with pytest.raises(DatasetError, match="sbatch refuses: sbatch: error: invalid partition"):
        submit_script("#!/bin/sh\n")


@slurm
@pytest.mark.slow
def test_a_job_array_that_is_disturbed_ends_whole(tmp_path: Path) -> None:
    out = tmp_path / "set"
    words = ["submit", "--spec", "smoke", "--resolution", 48, "--count", 40, "--out", out, "--shards", 4]
    words += ["--blender", _blender(tmp_path, all="real")]
    told = _run(*words)
    assert told.returncode == 0, told.stderr
    job = told.stdout.partition("submitted as job ")[2].partition(",")[0]
    deadline = time.monotonic() + 120
    while not list(out.glob("samples/*/*")):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    subprocess.run(["scontrol", "requeue", f"{job}_0"], capture_output=True)
    subprocess.run(["scancel", f"{job}_1"], capture_output=True)
    assert _run(*words[:-4], "--shards", 1, *words[-2:]).returncode == 0
    while any("RUNNING" in states or "PENDING" in states for states in task_states([job, str(int(job) + 1)]).values()):
        assert time.monotonic() < deadline
        time.sleep(1)
    assert "40 of 40 samples" in _run("status", out).stdout
    assert _run("check", out, "--deep").stdout == "40 of 40 samples, no problems\n", sorted(out.iterdir())
