"""The supervisor with real worker processes that write, die, hang and give up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

from blender_addon.batch.events import Event, SampleGivenUp, Warned, WorkerReplaced, WorkerStarted
from blender_addon.batch.job import Job
from blender_addon.batch.memory import LEAST_MB, resident_mb, usual_limit_mb
from blender_addon.batch.plan import missing_ids
from blender_addon.batch.process import WorkerProcess
from blender_addon.batch.progress import duration, progress_line
from blender_addon.batch.summary import Summary
from blender_addon.batch.supervisor import Run, supervise
from blender_addon.dataset.index import read_index
from blender_addon.dataset.layout import sample_folders
from blender_addon.dataset.lines import read_lines

HERE = Path(__file__).resolve().parent
REPO = HERE.parents[1]


def _command(**behaviour: str) -> list[str]:
    return [
        sys.executable,
        str(HERE / "fake_worker.py"),
        json.dumps({k.lstrip("_"): v for k, v in behaviour.items()}),
    ]


def _job(root: Path, count: int) -> Job:
    root.mkdir(parents=True, exist_ok=True)
    return Job({}, {}, str(root), tuple(range(count)), 1)


def _supervise(
    root: Path, count: int, workers: int = 1, replace_after: int = 200, **behaviour: str
) -> tuple[Summary, list[Event]]:
    events: list[Event] = []
    summary = supervise(Run(_job(root, count), workers, _command(**behaviour), events.append, replace_after))
    return summary, events


def _ends(events: list[Event]) -> list[tuple[type[Event], int]]:
    """What the supervisor said of workers that died, and of which sample."""
    return [(type(e), e.id) for e in events if isinstance(e, (WorkerReplaced, SampleGivenUp))]


def _ids(root: Path) -> list[int]:
    return [sample_id for sample_id, _ in sample_folders(root)]


def _workers(root: Path) -> list[tuple[int, ...]]:
    return [tuple(map(int, line.split())) for line in (root / "workers.txt").read_text().splitlines()]


def test_three_workers_share_the_ids(tmp_path: Path) -> None:
    summary, events = _supervise(tmp_path, 12, workers=3)
    assert _ids(tmp_path) == list(range(12))
    assert sorted(e["id"] for e in read_index(tmp_path)[0]) == list(range(12))
    assert (summary.total, summary.done, summary.seconds) == (12, 12, 6.0)
    assert (summary.given_up, summary.fatal, summary.restarts, summary.stopped) == ({}, "", 0, False)
    assert summary.warnings == ["no OpenImageDenoise"]  # said by three, told once
    assert sum(isinstance(e, Warned) for e in events) == 1
    assert [size for _, size, _ in _workers(tmp_path)] == [4, 4, 4]


def test_a_worker_is_replaced_after_so_many_samples(tmp_path: Path) -> None:
    summary, _ = _supervise(tmp_path, 7, replace_after=3)
    assert summary.done == 7
    assert [size for _, size, _ in _workers(tmp_path)] == [3, 3, 1]
    assert len({pid for pid, _, _ in _workers(tmp_path)}) == 3


def test_a_worker_with_too_much_memory_is_replaced_and_nobody_is_blamed(tmp_path: Path) -> None:
    summary, events = _supervise(tmp_path, 7, _1="grow", _4="grow")
    assert _ids(tmp_path) == list(range(7)) and (summary.done, summary.restarts) == (7, 0)
    assert [size for _, size, _ in _workers(tmp_path)] == [7, 5, 2] and not _ends(events)
    assert 0 < resident_mb() < usual_limit_mb(1) and usual_limit_mb(10_000) == LEAST_MB


def test_a_sample_that_kills_its_worker_is_named_and_left(tmp_path: Path) -> None:
    summary, events = _supervise(tmp_path, 6, _2="die")
    assert _ids(tmp_path) == [0, 1, 3, 4, 5]
    assert list(summary.given_up) == [2]
    assert "sample 2 killed 3 workers (signal 9" in summary.given_up[2]
    assert (summary.done, summary.restarts) == (5, 2)
    assert _ends(events) == [(WorkerReplaced, 2), (WorkerReplaced, 2), (SampleGivenUp, 2)]


def test_a_worker_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    summary, _ = _supervise(tmp_path, 6, workers=2, _1="die once", _4="die after")
    assert _ids(tmp_path) == list(range(6))
    assert (summary.done, summary.given_up, summary.restarts) == (6, {}, 2)


def test_dying_after_every_sample_is_slow_and_blames_nobody(tmp_path: Path) -> None:
    summary, events = _supervise(tmp_path, 5, all="die after")
    assert _ids(tmp_path) == list(range(5))
    assert (summary.done, summary.given_up, summary.fatal) == (5, {}, "")
    assert not _ends(events)


@pytest.mark.parametrize(
    ("what", "deaths", "told"),
    [
        ("crash reading", 1, "Blender crashed while it read the file (signal 11)"),
        ("killed reading", 3, "Blender died while it read the file (signal 9)"),
        ("silent reading", 2, "Blender hung while it read the file (no output for 60 min"),
    ],
)
def test_a_file_that_ends_workers_is_named_and_left_out_and_costs_no_sample(
    tmp_path: Path, what: str, deaths: int, told: str
) -> None:
    events: list[Event] = []
    run = Run(_job(tmp_path, 5), 1, _command(_1=what, _3=what, _0="read"), events.append)
    _run_through(run, tmp_path)
    summary = run.summary
    assert _ids(tmp_path) == list(range(5))
    assert (summary.given_up, summary.fatal, summary.restarts) == ({}, "", deaths)
    assert not _ends(events)
    (warning,) = (text for text in summary.warnings if "left out" in text)
    assert warning.startswith(f"left out: model/bad: {told}")
    (noted,) = read_lines(tmp_path / "left_out.jsonl", "asset", str)[0]
    assert (noted["asset"], noted["stamp"]) == ("model/bad", "12:99")
    assert len(_workers(tmp_path)) == deaths + 1


def test_a_full_temporary_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what a worker said at last, by the free space, and when nothing can be made in it at all."""
    full = f"the temporary folder {tempfile.gettempdir()}: it is full: free some space, or set TMPDIR to a folder on"
    said = "RuntimeError: Error: Error writing render result, No space left on device"
    code = f"import sys; print({said!r}); print('Error: Not freed memory blocks: 1'); sys.exit(1)"
    summary = supervise(Run(_job(tmp_path, 2), 1, [sys.executable, "-c", code], lambda event: None))
    assert summary.fatal.startswith(full)
    monkeypatch.setattr("blender_addon.batch.temporary.LEAST_FREE", 10**30)
    summary, _ = _supervise(tmp_path, 2, _0="die")
    assert summary.fatal.startswith(full) and summary.restarts == 0
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    summary, _ = _supervise(tmp_path, 2)
    assert summary.fatal == (
        f"the temporary folder {tmp_path / 'gone'}: No such file or directory; set TMPDIR to another folder"
    )


