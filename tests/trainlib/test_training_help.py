"""Help teaches every command."""

import re
from pathlib import Path

import pytest

from trainlib.cli.main import main
from trainlib.console.cli_errors import settings_of
from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.photos import PhotoDataModule
from trainlib.tasks import CutoutTask
from trainlib.training.settings import settings_outside


def fit(dataset: Path, out: Path, *more: str) -> int:
    return main(["fit", "--config", "smoke", f"--data.root={dataset}", f"--out={out}", *more])


def test_help_teaches_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    for word in (
        "fit",
        "validate",
        "test",
        "predict",
        "report",
        "--ckpt_path last",
        "cutout, garments, multitask, own, pix2pix, relight, scene, smoke",
    ):
        assert word in text


@pytest.mark.parametrize("command", ["fit", "validate", "test"])
def test_help_of_training_is_a_page_and_true(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every setting that it names is one, and where it points to is there."""
    assert main([command, "--help"]) == 0
    text = capsys.readouterr().out
    assert len(text.splitlines()) < 60
    assert max(map(len, text.splitlines())) <= 120
    assert f"python -m trainlib {command}" in text
    data = {*settings_of(PackshotDataModule), *settings_of(PhotoDataModule)}
    known = {*settings_outside(), *(f"data.{name}" for name in data)}
    known |= {f"model.{name}" for name in settings_of(CutoutTask)} | {"model.network.NAME", "model.optimisation.NAME"}
    known |= {"model.help", "data.help", "SETTING"}
    named = {word.rstrip(".") for word in re.findall(r"--([A-Za-z_.]+)", text)}
    assert named <= known, named - known
