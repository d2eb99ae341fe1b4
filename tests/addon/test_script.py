"""The script of a job array, read, and run by bash with stand-ins for Slurm's commands."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from blender_addon.__main__ import main
from blender_addon.cluster.script import array_script, read_option
from blender_addon.dataset.layout import DatasetError


def test_a_script_asks_for_its_tasks_and_runs_generate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["submit", "--spec", "smoke", "--out", str(tmp_path / "my set"), "--count", "9", "--shards", "3"]
    words += ["--worker-memory", "2500", "--samples-per-worker", "50", "--device", "optix"]
    words += ["--sbatch-option=--time=2:00:00", "--sbatch-option", "comment=it's mine", "--print"]
    assert main(words) == 0
    script = capsys.readouterr().out
    assert script.startswith("#!/bin/bash\n#SBATCH --job-name=")
    for line in ("--array=0-2", "--requeue", "--time=2:00:00", '--comment="it\'s mine"', "--open-mode=append"):
        assert f"#SBATCH {line}\n" in script
    assert f'#SBATCH --output="{tmp_path}/my set/logs/%A_%a.log"' in script
    command = next(line for line in script.splitlines() if " generate " in line)
    assert f"--out '{tmp_path}/my set' --count 9" in command
    assert "--samples-per-worker 50 --worker-memory 2500 --device optix" in command
    assert command.endswith('--shard "$SLURM_ARRAY_TASK_ID/3" &')
    assert not (tmp_path / "my set").exists(), "--print writes nothing"
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("array=0-9", "--shards sets it"),
        ("", "give sbatch's long option"),
        ("time 3", "give sbatch's long option"),
        ("time=1\n#SBATCH --wrap=rm", "a control character"),
    ],
)
def test_options_that_would_not_do(text: str, message: str) -> None:
    with pytest.raises(DatasetError, match=re.escape(message)):
        read_option(text)
    assert read_option("exclusive") == ("exclusive", None)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("how", [signal.SIGUSR1, signal.SIGTERM])
def test_a_signal_ends_the_command_in_order(tmp_path: Path, how: signal.Signals) -> None:
    """USR1, which Slurm sends before the time limit, queues the task again; TERM, of a task that is cancelled, not."""
    child = "import pathlib, signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(130))\n"
    child += f"pathlib.Path({str(tmp_path / 'up')!r}).touch()\ntime.sleep(60)"
    text = array_script([sys.executable, "-c", child], 2, "name", tmp_path, {}, tmp_path)
    (tmp_path / "script").write_text(text.replace("sleep 60", "sleep 0"))
    (tmp_path / "scontrol").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    (tmp_path / "scontrol").chmod(0o755)
    slurm = {"SLURM_ARRAY_JOB_ID": "7", "SLURM_ARRAY_TASK_ID": "1", "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    with subprocess.Popen(["bash", str(tmp_path / "script")], env={**os.environ, **slurm}) as process:
        deadline = time.monotonic() + 30
        while not (tmp_path / "up").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(how)
        assert process.wait(timeout=30) == 130
    asked = (tmp_path / "asked").read_text() if (tmp_path / "asked").exists() else ""
    assert asked == ("requeue 7_1\n" if how == signal.SIGUSR1 else "")
