"""The few numbers that describe a scene: their names, and their ranges in training."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor


@dataclass(frozen=True)
class SceneVector:
    """The layout of a scene decoder's input.

    Attributes:
        names: of the numbers, in order; paths in a recipe, such as "scene.ball_x_m" or "camera.azimuth_rad".
        low: each number's smallest value in training, in its own unit, and `high` its largest.
    """

    names: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @classmethod
    def around(cls, names: Sequence[str], scenes: Iterable[Sequence[float]]) -> Self:
        """The vector whose ranges hold these scenes, each with a number for each name; there is at least one."""
        columns = list(zip(*scenes, strict=True))
        return cls(tuple(names), tuple(map(min, columns)), tuple(map(max, columns)))

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Self:
        """The vector that `to_plain` wrote.

        Raises:
            KeyError, TypeError, ValueError: where it is not complete.
        """
        names = tuple(str(name) for name in plain["names"])
        ranges = [(float(low), float(high)) for low, high in plain["ranges"]]
        if len(names) != len(ranges):
            raise ValueError(f"{len(names)} names and {len(ranges)} ranges")
        return cls(names, tuple(low for low, _ in ranges), tuple(high for _, high in ranges))

    def to_plain(self) -> dict[str, Any]:
        """As a checkpoint keeps it: {"names": […], "ranges": [[low, high], …]}."""
        ranges = [list(pair) for pair in zip(self.low, self.high, strict=True)]
        return {"names": list(self.names), "ranges": ranges}

    def normalise(self, numbers: Tensor) -> Tensor:
        """Numbers [..., N] of scenes, each from -1 at its smallest to 1 at its largest in training.

        A number that never changed in training is 0.
        """
        low, high = numbers.new_tensor(self.low), numbers.new_tensor(self.high)
        return torch.where(high > low, (2 * numbers - low - high) / (high - low), 0)
