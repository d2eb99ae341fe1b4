"""The plan of a study: its axes and its trials."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from trainlib.console.hints import nearest, printable

# The key of a level that names another config; all other keys are settings of `fit`.
CONFIG = "config"

Settings = dict[str, Any]
# For each axis its levels by label, each with its settings.
Axes = dict[str, dict[str, Settings]]


class StudyError(Exception):
    """A study that cannot be run; the message is one line: what, where, and how to fix it."""

    def __init__(self, message: str) -> None:
        """What a file holds is shown on one line."""
        super().__init__(printable(message))


@dataclass(frozen=True)
class Trial:
    """One run of a study.

    Attributes:
        name: its folder.
        levels: the label of the level on each axis.
        seed: of the run.
        settings: of `fit` by full name, in addition to the config.
        config: a shipped config's name or a file.
    """

    name: str
    levels: dict[str, str]
    seed: int
    settings: Settings
    config: str

    @property
    def described(self) -> str:
        """The levels and the seed in words."""
        return ", ".join([*(f"{axis} {label}" for axis, label in self.levels.items()), f"seed {self.seed}"])


@dataclass(frozen=True)
class Study:
    """Axes with levels, every combination of which is run.

    Attributes:
        title: the question that it answers.
        config: the base of every trial: a shipped config's name or a file.
        settings: of every trial.
        axes: for each axis its levels by label, each with its settings.
        seeds: each combination is run once with each seed.
        seeded: the settings that take the seed.
        test: whether split test is measured too.
        x_axis: the axis along which results are plotted.
        metrics: what is shown of a trial, such as "val/dice"; empty shows all of val.
    """

    title: str
    config: str
    settings: Settings
    axes: Axes
    seeds: tuple[int, ...]
    seeded: tuple[str, ...] = ("seed_everything",)
    test: bool = False
    x_axis: str = ""
    metrics: tuple[str, ...] = ()

    def trials(self) -> list[Trial]:
        """Every combination with every seed, seed by seed, so that a stopped study has all levels."""
        trials = []
        for seed in self.seeds:
            for labels in product(*self.axes.values()):
                levels = dict(zip(self.axes, labels, strict=True))
                settings = dict(self.settings)
                for axis, label in levels.items():
                    settings |= self.axes[axis][label]
                config = str(settings.pop(CONFIG, self.config))
                settings |= dict.fromkeys(self.seeded, seed)
                trials.append(Trial(_name(levels, seed), levels, seed, settings, config))
        return trials

    def with_options(self, settings: Settings, only: Mapping[str, Sequence[str]], seeds: Sequence[int] | None) -> Study:
        """The study with more settings for every trial, fewer levels, or other seeds.

        Raises:
            StudyError: there is no such axis or level, or a setting is varied by an axis.
        """
        if seeds is not None and len(set(seeds)) < len(seeds):
            raise StudyError(f"--seeds {' '.join(map(str, seeds))}: holds one twice")
        axes = _narrowed(self.axes, only)
        for axis, levels in axes.items():
            for label, level in levels.items():
                varied = sorted(settings.keys() & level.keys())
                if varied:
                    raise StudyError(f"--{varied[0]}: axis {axis!r} varies it (level {label!r}); leave it out")
        chosen = self.seeds if seeds is None else tuple(seeds)
        return replace(self, axes=axes, settings=self.settings | settings, seeds=chosen)


def _narrowed(axes: Axes, only: Mapping[str, Sequence[str]]) -> Axes:
    """The axes, reduced to the given levels."""
    for axis, labels in only.items():
        if axis not in axes:
            raise StudyError(f"--only {axis}: no such axis{nearest(axis, axes)}; axes: {', '.join(axes)}")
        for label in labels:
            if label not in axes[axis]:
                raise StudyError(f"--only {axis}={label}: no such level; there are {', '.join(axes[axis])}")
    return {
        axis: {label: level for label, level in levels.items() if label in only.get(axis, levels)}
        for axis, levels in axes.items()
    }


def _name(levels: Mapping[str, str], seed: int) -> str:
    """A readable and unique name for a trial's folder."""
    text = "_".join(
        f"{axis.rpartition('.')[2].replace('/', '-')}-{re.sub(r'[^A-Za-z0-9.+-]+', '-', label).strip('-')[:24]}"
        for axis, label in levels.items()
    )
    # Labels may differ only in characters that a file name cannot have.
    digest = hashlib.sha256(json.dumps(dict(levels)).encode()).hexdigest()[:4]
    return f"{text}_{digest}_seed-{seed}"
