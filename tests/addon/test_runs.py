"""Runs that share a dataset: what they claim, how long they count as alive, and what is swept of those that ended."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from blender_addon.batch.temporary import sweep_temporary
from blender_addon.dataset import runs
from blender_addon.dataset.alive import Marker, has_ended
from blender_addon.dataset.claims import Claims, Standing, claim_files
from blender_addon.dataset.layout import DatasetError, sample_folder
from blender_addon.dataset.leftovers import OLD_S, ages, sweep
from blender_addon.dataset.runs import RunRecord, Watcher, is_under_way, new_token, run_file
from blender_addon.dataset.writer import write_sample

REPO = Path(__file__).resolve().parents[2]
MINE, THERE, ELSEWHERE = Standing.MINE, Standing.THERE, Standing.ELSEWHERE
ONE, TWO, THREE = "1" * 16, "2" * 16, "3" * 16


def _nobody(token: str) -> bool:
    return False


def _claims(root: Path, token: str, *ended: str) -> Claims:
    RunRecord(root, token)
    return Claims(root, token, ended.__contains__)


def _write(root: Path, sample: int) -> None:
    recipe = {"id": sample, "split": "train", "product": {"asset": "a", "category": "a"}}
    write_sample(root, sample, {"input.png": b"x"}, recipe, {})


class Clock:
    """What `time.monotonic` says to `runs`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(runs.time, "monotonic", lambda: self.now)


def test_of_two_runs_one_makes_a_sample(tmp_path: Path) -> None:
    one, two = _claims(tmp_path, ONE), _claims(tmp_path, TWO)
    assert (one.take(0), two.take(0), one.take(0)) == (MINE, ELSEWHERE, MINE)
    assert two.take(1) is MINE and not one.is_free(1) and one.is_free(0) and one.is_free(2)
    _write(tmp_path, 0)
    assert (two.take(0), one.take(0)) == (THERE, THERE)
    one.release(0)
    assert [path.name for path in claim_files(tmp_path)] == ["000001.0"]
    two.release_all()
    assert not list(claim_files(tmp_path)) and one.take(1) is MINE


def test_the_claims_of_a_run_that_ended_are_taken_over_by_one_other(tmp_path: Path) -> None:
    dead = _claims(tmp_path, ONE)
    assert (dead.take(0), dead.take(1)) == (MINE, MINE)
    two, three = _claims(tmp_path, TWO, ONE), _claims(tmp_path, THREE, ONE)
    assert (two.take(0), three.take(0)) == (MINE, ELSEWHERE)
    run_file(tmp_path, ONE).unlink()  # somebody has found that out, and all others know by that
    four = _claims(tmp_path, "4" * 16)
    assert (four.take(0), four.take(1)) == (ELSEWHERE, MINE)
    _write(tmp_path, 1)
    four.release(1)
    assert not list((tmp_path / runs.RUNS).glob("000001.*")), "the dead run's claim of a sample that is there is left"


def test_a_sample_made_while_it_was_claimed_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the first look and the claim another run finishes the sample and lets go of it."""
    one = _claims(tmp_path, ONE)
    before = Claims._owners

    def owners(self: Claims, sample: int) -> dict[int, str]:
        found = before(self, sample)
        if not sample_folder(tmp_path, sample).exists():
            _write(tmp_path, sample)
        return found

    monkeypatch.setattr(Claims, "_owners", owners)
    assert one.take(0) is THERE and not list(claim_files(tmp_path))


def test_who_meets_another_claim_after_making_its_own_withdraws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a folder's listing was old: the other's claim has another number and was not seen."""
    one, two = _claims(tmp_path, ONE), _claims(tmp_path, TWO)
    before, looks = Claims._owners, []

    def owners(self: Claims, sample: int) -> dict[int, str]:
        looks.append(sample)
        return {} if len(looks) == 1 else before(self, sample)

    assert two.take(0) is MINE
    (tmp_path / runs.RUNS / "000000.0").rename(tmp_path / runs.RUNS / "000000.3")
    monkeypatch.setattr(Claims, "_owners", owners)
    assert one.take(0) is ELSEWHERE
    assert [path.read_text() for path in claim_files(tmp_path)] == [TWO]