def test_given_up_samples_do_not_stop_the_others(tmp_path: Path) -> None:
    summary, _ = _supervise(tmp_path, 5, _0="give up", _3="reject")
    assert _ids(tmp_path) == [1, 2, 3, 4]
    assert summary.given_up == {0: "sample 0 failed its checks 8 times"}
    assert summary.rejected == {"too_small": 1, "hidden": 1}
    assert summary.fatal == ""


def test_a_spec_that_no_sample_passes_ends_the_run(tmp_path: Path) -> None:
    summary, _ = _supervise(tmp_path, 40, replace_after=5, all="give up")
    assert summary.fatal.startswith("most samples are given up; the last: sample 4 failed")
    assert len(summary.given_up) == 5


def _run_through(run: Run, root: Path) -> None:
    """Poll to the end, letting an hour pass at once for each worker that has gone to sleep."""
    deadline = time.monotonic() + 120
    while run.poll():
        assert time.monotonic() < deadline
        for worker in run._workers:
            if (root / f"asleep-{worker.pid}").exists():
                worker.silent_s = 3600.0
        time.sleep(0.02)


def test_a_worker_that_hangs_is_ended_and_its_sample_gets_one_more_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blender_addon.batch.process._GRACE_S", 0.2)
    events: list[Event] = []
    run = Run(_job(tmp_path, 5), 1, _command(_1="sleep once", _3="deaf"), events.append)
    _run_through(run, tmp_path)
    summary = run.summary
    assert _ids(tmp_path) == [0, 1, 2, 4]
    assert (summary.done, summary.restarts, summary.fatal) == (4, 2, "")
    assert list(summary.given_up) == [3]
    assert summary.given_up[3].startswith("sample 3 hung 2 workers (no output for 60 min, so it was ended")
    assert _ends(events) == [(WorkerReplaced, 1), (WorkerReplaced, 3), (SampleGivenUp, 3)]
    for pid, _, _ in _workers(tmp_path):
        assert not _runs(pid)


