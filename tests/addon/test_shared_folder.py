"""Two runs on one dataset share its samples, and finish it whatever is killed. The renderer is a stand-in."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from pathlib import Path

import pytest

from blender_addon.batch.temporary import sweep_temporary
from blender_addon.dataset.check import check_dataset
from blender_addon.dataset.index import read_index
from blender_addon.dataset.layout import sample_folders
from blender_addon.dataset.leftovers import sweep

HERE = Path(__file__).resolve().parent
REPO = HERE.parents[1]
KILLS = int(os.environ.get("PACKSHOT_KILLS", "20"))
"""Kills in the last test; `make soak` asks for more."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the end of a run is known at once on Linux alone")

RUN = """
    import sys
    from blender_addon.batch.job import Job
    from blender_addon.batch.supervisor import Run, supervise
    root, count, workers, *command = sys.argv[1:]
    ids = tuple(range(int(count)))
    summary = supervise(Run(Job({}, {}, root, ids, 1), int(workers), command, lambda event: None, replace_after=7))
    print(summary.done, summary.by_others, len(summary.given_up), summary.fatal)
"""


def _run(root: Path, count: int, workers: int = 1) -> subprocess.Popen[str]:
    worker = [sys.executable, str(HERE / "fake_worker.py"), json.dumps({"all": "note"})]
    command = [sys.executable, "-c", textwrap.dedent(RUN), str(root), str(count), str(workers), *worker]
    return subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, text=True)


def _said(process: subprocess.Popen[str]) -> list[str]:
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return out.split()


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _made(root: Path) -> list[tuple[int, str]]:
    """Samples that some worker has started to make, in order, and for which run."""
    lines = (root / "made.txt").read_text().splitlines()
    return [(int(sample), run) for sample, run in (line.split() for line in lines)]


def test_two_runs_share_the_samples(tmp_path: Path) -> None:
    both = [_run(tmp_path, 40), _run(tmp_path, 40)]
    said = [_said(process) for process in both]
    assert Counter(sample for sample, _ in _made(tmp_path)) == dict.fromkeys(range(40), 1)
    assert all(int(done) + int(others) == 40 and lost == "0" for done, others, lost in said)
    assert sum(int(done) for done, _, _ in said) == 40
    shares = Counter(run for _, run in _made(tmp_path))
    assert len(shares) == 2 and min(shares.values()) >= 8, f"they do not share alike: {shares}"
    assert sorted(entry["id"] for entry in read_index(tmp_path)[0]) == list(range(40))
    assert not (tmp_path / ".runs").exists()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_one_run_dies_or_stops_and_the_other_makes_the_rest(tmp_path: Path, how: signal.Signals) -> None:
    """A stopped one, whose heartbeat is young, keeps the sample that it is at, and no other."""
    first = _run(tmp_path, 30)
    _wait_for(tmp_path / "samples/000/000003")
    second = _run(tmp_path, 30)
    _wait_for(tmp_path / "samples/000/000008")
    first.send_signal(how)
    if how == signal.SIGSTOP:  # its worker continues, as one in a long render does, until it is continued
        time.sleep(1.0)
        first.send_signal(signal.SIGCONT)
        _said(first)
    else:
        first.wait()
    done, others, lost = _said(second)
    assert int(done) + int(others) == 30 and lost == "0"
    assert [sample for sample, _ in sample_folders(tmp_path)] == list(range(30))
    twice = [sample for sample, count in Counter(sample for sample, _ in _made(tmp_path)).items() if count > 1]
    assert len(twice) <= (how == signal.SIGKILL), "more than the sample that the dead run was at was made again"
    sweep(tmp_path)  # as a command does at its end: what the dead run claimed, and had just made
    assert not (tmp_path / ".runs").exists()


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _blender(tmp_path: Path) -> Path:
    path = tmp_path / "blender"
    path.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        "if sys.argv[1:] == ['--version']:\n    print('Blender 5.2.2')\n    sys.exit()\n"
        f'worker = [{sys.executable!r}, {str(HERE / "fake_worker.py")!r}, \'{{"all": "real"}}\']\n'
        "os.execv(worker[0], [*worker, sys.argv[-1]])\n"
    )
    path.chmod(0o755)
    return path


def test_kills_at_random_moments_lose_nothing_and_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers, supervisors or all at once, of two runs on one folder, each started again."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    root, rng = tmp_path / "set", random.Random(KILLS)
    count = 4 * KILLS
    arguments = ["generate", "--spec", "smoke", "--resolution", "48", "--count", str(count), "--out", str(root)]
    command = [sys.executable, "-m", "blender_addon", *arguments, "--blender", str(_blender(tmp_path))]
    command += ["--workers", "2"]

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=REPO, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    both, killed = [start(), start()], Counter[str]()
    for _ in range(KILLS):
        time.sleep(rng.uniform(0.1, 1.0))
        whom = rng.choice(("worker", "supervisor", "all"))
        workers = [child for process in both for child in _children(process.pid)]
        victims = [process.pid for process in both] if whom == "all" else [rng.choice(both).pid]
        if whom == "worker":
            victims = [rng.choice(workers)] if workers else []
        for pid in victims:
            _end(pid)
        killed[whom if victims else "nobody"] += 1
        for index, process in enumerate(both):
            if process.poll() is not None:
                both[index] = start()
    for process in both:
        process.wait(timeout=300)
    final = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=300)
    assert final.returncode == 0, final.stdout + final.stderr
    report = check_dataset(root)
    assert (report.samples, report.asked, report.problems) == (count, count, [])
    ids = [entry["id"] for entry in read_index(root)[0]]
    assert ids == list(range(count))
    assert sorted(path.name for path in root.iterdir()) == ["dataset.json", "index.jsonl", "samples", "workers.txt"]
    for folder in (tmp_path / "tmp").iterdir():
        os.utime(folder, (0, 0))
    sweep_temporary()
    assert [*(tmp_path / "tmp").rglob("*")] == []
    workers_born = len((root / "workers.txt").read_text().splitlines())
    times = ", ".join(f"{whom} {often}" for whom, often in sorted(killed.items()))
    print(f"\nkilled: {times}; {workers_born} workers were born; {count} of {count} samples, each once, no leftovers")
