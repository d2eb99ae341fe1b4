"""Whether a network's weights all have a say, which several devices have to know."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from training import SMALL

from trainlib.models import NetworkConfig
from trainlib.tasks import CutoutTask, Optimisation
from trainlib.training.compatibility import check_start, leaves_weights_out

RESNET = NetworkConfig(encoder="resnet18", decoder_channels=SMALL, space_to_depth=1)


@pytest.mark.parametrize(("architecture", "left"), [("unet", False), ("pspnet", True)])
def test_an_encoder_may_be_deeper_than_is_used(architecture: str, left: bool, dataset: Path) -> None:
    task = CutoutTask(replace(RESNET, architecture=architecture))
    assert leaves_weights_out(task, (64, 64)) is left
    assert task.training
    assert all(parameter.grad is None for parameter in task.parameters())


def test_a_frozen_encoder_without_weights_is_told(caplog: pytest.LogCaptureFixture) -> None:
    frozen = CutoutTask(RESNET, optimisation=Optimisation(freeze_encoder=True))
    free = CutoutTask(RESNET)
    with caplog.at_level(logging.WARNING, "trainlib"):
        check_start(frozen, {"network.encoder_weights": None, "start_from": "cutout.ckpt"})
        check_start(free, {"network.encoder_weights": None, "start_from": None})
        assert not caplog.messages
        check_start(frozen, {"network.encoder_weights": None, "start_from": None})
    (said,) = caplog.messages
    assert "frozen with random weights" in said
    assert said.endswith("give --model.network.encoder_weights or --model.start_from")
