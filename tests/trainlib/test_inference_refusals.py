"""`predict` that would do harm or mislead: beside another one, or with a network that gives NaN."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from inference_networks import Brightness, save_checkpoint
from test_inference_command import predict, squares

from trainlib.data.remix import Lighting
from trainlib.inference.command import LOCK
from trainlib.process.file_lock import hold_file


def test_a_network_of_nan_fails_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    network = Brightness()
    network.steep = torch.nn.Parameter(torch.tensor(float("nan")))
    cutout = save_checkpoint(monkeypatch, tmp_path / "cutout.ckpt", network, "cutout")
    assert predict(squares(tmp_path, "ab"), tmp_path / "out", cutout) in (1, 2)
    said = capsys.readouterr().err
    assert "NaN" in said and "Traceback" not in said
    assert not list((tmp_path / "out").glob("*.packshot.png"))


def test_the_second_of_two_is_refused_while_the_first_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cutout = save_checkpoint(monkeypatch, tmp_path / "cutout.ckpt", Brightness(), "cutout")
    photos, out = squares(tmp_path, "a"), tmp_path / "out"
    out.mkdir()
    with hold_file(out / LOCK):
        assert predict(photos, out, cutout) == 2
        assert "another predict writes there (process" in capsys.readouterr().err
    assert predict(photos, out, cutout) == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, 1e300])
def test_gains_that_are_no_numbers_are_no_light(value: float) -> None:
    room = {"white_balance": [1, 1, 1], "exposure_ev": 0.0, "curve": "srgb"}
    assert Lighting.of_room({"develop": {"room": room}, "room_gains": {"sky": 1}}).gains == {"sky": 1.0}
    with pytest.raises((ValueError, OverflowError)):
        Lighting.of_room({"develop": {"room": {**room, "exposure_ev": value}}, "room_gains": {"sky": 1.0}})
    if value != 1e300:
        with pytest.raises((ValueError, OverflowError)):
            Lighting.of_room({"develop": {"room": room}, "room_gains": {"sky": value}})