CLAIMING = """
    import sys
    from pathlib import Path
    from blender_addon.dataset.claims import Claims, Standing
    from blender_addon.dataset.runs import RunRecord
    from blender_addon.dataset.writer import write_sample
    root, token = Path(sys.argv[1]), sys.argv[2]
    RunRecord(root, token)
    claims = Claims(root, token, lambda other: False)
    left = list(range(60))
    while left:
        sample = left.pop(0)
        standing = claims.take(sample)
        if standing is Standing.ELSEWHERE:
            left.append(sample)
        elif standing is Standing.MINE:
            with (root / "made.txt").open("a") as file:
                file.write(f"{sample}\\n")
            recipe = {"id": sample, "split": "train", "product": {"asset": "a", "category": "a"}}
            write_sample(root, sample, {}, recipe, {}, token)
            claims.release(sample)
"""


def test_four_processes_make_each_sample_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(CLAIMING), str(tmp_path)]
    processes = [subprocess.Popen([*command, str(n) * 16], cwd=REPO) for n in range(1, 5)]
    assert [process.wait(timeout=120) for process in processes] == [0] * 4
    assert sorted(map(int, (tmp_path / "made.txt").read_text().split())) == list(range(60))
    assert not list(claim_files(tmp_path))


def test_a_heartbeat_that_stands_still_is_the_end_whatever_the_clocks_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    living, dead = RunRecord(tmp_path, ONE), RunRecord(tmp_path, TWO)
    watcher = Watcher(tmp_path)
    os.utime(run_file(tmp_path, ONE), (1.0, 1.0))  # a machine whose clock is decades behind
    for _ in range(20):
        clock.now += 4.0
        living.beat()
        seen = watcher.ended()
    assert seen == {TWO}
    dead.beat()  # it had only slept
    clock.now += 4.0
    assert watcher.ended() == frozenset()


def test_a_watcher_that_slept_has_seen_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    RunRecord(tmp_path, ONE)
    watcher = Watcher(tmp_path)
    for _ in range(3):
        clock.now += 3600.0
        assert watcher.ended() == frozenset()


def test_a_run_that_was_taken_for_ended_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    record = RunRecord(tmp_path, ONE)
    run_file(tmp_path, ONE).unlink()
    clock.now += 6.0
    record.beat()
    assert is_under_way(tmp_path, ONE)
    record.end()
    assert not (tmp_path / runs.RUNS).exists()