def test_slow_samples_earn_patience(tmp_path: Path) -> None:
    """After one that took ten minutes an hour's silence is nothing: the run waits until it is stopped."""
    run = Run(_job(tmp_path, 2), 1, _command(_0="slow", _1="sleep"), lambda event: None)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("asleep-*")) or run.summary.done < 1:
        assert run.poll() and time.monotonic() < deadline
        time.sleep(0.02)
    (worker,) = run._workers
    for silent_s, waits in ((3600.0, True), (6001.0, False)):
        worker.silent_s = silent_s
        assert run.poll() and worker.hung is not waits
    run.stop()
    while run.poll():
        time.sleep(0.02)


def test_silence_is_measured_and_a_pause_of_the_supervisor_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    worker = WorkerProcess([0], command, tmp_path)
    try:
        time.sleep(0.3)
        assert worker.events() == [] and 0.3 <= worker.silent_s <= 5.0
        before = worker.silent_s
        worker._asked -= 7200  # for two hours nobody looked
        worker.events()
        assert worker.silent_s == before + 5.0
        with worker._log.open("a") as log:
            log.write('{"event": "worker_started"}\n')
        assert worker.events() == [WorkerStarted()] and worker.silent_s == 0.0
    finally:
        worker._process.kill()
        worker._process.wait()
        worker.close()


def test_workers_that_cannot_start_end_the_run_with_their_last_words(tmp_path: Path) -> None:
    summary, _ = _supervise(tmp_path, 5, start="die")
    assert (
        summary.fatal == "3 workers died before they began (exit code 3, last words: ImportError: no module named moon)"
    )
    assert summary.given_up == {}


def test_a_commands_that_is_not_there_is_told(tmp_path: Path) -> None:
    summary = supervise(Run(_job(tmp_path, 3), 1, ["/nowhere/blender"], lambda event: None))
    assert summary.fatal == "cannot start /nowhere/blender: No such file or directory"


def test_an_error_of_no_sample_ends_the_run(tmp_path: Path) -> None:
    summary, _ = _supervise(tmp_path, 5, start="fatal")
    assert summary.fatal == "the library is gone"


def test_poll_does_not_block_and_stop_is_at_once(tmp_path: Path) -> None:
    run = Run(_job(tmp_path, 4), 2, _command(_0="sleep", _2="sleep"), lambda event: None)
    longest = 0.0
    deadline = time.monotonic() + 30
    while not (tmp_path / "workers.txt").exists() or len(_workers(tmp_path)) < 2:
        began = time.monotonic()
        assert run.poll()
        longest = max(longest, time.monotonic() - began)
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert longest < 1.0
    pids = [worker.pid for worker in run._workers]
    assert len(pids) == 2
    began = time.monotonic()
    run.stop()
    while run.poll():
        time.sleep(0.02)
    assert time.monotonic() - began < 5
    assert run.summary.stopped
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_nothing_to_do_ends_at_once(tmp_path: Path) -> None:
    assert supervise(Run(_job(tmp_path, 0), 1, ["/nowhere"], lambda event: None)) == Summary(0)


@pytest.mark.skipif(os.name != "posix", reason="kills with signals")
def test_a_worker_whose_supervisor_is_killed_ends_too(tmp_path: Path) -> None:
    """`headless.work` with a worker that only talks: it must notice that nobody listens."""
    code = """
        import sys
        from blender_addon.batch.job import Job
        from blender_addon.batch.supervisor import Run, supervise
        supervise(Run(Job({}, {}, sys.argv[1], (0,), 1), 1, [sys.executable, sys.argv[2]], lambda event: None))
    """
    arguments = [str(tmp_path), str(HERE / "talking_worker.py")]
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code), *arguments], cwd=REPO)
    deadline = time.monotonic() + 30
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    worker = int((tmp_path / "pid").read_text())
    time.sleep(0.2)
    os.kill(worker, 0)  # while somebody listens, it continues
    process.send_signal(signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 10
    while _runs(worker):
        assert time.monotonic() < deadline, "the worker outlived its supervisor"
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # an orphan may wait for an init that does not reap


def test_plan(tmp_path: Path) -> None:
    _supervise(tmp_path, 3)
    assert missing_ids(tmp_path, 6) == [3, 4, 5]


def test_progress_line() -> None:
    assert progress_line(0, 500, 0, 12.0) == "0/500 samples"
    assert progress_line(40, 500, 3, 300.0) == "40/500 samples, 8.0 a minute, 58 min left, 3 drawn again"
    assert progress_line(500, 500, 0, 3750.0) == "500/500 samples, 8.0 a minute"
    assert [duration(s) for s in (0, 48.4, 90, 5399, 12000)] == [
        "0 s",
        "48 s",
        "2 min",
        "1 h 30 min",
        "3 h 20 min",
    ]
