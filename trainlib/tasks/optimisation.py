"""How weights are moved: AdamW, and a learning rate that warms up and then follows half a cosine."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from torch import nn
from torch.optim import AdamW, Optimizer
from torch.optim.lr_scheduler import LambdaLR


@dataclass(frozen=True)
class Optimisation:
    """Settings of the optimiser and its schedule.

    Attributes:
        learning_rate: its highest value, after the warm-up.
        weight_decay: decoupled, as AdamW has it (Loshchilov and Hutter 2019).
        warm_up: the share of all steps in which the rate rises from near 0.
        final: the rate at the end, as a share of the highest; 1 keeps it constant after the warm-up.
    """

    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    warm_up: float = 0.05
    final: float = 0.01

    def __post_init__(self) -> None:
        """Refuse settings that train nothing."""
        if self.learning_rate <= 0:
            raise ValueError(f"optimisation.learning_rate is {self.learning_rate}; it must be above 0")
        if not 0 <= self.warm_up < 1 or not 0 <= self.final <= 1:
            raise ValueError(
                f"optimisation.warm_up {self.warm_up} and final {self.final} are shares from 0 to 1"
            )

    def build(self, parameters: Iterable[nn.Parameter], steps: int) -> tuple[Optimizer, LambdaLR]:
        """The optimiser, and its schedule over so many steps."""
        optimiser = AdamW(parameters, lr=self.learning_rate, weight_decay=self.weight_decay)
        return optimiser, LambdaLR(optimiser, lambda step: self.share(step, steps))

    def share(self, step: int, steps: int) -> float:
        """The learning rate at a step, as a share of the highest."""
        warm = self.warm_up * steps
        if step < warm:
            return (step + 1) / (warm + 1)
        progress = min(1.0, (step - warm) / max(1.0, steps - warm))
        return self.final + (1 - self.final) * (1 + math.cos(math.pi * progress)) / 2