HOLDING = """
    import os, sys, time
    from pathlib import Path
    from blender_addon.dataset.alive import Marker
    from blender_addon.dataset.runs import RunRecord
    marker = Marker(Path(sys.argv[2]), sys.argv[3])
    RunRecord(Path(sys.argv[1]), sys.argv[3], marker.path)
    child = os.fork()
    Path(sys.argv[1], "child" if child == 0 else "parent").write_text(str(os.getpid()))
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have the heartbeat alone")
def test_on_one_machine_the_end_is_known_at_once_and_not_before_the_last_child_has_gone(tmp_path: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(HOLDING), str(tmp_path), str(tmp_path / "alive"), ONE]
    process = subprocess.Popen(command, cwd=REPO)
    try:
        deadline = time.monotonic() + 30
        while not all((tmp_path / name).exists() and (tmp_path / name).read_text() for name in ("child", "parent")):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        watcher = Watcher(tmp_path)
        assert watcher.ended() == frozenset()
        process.kill()
        process.wait()
        assert watcher.ended() == frozenset(), "its child lives"
    finally:
        os.kill(int((tmp_path / "child").read_text()), 9)
    deadline = time.monotonic() + 10
    while watcher.ended() != {ONE}:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_marker_of_another_machine_or_run_proves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "alive"
    Marker(path, ONE).close()
    assert has_ended(path, ONE) and has_ended(path) and not has_ended(path, TWO)
    assert not has_ended(tmp_path / "gone", ONE)
    monkeypatch.setattr("blender_addon.dataset.alive._machine", lambda: "another")
    assert not has_ended(path, ONE)


def test_a_record_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="noting that a run is under way"):
        RunRecord(tmp_path / "gone", new_token())


def test_what_the_dead_left_is_swept_and_the_living_keep_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    RunRecord(tmp_path, ONE)
    samples = tmp_path / "samples" / "000"
    drafts = [samples / f".000001.{token}.0123abcd" for token in (ONE, TWO, "none")]
    for folder in (*drafts, samples / ".keep-me"):
        folder.mkdir(parents=True)
    young, old = (tmp_path / f".index.jsonl.12.{name}" for name in ("0123abcd", "4567abcd"))
    claims = [tmp_path / runs.RUNS / name for name in ("000007.0", "000008.0", "000009.0")]
    for path in (young, old, tmp_path / ".gitignore", tmp_path / ".index.lock"):
        path.touch()
    for path, owner in zip(claims, (ONE, TWO, TWO), strict=True):
        path.write_text(owner)
    _write(tmp_path, 8)
    hour_ago = time.time() - OLD_S - 60
    os.utime(old, (hour_ago, hour_ago))
    os.utime(tmp_path / ".gitignore", (hour_ago, hour_ago))
    with monkeypatch.context() as patch:  # somebody is writing index.jsonl
        patch.setattr("blender_addon.dataset.leftovers.locked_unless_held", lambda path: nullcontext(False))
        assert sweep(tmp_path) == [*drafts[1:], old, claims[1]]
    assert drafts[0].exists() and young.exists() and (samples / ".keep-me").exists()
    assert (tmp_path / ".index.lock").exists() and claims[0].exists() and claims[2].exists()
    run_file(tmp_path, ONE).unlink()
    assert set(sweep(tmp_path)) == {drafts[0], young, claims[0], claims[2]}
    assert not (tmp_path / ".index.lock").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gitignore", "samples"]
    assert sweep(tmp_path) == []


def test_temporary_folders_of_killed_runs_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folders = {name: tmp_path / f"packshot-{name}" for name in ("dead", "young", "alive", "pictures", "born")}
    folders["other"] = tmp_path / "other"
    for folder in folders.values():
        folder.mkdir()
    living = Marker(folders["alive"] / "alive", ONE)
    for name in ("dead", "young", "other"):
        Marker(folders[name] / "alive", TWO).close()
    (folders["pictures"] / "mug.png").touch()
    (folders["born"] / "alive").touch()
    week_ago = time.time() - 7 * 86400
    for name in ("dead", "alive", "pictures", "born", "other"):
        os.utime(folders[name], (week_ago, week_ago))
    swept = sweep_temporary()
    living.close()
    assert set(swept) == {folders["born"], *([folders["dead"]] if sys.platform == "linux" else [])}
    assert all(folders[name].exists() for name in ("young", "alive", "pictures", "other"))


@pytest.mark.parametrize("nameless", [True, False])
def test_the_clock_of_a_folder_leaves_nothing_and_old_probes_of_the_dead_are_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nameless: bool
) -> None:
    """With files without a name, and as on NFS, where there are none and one that is killed leaves its probe."""
    made: list[str] = []
    touch = Path.touch
    monkeypatch.setattr(Path, "touch", lambda path: made.append(path.name) or touch(path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    if not nameless:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    elif not hasattr(os, "O_TMPFILE"):
        pytest.skip("this system has no files without names")
    names = (".probe.0123abcd", ".probe.4567abcd", ".probe.mine", ".prober.0123abcd")
    for name in names:
        (tmp_path / name).write_bytes(b"")
    for name in (names[0], *names[2:]):
        os.utime(tmp_path / name, (1.0, 1.0))
    [(_, age_s)] = ages(tmp_path, [tmp_path / names[1]])
    assert abs(age_s) < 60
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert sweep(tmp_path) == [tmp_path / names[0]], "the others are younger than an hour, or somebody else's"
    (tmp_path / names[0]).write_bytes(b"")
    os.utime(tmp_path / names[0], (1.0, 1.0))
    assert sweep_temporary() == [tmp_path / names[0]]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])
    assert bool(made) is not nameless
