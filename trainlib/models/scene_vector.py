"""The few numbers that describe a scene: what each one is, and between which values it was seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class SceneVector:
    """What stands where in a scene decoder's input.

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
        """The vector that `plain` wrote.

        Raises:
            KeyError, TypeError, ValueError: where it is not complete.
        """
        names = tuple(str(name) for name in plain["names"])
        ranges = [(float(low), float(high)) for low, high in plain["ranges"]]
        if len(names) != len(ranges):
            raise ValueError(f"{len(names)} names and {len(ranges)} ranges")
        return cls(names, tuple(low for low, _ in ranges), tuple(high for _, high in ranges))

    def plain(self) -> dict[str, Any]:
        """As a checkpoint keeps it: {"names": […], "ranges": [[low, high], …]}."""
        ranges = [list(pair) for pair in zip(self.low, self.high, strict=True)]
        return {"names": list(self.names), "ranges": ranges}

    def normalised(self, numbers: Sequence[float]) -> list[float]:
        """A scene's numbers, each from -1 at its smallest to 1 at its largest in training; 0 where it never changed."""
        return [
            (2 * number - low - high) / (high - low) if high > low else 0.0
            for number, low, high in zip(numbers, self.low, self.high, strict=True)
        ]
