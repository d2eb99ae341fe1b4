"""The command line, for real: datasets that the independent checker passes, and a run that is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CHECKER = SHARED / "tools" / "check_dataset.py"
TRAIN = ROOT / ".venv" / "bin" / "python"
"""The checker wants OpenCV and OpenEXR, which Blender's environment has not."""

needs_checker = pytest.mark.skipif(
    not (CHECKER.is_file() and TRAIN.is_file()), reason="the independent checker or .venv is not there"
)


def _command(out: Path, count: int, *more: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "blender_addon",
        "generate",
        "--spec",
        "smoke",
        "--out",
        str(out),
        "--count",
        str(count),
        *more,
    ]


def _generate(out: Path, count: int, *more: str) -> str:
    done = subprocess.run(_command(out, count, *more), cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _check(out: Path, count: int) -> str:
    done = subprocess.run(
        [str(TRAIN), str(CHECKER), str(out), "--expect", str(count)], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _samples(out: Path) -> dict[str, dict[str, str]]:
    """Checksums of every sample, by its folder."""
    found = {}
    for path in sorted(out.glob("samples/*/[0-9]*/sample.json")):
        files = json.loads(path.read_text())["files"]
        found[path.parent.name] = {name: digest for name, digest in files.items() if name != "recipe.json"}
    return found


@needs_checker
def test_built_in_assets_alone_pass_the_checker(tmp_path: Path) -> None:
    out = tmp_path / "built-in"
    _generate(out, 4)
    assert "0 problems" in _check(out, 4)


@needs_checker
@pytest.mark.skipif(not (SHARED / "assets").is_dir(), reason="no ../shared/assets")
def test_real_assets_pass_the_checker(tmp_path: Path) -> None:
    out = tmp_path / "real"
    assets = SHARED / "assets"
    _generate(
        out,
        6,
        "--products",
        str(assets / "models"),
        "--hdris",
        str(assets / "hdris"),
        "--textures",
        str(assets / "textures"),
        "--resolution",
        "96x64",
    )
    assert "0 problems" in _check(out, 6)
    header = json.loads((out / "dataset.json").read_text())
    assert header["resolution"] == [96, 64]
    assert any(credit["asset"].startswith("model/") for credit in header["credits"])


def test_a_run_that_is_killed_ends_complete_and_the_same(tmp_path: Path) -> None:
    """SIGKILL to the whole run, worker and all, after its second sample; then the same command again."""
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    run = subprocess.Popen(
        _command(broken, 5), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    began = time.monotonic()
    while len(_samples(broken)) < 2 and time.monotonic() - began < 300:
        assert run.poll() is None, "the run ended before it could be killed"
        time.sleep(0.05)
    for pid in _family(run.pid):
        os.kill(pid, signal.SIGKILL)
    run.wait()
    before = _samples(broken)
    assert 2 <= len(before) < 5
    said = _generate(broken, 5)
    assert f"{len(before)} there already" in said
    after = _samples(broken)
    assert len(after) == 5
    assert all(after[name] == files for name, files in before.items()), "a finished sample was touched"
    assert not [path for path in broken.rglob(".*") if path.is_dir() and path.name != ".lock"], (
        "a draft was left behind"
    )
    if CHECKER.is_file() and TRAIN.is_file():
        _check(broken, 5)
    _generate(whole, 5)
    assert _samples(whole) == after, "a run in two parts makes other samples than a run in one"


def _family(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def test_mistakes_are_one_line(tmp_path: Path) -> None:
    for more, said in (
        (["--products", str(tmp_path / "nowhere")], "nowhere"),
        (["--spec", "smok"], "smoke"),
        (["--resolution", "12"], "resolution"),
    ):
        command = _command(tmp_path / "out", 2, *more)
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert done.returncode != 0
        assert "Traceback" not in done.stdout + done.stderr
        assert said in done.stderr
