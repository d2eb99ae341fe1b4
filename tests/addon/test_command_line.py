"""The command line as a user has it: real processes, exit codes, what is printed. The renderer is a stand-in."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from synthetic import ball_sample

from blender_addon.picture.png_read import decode_png

HERE = Path(__file__).resolve().parent
REPO = HERE.parents[1]


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "blender_addon", *map(str, arguments)],
        cwd=REPO,
        capture_output=True,
        text=True,
        timeout=120,
    )


def _started(command: list[str]) -> subprocess.Popen[str]:
    """A command at work, its output kept."""
    line = [sys.executable, "-m", "blender_addon", *command]
    return subprocess.Popen(line, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _blender(tmp_path: Path, **behaviour: str) -> Path:
    """An executable that says Blender's version and, started as Blender is, runs the fake worker on the job."""
    path = tmp_path / "blender"
    spoken = json.dumps({k.lstrip("_"): v for k, v in behaviour.items()})
    path.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        "if sys.argv[1:] == ['--version']:\n    print('Blender 5.2.2')\n    sys.exit()\n"
        "assert sys.argv[1] == '-b' and sys.argv[-2] == '--', sys.argv\n"
        f"worker = [{sys.executable!r}, {str(HERE / 'fake_worker.py')!r}, {spoken!r}]\n"
        "os.execv(worker[0], [*worker, sys.argv[-1]])\n"
    )
    path.chmod(0o755)
    return path


def test_a_dataset_from_nothing_to_checked(tmp_path: Path) -> None:
    out = tmp_path / "set"
    blender = _blender(tmp_path, all="real")
    made = _run("generate", "--spec", "smoke", "--resolution", 48, "--count", 3, "--out", out, "--blender", blender)
    assert made.returncode == 0, made.stdout + made.stderr
    assert f"{out}: 3 samples, 0 there already, 3 to make" in made.stdout
    assert "3/3 samples" in made.stdout and "3 samples in " in made.stdout
    assert json.loads((out / "dataset.json").read_text())["blender_version"] == "5.2.2"
    again = _run(
        "generate",
        "--spec",
        "smoke",
        "--resolution",
        "48x48",
        "--count",
        5,
        "--out",
        out,
        "--blender",
        blender,
    )
    assert again.returncode == 0, again.stderr
    assert "5 samples, 3 there already, 2 to make" in again.stdout
    nothing = _run("generate", "--spec", "smoke", "--resolution", 48, "--count", 5, "--out", out, "--blender", blender)
    assert nothing.returncode == 0 and "0 to make" in nothing.stdout
    fewer = _run("generate", "--spec", "smoke", "--resolution", 48, "--count", 2, "--out", out, "--blender", blender)
    assert fewer.returncode == 0 and "2 samples, 2 there already, 0 to make" in fewer.stdout
    checked = _run("check", out)
    assert (checked.returncode, checked.stdout) == (0, "5 of 5 samples, no problems\n")


def test_samples_given_up_make_the_exit_code_one(tmp_path: Path) -> None:
    out = tmp_path / "set"
    made = _run(
        "generate",
        "--spec",
        "smoke",
        "--count",
        3,
        "--out",
        out,
        "--blender",
        _blender(tmp_path, _1="die", _2="reject"),
    )
    assert made.returncode == 1
    assert "given up: 1: sample 1 killed 3 workers (signal 9" in made.stderr
    assert "1 sample is missing; the same command again" in made.stderr
    table = "drawn again: 1 sample, 1 time\n  hidden    ×1     too much of the product is hidden\n  too_small ×1 "
    assert table in made.stdout
    assert "workers that died or hung and were replaced: 2" in made.stdout
    mended = _run("generate", "--spec", "smoke", "--count", 3, "--out", out, "--blender", _blender(tmp_path))
    assert mended.returncode == 0 and "2 there already, 1 to make" in mended.stdout
    assert table in mended.stdout, "what an earlier run drew again is forgotten"
    assert table in _run("check", out).stdout


def test_a_preview_is_one_picture_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    blender = _blender(tmp_path, all="real", _2="give up")
    sheet = tmp_path / "new" / "sheet.png"
    made = _run("preview", "--spec", "smoke", "--count", 4, "--out", sheet, "--size", 48, "--blender", blender)
    assert made.returncode == 1, made.stdout + made.stderr  # one of them is missing
    assert f"{sheet}: 3 of 4 samples in " in made.stdout
    page = decode_png(sheet.read_bytes())
    tile = (page == decode_png((ball_sample(1, "val", "shape/ball#1")[0])["input.png"])[24, 24]).all(-1)
    assert tile.any(), "the second sample's input is not on the sheet"
    assert (page == 255).all(-1).sum() > 3 * 1000  # three packshots' white
    assert [path.name for path in sheet.parent.iterdir()] == ["sheet.png"]
    assert list((tmp_path / "tmp").iterdir()) == [], "something was left behind"


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_a_stopped_preview_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    command = ["preview", "--spec", "smoke", "--count", "3", "--out", str(tmp_path / "sheet.png")]
    command += ["--blender", str(_blender(tmp_path, all="real", _1="sleep"))]
    process = _started(command)
    deadline = time.monotonic() + 60
    while not list((tmp_path / "tmp").glob("*/*/samples/000/000000")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)
    assert (process.returncode, stderr) == (130, "")
    assert stdout.endswith("stopped; no sheet was written\n")
    assert not (tmp_path / "sheet.png").exists() and list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_stops_workers_and_says_how_to_go_on(tmp_path: Path, how: signal.Signals) -> None:
    out = tmp_path / "set"
    command = [
        "generate",
        "--spec",
        "smoke",
        "--count",
        "3",
        "--out",
        str(out),
        "--blender",
        str(_blender(tmp_path, all="real", _1="sleep")),
    ]
    process = _started(command)
    deadline = time.monotonic() + 60
    while not (out / "samples/000/000000").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(how)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "stopped; 2 samples are missing: the same command again makes them" in stdout
    assert "Traceback" not in stderr
    worker = int((out / "workers.txt").read_text().split()[0])
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    assert _run("check", out).stdout.endswith("2 samples are missing; generate makes them\n1 of 3 samples, 1 problem\n")


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="sends signals")
def test_a_run_under_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    out = tmp_path / "set"
    blender = str(_blender(tmp_path, all="real", _1="sleep once"))
    words = [
        "generate",
        "--spec",
        "smoke",
        "--resolution",
        "48",
        "--count",
        "3",
        "--out",
        str(out),
        "--blender",
        blender,
    ]
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does for what it starts
    try:
        process = _started(words)
    finally:
        signal.signal(signal.SIGHUP, before)
    deadline = time.monotonic() + 60
    while not (asleep := list(out.glob("asleep-*"))):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    os.kill(int(asleep[0].name.partition("-")[2]), signal.SIGKILL)  # the worker in its long sample; another makes it
    stdout, _ = process.communicate(timeout=60)
    assert process.returncode == 0, stdout
    assert "stopped" not in stdout and "3/3 samples" in stdout


