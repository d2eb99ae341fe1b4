"""Whether a network's weights all have a say, which several devices have to know."""

import logging
from pathlib import Path

import pytest
from training import SMALL, data_of

from trainlib.tasks import CutoutTask, Optimisation
from trainlib.training.compatibility import check_start, leaves_weights_out


@pytest.mark.parametrize(("architecture", "left"), [("unet", False), ("pspnet", True)])
def test_an_encoder_may_be_deeper_than_is_used(architecture: str, left: bool, dataset: Path) -> None:
    task = CutoutTask(architecture, "resnet18", SMALL, fold=1)
    assert leaves_weights_out(task, data_of(dataset)) is left
    assert task.training
    assert all(parameter.grad is None for parameter in task.parameters())


def test_a_frozen_encoder_without_weights_is_told(caplog: pytest.LogCaptureFixture) -> None:
    frozen = CutoutTask("unet", "resnet18", SMALL, fold=1, optimisation=Optimisation(freeze_encoder=True))
    free = CutoutTask("unet", "resnet18", SMALL, fold=1)
    with caplog.at_level(logging.WARNING, "trainlib"):
        check_start(frozen, {"encoder_weights": None, "start_from": "cutout.ckpt"})
        check_start(free, {"encoder_weights": None, "start_from": None})
        assert not caplog.messages
        check_start(frozen, {"encoder_weights": None, "start_from": None})
    (said,) = caplog.messages
    assert "frozen as chance has made it" in said
    assert said.endswith("give --model.encoder_weights or --model.start_from")
