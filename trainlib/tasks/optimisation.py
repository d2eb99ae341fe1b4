"""Settings of the optimiser and the learning-rate schedule, and of how a step is computed."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from torch import nn, optim
from torch.optim.lr_scheduler import LambdaLR, LRScheduler, ReduceLROnPlateau

Algorithm = Literal["adam", "adamw", "sgd", "rmsprop", "adadelta"]
Schedule = Literal["cosine", "fixed", "plateau", "one_cycle", "triangular"]

# The warmup's share of all steps if `warmup_steps` is not given.
WARMUP = 0.05

# One cycle: warmup during this share of all steps, from this share of the highest rate (Smith and Topin 2018).
RISE, FIRST = 0.3, 0.04


@dataclass(frozen=True)
class Optimisation:
    """Settings of the optimiser, its schedule, and the network while it is trained.

    Attributes:
        lr: the learning rate, at its highest.
        weight_decay: decoupled in "adamw" (Loshchilov and Hutter 2019), added to the gradient in the others.
        warmup_steps: steps of linear warmup, of "cosine" and "fixed"; null takes 5 % of all steps.
        end_factor: the final rate as a share of the highest; the lowest rate of "triangular".
        algorithm: "adam" (Kingma and Ba 2015), "adamw", "sgd" (with Nesterov's momentum), "rmsprop", "adadelta".
        momentum: of "sgd" and "rmsprop"; the first beta of "adam" and "adamw".
        schedule: "cosine": half a cosine after the warmup. "fixed": constant after it. "one_cycle": up during 30 %
            of the steps and down to `end_factor` (Smith and Topin 2018). "triangular": straight up and down, `cycles`
            times, each peak half as far above the foot as the one before (Smith 2017, "triangular2"). "plateau":
            times `factor` whenever the monitored metric has not improved for `patience` epochs.
        cycles: of "triangular".
        factor: of "plateau".
        patience: of "plateau", in epochs.
        ema: decay of an exponential moving average of the weights, such as 0.999, which is what is validated and
            kept in checkpoints; null uses no average. The decay grows to this in the first steps.
        freeze_encoder: do not train the encoder, nor update its normalisation statistics.
        compile: compile the network by torch.compile; the first steps take long, later ones less.
        channels_last: PyTorch's channels_last memory format, in which convolutions run fastest.
    """

    lr: float = 2e-3
    weight_decay: float = 1e-2
    warmup_steps: int | None = None
    end_factor: float = 0.01
    algorithm: Algorithm = "adamw"
    momentum: float = 0.9
    schedule: Schedule = "cosine"
    cycles: int = 4
    factor: float = 0.3
    patience: int = 5
    ema: float | None = None
    freeze_encoder: bool = False
    compile: bool = False
    channels_last: bool = True

    def __post_init__(self) -> None:
        """Refuse impossible settings."""
        if not 0 < self.lr < math.inf:
            raise ValueError(f"optimisation.lr is {self.lr}; it must be above 0")
        if not 0 <= self.weight_decay < math.inf:
            raise ValueError(f"optimisation.weight_decay is {self.weight_decay}; it must be at least 0")
        if self.warmup_steps is not None and self.warmup_steps < 0:
            raise ValueError(f"optimisation.warmup_steps is {self.warmup_steps}; it must be at least 0")
        if not 0 <= self.end_factor <= 1:
            raise ValueError(f"optimisation.end_factor is {self.end_factor}; it is a share from 0 to 1")
        for name in ("momentum", "ema"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < 1:
                raise ValueError(f"optimisation.{name} is {value}; it is from 0 to below 1")
        if self.cycles < 1 or self.patience < 0 or not 0 < self.factor < 1:
            raise ValueError(
                f"optimisation.cycles {self.cycles}, patience {self.patience} and factor {self.factor}: "
                "at least 1, at least 0, and between 0 and 1"
            )

    def build_optimiser(self, parameters: Iterable[nn.Parameter]) -> optim.Optimizer:
        """The optimiser of these parameters."""
        common: dict[str, Any] = {"lr": self.lr, "weight_decay": self.weight_decay}
        if self.algorithm == "adam":
            return optim.Adam(parameters, betas=(self.momentum, 0.999), **common)
        if self.algorithm == "adamw":
            return optim.AdamW(parameters, betas=(self.momentum, 0.999), **common)
        if self.algorithm == "sgd":
            return optim.SGD(parameters, momentum=self.momentum, nesterov=self.momentum > 0, **common)
        if self.algorithm == "rmsprop":
            return optim.RMSprop(parameters, momentum=self.momentum, **common)
        return optim.Adadelta(parameters, **common)

    def build_schedule(
        self, optimiser: optim.Optimizer, steps: int, mode: Literal["min", "max"]
    ) -> LRScheduler | ReduceLROnPlateau:
        """The optimiser's schedule over a number of steps; "plateau" follows a metric, once per epoch.

        Args:
            optimiser: whose rate is changed.
            steps: the number of all steps.
            mode: whether the smallest or the largest value is best.
        """
        if self.schedule == "plateau":
            return ReduceLROnPlateau(optimiser, mode, factor=self.factor, patience=self.patience)
        return LambdaLR(optimiser, lambda step: self.share(step, steps))

    def share(self, step: int, steps: int) -> float:
        """The learning rate at a step, as a share of the highest, of every schedule but "plateau"."""
        done = min(1.0, step / max(1, steps))
        if self.schedule == "one_cycle":
            if done < RISE:
                return _slope(FIRST, 1, done / RISE)
            return _slope(1, self.end_factor, (done - RISE) / (1 - RISE))
        if self.schedule == "triangular":
            cycle, place = divmod(done * self.cycles, 1)
            height = (1 - abs(2 * place - 1)) / 2**cycle
            return self.end_factor + (1 - self.end_factor) * height
        warm = WARMUP * steps if self.warmup_steps is None else self.warmup_steps
        if step < warm:
            return (step + 1) / (warm + 1)
        if self.schedule == "fixed":
            return 1.0
        return _slope(1, self.end_factor, min(1.0, (step - warm) / max(1.0, steps - warm)))


def _slope(start: float, end: float, done: float) -> float:
    """From start to end along half a cosine."""
    return end + (start - end) * (1 + math.cos(math.pi * done)) / 2
