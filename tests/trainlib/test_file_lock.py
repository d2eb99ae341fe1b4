"""A file that one process holds: nobody else gets it while that lives, and anybody once it is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trainlib.process.file_lock import FileHeldError, hold_file

REPOSITORY = Path(__file__).parents[2]

# Holds the file, and has a forked child, as loaders have, that outlives it.
HOLDER = """
import os, sys, time
from pathlib import Path
from trainlib.process.file_lock import hold_file
with hold_file(Path(sys.argv[1])):
    child = os.fork()
    if child:
        print(child, flush=True)
    time.sleep(60)
"""


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "held"
    with hold_file(path):
        with pytest.raises(FileHeldError, match=f"process {os.getpid()} on "), hold_file(path):
            pass
        assert path.read_text().startswith(f"process {os.getpid()} on ")
    with hold_file(path):
        pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_killed_holder_lets_go_whatever_its_children_do(tmp_path: Path) -> None:
    path = tmp_path / "held"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    try:
        with pytest.raises(FileHeldError, match=f"process {process.pid} on "), hold_file(path):
            pass
        process.kill()
        process.wait()
        os.kill(child, 0)  # still there
        deadline = time.monotonic() + 5
        while True:
            try:
                with hold_file(path):
                    break
            except FileHeldError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
    finally:
        process.kill()
        os.kill(child, signal.SIGKILL)
