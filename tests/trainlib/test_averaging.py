"""The moving average of weights, by hand."""

import pytest
import torch
from torch.optim.swa_utils import AveragedModel

from trainlib.callbacks.averaging import RampedAverage, ramped

pytestmark = pytest.mark.train


def test_decay_grows_to_its_own() -> None:
    assert [ramped(0.9, updates) for updates in (0, 1, 8)] == pytest.approx([1 / 10, 2 / 11, 9 / 18])
    assert ramped(0.9, 10_000) == 0.9


def test_the_average_by_hand() -> None:
    module = torch.nn.Linear(1, 1, bias=False)
    average = AveragedModel(module, **RampedAverage(0.3)._kwargs)
    for value in (8.0, 4.0, 2.0):
        torch.nn.init.constant_(module.weight, value)
        average.update_parameters(module)
    # The first is taken as it is. Then 2/11 of the old stay, then 3/12.
    after_two = 2 / 11 * 8 + 9 / 11 * 4
    assert average.module.weight.item() == pytest.approx(3 / 12 * after_two + 9 / 12 * 2)


def test_random_first_weights_are_forgotten() -> None:
    kept = 1.0
    for updates in range(1, 500):
        kept *= ramped(0.998, updates)
    assert kept < 1e-3 < 0.998**500
