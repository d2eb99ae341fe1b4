"""Whether a marketplace would accept a packshot: limits on its metrics, and why a photo fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trainlib.console.hints import nearest
from trainlib.images.errors import PhotoError


@dataclass(frozen=True)
class Limit:
    """A limit on a metric.

    Attributes:
        metric: its name; see `measuring.MEANINGS`.
        least: True if it must be at least `bound`, False if at most.
        bound: a share from 0 to 1.
        digits: decimal places to which a metric is rounded before it is compared.
    """

    metric: str
    least: bool
    bound: float
    digits: int = 9

    def kept(self, value: float) -> bool:
        """Whether a metric keeps it."""
        value = round(value, self.digits)
        return value >= self.bound if self.least else value <= self.bound

    @property
    def shown(self) -> str:
        """Such as `≥ 0.85`."""
        return f"{'≥' if self.least else '≤'} {self.bound:g}"


# Large marketplaces publish two numbers: white to the border and a fill of 0.85. The rest they describe in words ("in
# the middle", "cut out cleanly"), and the bounds are Packshot's. Fill is rounded to whole per cent, since a soft edge
# may move it by a pixel.
LIMITS = (
    Limit("white", True, 1),
    Limit("border_white", True, 1),
    Limit("fill", True, 0.85, digits=2),
    Limit("off_centre", False, 0.05),
    Limit("halo", False, 0.1),
    Limit("leftover", False, 0.001),
)


def read_limits(words: Sequence[str]) -> tuple[Limit, ...]:
    """The limits, with other bounds where words such as `fill=0.8` give them; `fill=none` takes one away.

    Raises:
        PhotoError: a word is not a limit, or its bound is not a share.
    """
    limits = {limit.metric: limit for limit in LIMITS}
    for word in words:
        name, _, text = word.partition("=")
        known = next((limit for limit in LIMITS if limit.metric == name), None)
        if known is None:
            names = [limit.metric for limit in LIMITS]
            raise PhotoError(
                f"--limits {word}: no limit on {name!r}{nearest(name, names)}; there are {', '.join(names)}"
            )
        if text == "none":
            limits.pop(name, None)
            continue
        try:
            bound = float(text)
        except ValueError:
            bound = -1
        if not 0 <= bound <= 1:
            raise PhotoError(f"--limits {word}: expected {name}=SHARE, from 0 to 1, or {name}=none")
        limits[name] = replace(known, bound=bound)
    return tuple(limits.values())


def broken(metrics: Mapping[str, float], limits: Sequence[Limit]) -> list[Limit]:
    """The limits that a photo's metrics exceed; limits on metrics that were not measured are ignored."""
    return [one for one in limits if one.metric in metrics and not one.kept(metrics[one.metric])]


def verdict(metrics: Mapping[str, float], limits: Sequence[Limit]) -> str:
    """`passes`, or the failing metrics, such as `fill 0.42 (≥ 0.85)`."""
    failed = broken(metrics, limits)
    return ", ".join(f"{one.metric} {shown(metrics[one.metric])} ({one.shown})" for one in failed) or "passes"


def shown(value: float) -> str:
    """A share with six decimals, so that 0.999999 of a background is not shown as 1."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
