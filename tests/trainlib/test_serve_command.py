"""`serve`, started as a user starts it: mistakes in one line, the address, tokens, Ctrl-C."""

import hashlib
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from serving import network

from trainlib import weights
from trainlib.serve import command
from trainlib.serve.command import main
from trainlib.serve.options import parser

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--cutout", "missing.ckpt"], "no such checkpoint"),
        (["--cutout", "CUTOUT", "--token", "short"], "16 letters"),
        (["--cutout", "CUTOUT", "--host", "no.such.host.invalid"], "--host no.such.host.invalid"),
        (["--cutout", "CUTOUT", "--port", "99999"], "--port 99999"),
        (["--cutout", "CUTOUT", "--mine", "x"], "--mine-photos"),
        (["--cutout", "CUTOUT", "--vote", "a", "b"], "--vote-photos"),
        (["--cutout", "CUTOUT", "--vote", "a", "b", "--vote-photos", "."], "no such folder"),
    ],
)
def test_mistakes_are_told_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    cutout = network(tmp_path, monkeypatch)
    words = [str(cutout) if word == "CUTOUT" else word for word in words]
    port = [] if "--port" in words else ["--port", "0"]
    assert main([*words, "--out", str(tmp_path / "out"), *port]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("error: ") and said in shown and shown.count("\n") == 1


def test_packages_that_are_missing_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PACKAGES", ("no_such_package",))
    assert main(["--cutout", "x"]) == 2
    assert 'pip install "packshot[serve]"' in capsys.readouterr().err


def test_the_relight_network_that_ships_is_loaded_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["--cutout", "mine.ckpt"]
    monkeypatch.setattr(weights, "_index", dict)
    assert parser().parse_args(words).relight is None
    (tmp_path / "light.safetensors").write_bytes(b"weights")
    entry = {"file": "light.safetensors", "sha256": hashlib.sha256(b"weights").hexdigest()}
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    monkeypatch.setattr(weights, "_index", lambda: {"relight": {"standard": entry}})
    assert parser().parse_args(words).relight == tmp_path / "light.safetensors"
    assert parser().parse_args([*words, "--relight", "other.ckpt"]).relight == Path("other.ckpt")


STARTER = """
import sys
sys.path.insert(0, {tests!r})
from inference_networks import Brightness
from trainlib import models
models.NETWORKS["brightness"] = Brightness
from trainlib.process.exit_codes import INTERRUPTED
from trainlib.cli.main import main
try:
    sys.exit(main(["serve", *sys.argv[1:]]))
except KeyboardInterrupt:
    sys.exit(INTERRUPTED)
"""


def start(tmp_path: Path, cutout: Path, *words: str) -> tuple[subprocess.Popen[str], list[str]]:
    """The server in a process of its own, and the lines that it says until it serves."""
    code = STARTER.format(tests=str(Path(__file__).parent))
    command_line = [sys.executable, "-c", code, "--cutout", str(cutout), "--out", str(tmp_path / "out"), "--port", "0"]
    server = subprocess.Popen(
        [*command_line, *words], cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    lines = [server.stdout.readline()]
    if "--host" in words:
        lines.append(server.stdout.readline())
    return server, lines


@pytest.mark.slow
def test_it_says_where_it_is_and_ends_by_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cutout = network(tmp_path, monkeypatch)
    server, (line,) = start(tmp_path, cutout)
    try:
        address = line.split()[3]
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address, timeout=30) as page:
            assert b"Drop photos" in page.read()
        second, (nothing,) = start(tmp_path, cutout)
        _, said = second.communicate(timeout=60)
        assert nothing == "" and second.returncode == 2 and "serves it already" in said
    finally:
        server.send_signal(signal.SIGINT)
    _, said = server.communicate(timeout=60)
    assert server.returncode == 130 and "Traceback" not in said


@pytest.mark.slow
def test_other_computers_need_the_token_that_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, (line, shown) = start(tmp_path, network(tmp_path, monkeypatch), "--host", "0.0.0.0")
    try:
        address = line.split()[3]
        assert address.startswith("http://127.0.0.1:") and "other computers" in line
        token = shown.split()[-1]
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"{address}page/photos", timeout=30)
        asked = urllib.request.Request(f"{address}page/photos", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert answer.status == 200
    finally:
        server.terminate()
    server.communicate(timeout=60)
