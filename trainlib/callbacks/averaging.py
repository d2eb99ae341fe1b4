"""A moving average of the weights that forgets the first random weights."""

import torch
from lightning.pytorch.callbacks import WeightAveraging
from torch import Tensor

RAMP = 10


class RampedAverage(WeightAveraging):
    """An exponential moving average with a growing decay: min(decay, (1 + n) / (10 + n)) after n updates.

    So the first random weights do not stay in it for long. With a fixed decay of 0.998 they are still a third of it
    after 500 steps. The ramp is that of TensorFlow's ExponentialMovingAverage.

    Args:
        decay: from 0 to below 1.
    """

    def __init__(self, decay: float) -> None:
        @torch.no_grad()
        def mean(average: Tensor, current: Tensor, updates: Tensor | int) -> Tensor:
            kept = ramped(decay, int(updates))
            return kept * average + (1 - kept) * current

        super().__init__(avg_fn=mean)


def ramped(decay: float, updates: int) -> float:
    """The share of the old average that is kept after a number of updates."""
    return min(decay, (1 + updates) / (RAMP + updates))