def test_a_torn_index_is_repaired(tmp_path: Path) -> None:
    out = tmp_path / "set"
    _run("generate", "--spec", "smoke", "--count", 2, "--out", out, "--blender", _blender(tmp_path, all="real"))
    (out / "index.jsonl").write_text('{"id": 0, "spl')
    broken = _run("check", out)
    assert broken.returncode == 1 and "index.jsonl: lacks 0, 1, which exist" in broken.stdout
    repaired = _run("check", out, "--repair")
    assert repaired.returncode == 0, repaired.stdout
    assert repaired.stdout == "index.jsonl lists 2 samples\n2 of 2 samples, no problems\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["generate", "--spec", "smok", "--out", "x"],
            "packshot: spec 'smok': none of that name ships; did you mean 'smoke'",
        ),
        (
            ["generate", "--spec", "smoke", "--count", "0", "--out", "x"],
            "packshot: command line: count is 0, expected",
        ),
        (
            ["generate", "--spec", "smoke", "--out", "x", "--blender", "/bin/false"],
            "packshot: /bin/false: is not a Blender",
        ),
        (
            ["generate", "--spec", "smoke", "--out", "x", "--blender", "/nowhere"],
            "packshot: /nowhere: is not a Blender",
        ),
        (["generate", "--spec", "smoke", "--out", ""], "argument --out: it is empty; give a folder"),
        (["check", "/nowhere"], "packshot: /nowhere: no dataset.json, so no dataset"),
        (["check", "/nowhere", "--repair"], "packshot: /nowhere: "),
        (
            ["generate", "--spec", "smoke", "--out", "x", "--resolution", "bigger"],
            "'bigger' is not a size; give 256 or 640x480",
        ),
        (["generate", "--spec", "smoke", "--out", "x", "--workers", "0"], "'0' is not a whole number above 0"),
        (["generate", "--spec", "smoke", "--out", "x", "--patience", "0"], "'0' is not a number of minutes"),
        (["preview", "--spec", "smok", "--out", "x.png"], "packshot: spec 'smok': none of that name ships; did you"),
        (["preview", "--spec", "smoke", "--count", "0", "--out", "x.png"], "packshot: command line: count is 0"),
        (["preview", "--spec", "smoke", "--out", "x.jpg"], "packshot: x.jpg: a contact sheet is a PNG"),
        (["preview", "--spec", "smoke", "--out", "tests"], "packshot: tests: a contact sheet is a PNG"),
        (["preview", "--spec", "smoke", "--size", "9000", "--out", "x.png"], "resolution is 9000, expected"),
        (["generate", "--out", "x"], "the following arguments are required: --spec"),
    ],
)
def test_mistakes_get_one_line_and_exit_code_two(arguments: list[str], message: str) -> None:
    told = _run(*arguments)
    assert told.returncode == 2
    assert message in told.stderr
    assert "Traceback" not in told.stderr
    assert not (REPO / "x").exists()


def test_a_python_without_bpy_is_told_where_to_go(tmp_path: Path) -> None:
    probe = subprocess.run([sys.executable, "-c", "import bpy"], capture_output=True)
    if probe.returncode == 0:
        pytest.skip("this Python has bpy")
    told = _run("generate", "--spec", "smoke", "--out", tmp_path / "x")
    assert told.returncode == 2
    assert "has no bpy to render with: use .venv-blender/bin/python -m blender_addon" in told.stderr
    assert told.stderr.count("\n") == 1 and not (tmp_path / "x").exists()


def test_a_missing_folder_of_assets_is_told_before_anything_is_written(tmp_path: Path) -> None:
    blender = _blender(tmp_path)
    told = _run(
        "generate",
        "--spec",
        "smoke",
        "--out",
        tmp_path / "x",
        "--products",
        tmp_path / "gone",
        "--blender",
        blender,
    )
    assert told.returncode == 2 and "gone: there is no such folder" in told.stderr
    assert not (tmp_path / "x").exists()


def test_help_teaches() -> None:
    told = _run("--help")
    assert told.returncode == 0
    assert "generate --spec smoke --out out/smoke" in told.stdout and "check out/set" in told.stdout
