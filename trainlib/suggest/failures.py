"""Finds traits that failures have more often than other photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# One failure is not a pattern.
FEWEST = 2


@dataclass(frozen=True)
class Cause:
    """A trait that failures have more often than the other photos.

    Attributes:
        trait: its name.
        failures: how many failures have it.
        of_failures: of how many.
        others: how many other photos have it.
        of_others: of how many.
        dice: the mean Dice of all photos that have it.
    """

    trait: str
    failures: int
    of_failures: int
    others: int
    of_others: int
    dice: float

    @property
    def strength(self) -> float:
        """The share of failures that have it, in (0, 1]; decides how much more of it is drawn."""
        return self.failures / self.of_failures

    @property
    def lift(self) -> float:
        """How much more often failures have it than other photos, as a difference of shares."""
        return self.strength - (self.others / self.of_others if self.of_others else 0.0)

    def __str__(self) -> str:
        """The reason, for people."""
        return (
            f"{self.trait}: {self.failures} of {self.of_failures} failures, {self.others} of {self.of_others} others, "
            f"mean Dice {self.dice:.3f}"
        )


def find_causes(dice: Mapping[str, float], traits: Mapping[str, Sequence[str]], below: float) -> list[Cause]:
    """The causes of failures, by lift.

    Args:
        dice: by photo.
        traits: the traits of each photo.
        below: the Dice below which a photo failed.
    """
    failed = {photo for photo, value in dice.items() if value < below}
    found = []
    for name in dict.fromkeys(trait for photo in dice for trait in traits[photo]):
        having = [photo for photo in dice if name in traits[photo]]
        lost = sum(photo in failed for photo in having)
        mean = sum(dice[photo] for photo in having) / len(having)
        cause = Cause(name, lost, len(failed), len(having) - lost, len(dice) - len(failed), mean)
        if lost >= FEWEST and cause.lift > 0:
            found.append(cause)
    return sorted(found, key=lambda one: -one.lift)
