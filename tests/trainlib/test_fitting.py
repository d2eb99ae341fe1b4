"""Whether a network's weights all have a say, which several devices have to know."""

from pathlib import Path

import pytest
from training import SMALL, data_of

from trainlib.fitting import leaves_weights_out
from trainlib.tasks import CutoutTask


@pytest.mark.parametrize(("architecture", "left"), [("unet", False), ("pspnet", True)])
def test_an_encoder_may_be_deeper_than_is_used(architecture: str, left: bool, dataset: Path) -> None:
    task = CutoutTask(architecture, "resnet18", SMALL, fold=1)
    assert leaves_weights_out(task, data_of(dataset)) is left
    assert task.training
    assert all(parameter.grad is None for parameter in task.parameters())
