"""What a run says when its reader goes, and the file that keeps it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_command_line import REPO, _blender, _run

from blender_addon.batch.logged_output import LoggedOutput


class Gone(io.StringIO):
    """A stream whose reader has gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_reader_that_goes_is_passed_over_and_the_file_goes_on() -> None:
    log = io.StringIO()
    out = LoggedOutput(Gone(), log)
    print("one", file=out)
    print("\r[=] 1/9", end="", file=out)
    print("\r[==] 2/9", end="", file=out)
    print("\rwarning: two", file=out)
    lines = log.getvalue().splitlines()
    assert [re.sub(r"^[0-9-]+ [0-9:]+ ", "", line) for line in lines] == ["one", "[=] 1/9", "warning: two"]
    assert not out.isatty()


def test_a_full_disk_of_the_log_ends_nothing() -> None:
    out = io.StringIO()
    stream = LoggedOutput(out, Gone())
    print("one", file=stream)
    print("two", file=stream)
    assert out.getvalue() == "one\ntwo\n"


def test_generate_goes_on_without_a_reader(tmp_path: Path) -> None:
    words = ["generate", "--spec", "smoke", "--count", "6", "--out", str(tmp_path / "set")]
    words += ["--blender", str(_blender(tmp_path, all="real")), "--log", str(tmp_path / "log")]
    process = subprocess.Popen(
        [sys.executable, "-m", "blender_addon", *words],
        cwd=REPO,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()  # as `head -1` does
    said = process.stderr.read()
    assert (process.wait(timeout=60), said) == (0, "")
    assert _run("check", tmp_path / "set").returncode == 0
    assert "6/6 samples" in (tmp_path / "log").read_text()


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    told = _run("generate", "--spec", "smoke", "--out", tmp_path / "set", "--log", tmp_path / "no" / "log")
    assert told.returncode == 2
    assert "opening the log: No such file or directory" in told.stderr and told.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["status", "check"])
def test_looking_into_a_closed_pipe(tmp_path: Path, command: str) -> None:
    line = f"{sys.executable} -m blender_addon {command} {tmp_path} | true"
    told = subprocess.run(["sh", "-c", line], cwd=REPO, capture_output=True, text=True)
    assert "Traceback" not in told.stderr and "Exception ignored" not in told.stderr
