"""Summary of a study: means over seeds with their intervals, and the effect of each level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from trainlib.study.plan import Study, Trial
from trainlib.study.running import Outcome

LEVEL = 0.95
Levels = tuple[str, ...]


@dataclass(frozen=True)
class Spread:
    """A number over seeds: mean, and Student's 95 % interval of the mean where there are two seeds or more."""

    values: tuple[float, ...]
    mean: float
    low: float | None
    high: float | None

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Mean ± t(0.975, n − 1) · s / √n."""
        array = np.asarray(values, np.float64)
        mean, n = float(array.mean()), array.size
        if n < 2:
            return cls(tuple(values), mean, None, None)
        half = float(t.ppf((1 + LEVEL) / 2, n - 1) * array.std(ddof=1) / np.sqrt(n))
        return cls(tuple(values), mean, mean - half, mean + half)

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return f"{self.mean:.4g}"
        return f"{self.mean:.4g} [{self.low:.4g}, {self.high:.4g}]"


@dataclass(frozen=True)
class Group:
    """One combination of levels over its seeds: metrics by name, and mean cost of a trial."""

    levels: Levels
    seeds: int
    metrics: dict[str, Spread]
    seconds: float
    samples: float
    steps: float


@dataclass(frozen=True)
class Effect:
    """The difference of a level to the first of its axis, with everything else and the seed equal: level − first."""

    axis: str
    level: str
    first: str
    others: str
    metric: str
    difference: Spread


def shown_metrics(study: Study, outcomes: Sequence[Outcome]) -> list[str]:
    """The metrics of the tables: the study's own if measured, else all of val but the loss."""
    there = list(dict.fromkeys(name for one in outcomes for name in one.metrics))
    asked = [name for name in study.metrics if name in there]
    return asked or [name for name in there if name.startswith("val/") and name != "val/loss"]


def groups(study: Study, trials: Sequence[tuple[Trial, Outcome]], metrics: Sequence[str]) -> list[Group]:
    """A group for each combination with a finished trial, in the order of the study."""
    found: dict[Levels, list[Outcome]] = {}
    for trial, one in trials:
        if not one.error and one.metrics:
            found.setdefault(tuple(trial.levels.values()), []).append(one)
    order = [tuple(trial.levels.values()) for trial in study.trials()]
    result = []
    for levels in dict.fromkeys(order):
        if levels in found:
            ones = found[levels]
            spreads = {
                name: Spread.of([one.metrics[name] for one in ones if name in one.metrics])
                for name in metrics
                if any(name in one.metrics for one in ones)
            }
            cost = (float(np.mean([getattr(one, kind) for one in ones])) for kind in ("seconds", "samples", "steps"))
            result.append(Group(levels, len(ones), spreads, *cost))
    return result


def effects(study: Study, trials: Sequence[tuple[Trial, Outcome]], metrics: Sequence[str]) -> list[Effect]:
    """The differences of pairs of trials that differ in one level only, seed by seed."""
    done = [(trial, one) for trial, one in trials if one.metrics and not one.error]
    known = {(tuple(trial.levels.values()), trial.seed): one.metrics for trial, one in done}
    axes = list(study.axes)
    result = []
    for place, axis in enumerate(axes):
        first, *rest = study.axes[axis]
        for level in rest:
            pairs: dict[Levels, list[tuple[dict[str, float], dict[str, float]]]] = {}
            for (levels, seed), values in known.items():
                base = known.get(((*levels[:place], first, *levels[place + 1 :]), seed))
                # Trials with different metrics train different tasks: MSE of a matte, or MSE of a packshot.
                if levels[place] == level and base is not None and base.keys() == values.keys():
                    pairs.setdefault(levels, []).append((values, base))
            for levels, both in pairs.items():
                others = ", ".join(f"{name} {label}" for name, label in zip(axes, levels, strict=True) if name != axis)
                for name in metrics:
                    changes = [one[name] - base[name] for one, base in both if name in one and name in base]
                    if len(changes) > 1:
                        result.append(Effect(axis, level, first, others, name, Spread.of(changes)))
    return result
