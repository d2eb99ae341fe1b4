"""A study's file: which settings are varied, and the cells that follow from them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from pathlib import Path
from typing import Any

import yaml

from trainlib.console.hints import nearest

CONFIGS = Path(__file__).parents[1] / "configs"
SHIPPED = CONFIGS / "studies"
KEYS = ("title", "config", "settings", "axes", "seeds", "seeded", "test", "across", "metrics")
# The key of a level that names another config; all other keys are settings of `fit`.
CONFIG = "config"

Settings = dict[str, Any]


class StudyError(Exception):
    """A study that cannot be run; the message is one line: what, where, and how to mend it."""


@dataclass(frozen=True)
class Cell:
    """One run of the grid.

    Attributes:
        name: its folder.
        levels: of each axis, the level's label.
        seed: of the run.
        settings: of `fit`, by full name, beside the config's.
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
    """A grid.

    Attributes:
        title: what it asks.
        config: what every cell starts from: a shipped config's name or a file.
        settings: of every cell.
        axes: of each axis, its levels by label, each with its settings.
        seeds: each combination is run once with each.
        seeded: the settings that take the seed.
        test: whether the split test is measured, too.
        across: the axis along which results are drawn.
        metrics: what is shown of a cell, such as "val/dice"; empty shows all of val.
    """

    title: str
    config: str
    settings: Settings
    axes: dict[str, dict[str, Settings]]
    seeds: tuple[int, ...]
    seeded: tuple[str, ...] = ("seed_everything",)
    test: bool = False
    across: str = ""
    metrics: tuple[str, ...] = ()

    def cells(self) -> list[Cell]:
        """Every combination with every seed; whole grids first, so that a study that is stopped holds all levels."""
        cells = []
        for seed in self.seeds:
            for labels in product(*self.axes.values()):
                levels = dict(zip(self.axes, labels, strict=True))
                settings = dict(self.settings)
                for axis, label in levels.items():
                    settings |= self.axes[axis][label]
                config = str(settings.pop(CONFIG, self.config))
                settings |= dict.fromkeys(self.seeded, seed)
                cells.append(Cell(_name(levels, seed), levels, seed, settings, config))
        return cells

    def with_options(self, settings: Settings, only: Mapping[str, Sequence[str]], seeds: Sequence[int] | None) -> Study:
        """The same with further settings for every cell, with some levels of some axes, or with other seeds.

        Raises:
            StudyError: there is no such axis or level, or a setting is varied by an axis.
        """
        for axis, labels in only.items():
            if axis not in self.axes:
                raise StudyError(f"--only {axis}: no such axis{nearest(axis, self.axes)}; axes: {', '.join(self.axes)}")
            for label in labels:
                if label not in self.axes[axis]:
                    raise StudyError(f"--only {axis}={label}: no such level; there are {', '.join(self.axes[axis])}")
        if seeds is not None and len(set(seeds)) < len(seeds):
            raise StudyError(f"--seeds {' '.join(map(str, seeds))}: holds one twice")
        axes = {}
        for axis, levels in self.axes.items():
            axes[axis] = {label: level for label, level in levels.items() if label in only.get(axis, levels)}
            for label, level in axes[axis].items():
                varied = sorted(settings.keys() & level.keys())
                if varied:
                    raise StudyError(f"--{varied[0]}: axis {axis!r} varies it (level {label!r}); leave it out")
        chosen = self.seeds if seeds is None else tuple(seeds)
        return replace(self, axes=axes, settings=self.settings | settings, seeds=chosen)


def find_study(word: str) -> Path:
    """The file of a study, or of one that ships under this name.

    Raises:
        StudyError: there is neither.
    """
    path = Path(word)
    if path.is_file():
        return path
    shipped = sorted(one.stem for one in SHIPPED.glob("*.yaml"))
    if word in shipped:
        return SHIPPED / f"{word}.yaml"
    raise StudyError(
        f"no study {word!r}{nearest(word, shipped)}; give a YAML file or one that ships: {', '.join(shipped)}"
    )


def read_study(path: Path) -> Study:
    """Read a study's file.

    Raises:
        StudyError: it is no YAML, or something in it is not as it should be.
    """
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise StudyError(f"{path}: not readable as YAML ({' '.join(str(error).split())})") from error
    if not isinstance(values, dict):
        raise StudyError(f"{path}: holds no settings; see the studies in trainlib/configs/studies")
    for key in values:
        if key not in KEYS:
            raise StudyError(f"{path}: no key {key!r}{nearest(str(key), KEYS)}; there are {', '.join(KEYS)}")
    axes = values.get("axes")
    if not isinstance(axes, dict) or not axes:
        raise StudyError(f"{path}: axes is missing: a setting and its values, such as data.max_samples: [100, 333]")
    settings = values.get("settings") or {}
    seeds = values.get("seeds", [1, 2, 3])
    if not isinstance(settings, dict):
        raise StudyError(f"{path}: settings is {settings!r}, expected names and values")
    if not isinstance(seeds, list) or not seeds or not all(type(seed) is int for seed in seeds):
        raise StudyError(f"{path}: seeds is {seeds!r}, expected whole numbers")
    if len(set(seeds)) < len(seeds):
        raise StudyError(f"{path}: seeds {seeds} holds one twice")
    levels = {str(axis): _levels(path, str(axis), found) for axis, found in axes.items()}
    for one, other in combinations(levels, 2):
        both = sorted(_varied(levels[one]) & _varied(levels[other]))
        if both:
            raise StudyError(f"{path}: axes {one!r} and {other!r} both vary {both[0]}; leave it to one of them")
    if type(values.get("test", False)) is not bool:
        raise StudyError(f"{path}: test is {values['test']!r}, expected true or false")
    across = str(values.get("across") or next(iter(levels)))
    if across not in levels:
        raise StudyError(f"{path}: across is {across!r}, which is no axis{nearest(across, levels)}")
    return Study(
        title=str(values.get("title") or path.stem),
        config=_config(path, values.get("config", "cutout")),
        settings={str(key): value for key, value in settings.items()},
        axes=levels,
        seeds=tuple(seeds),
        seeded=_words(path, "seeded", values.get("seeded")) or ("seed_everything",),
        test=values.get("test", False),
        across=across,
        metrics=_words(path, "metrics", values.get("metrics")),
    )


def _varied(levels: Mapping[str, Settings]) -> set[str]:
    """The settings that any level of an axis sets."""
    return {key for level in levels.values() for key in level}


def _words(path: Path, key: str, found: Any) -> tuple[str, ...]:
    """The words of a list, or none."""
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise StudyError(f"{path}: {key} is {found!r}, expected a list of words")
    return tuple(found)


def _config(path: Path, value: Any) -> str:
    """A config's name, or a file: beside the study's own, or as the shell sees it."""
    beside = path.parent / str(value)
    return str(beside) if str(value).endswith((".yaml", ".yml")) and beside.is_file() else str(value)


def _levels(path: Path, axis: str, found: Any) -> dict[str, Settings]:
    """The levels of an axis: a list of the setting's values, or labels with settings each."""
    if isinstance(found, list) and found:
        levels = {value if isinstance(value, str) else json.dumps(value): {axis: value} for value in found}
        if len(levels) < len(found):
            raise StudyError(f"{path}: axis {axis!r} holds a value twice")
        return levels
    if isinstance(found, dict) and found and all(isinstance(level, dict | None) for level in found.values()):
        # YAML reads the labels on and off as true and false.
        words = {True: "on", False: "off"}
        levels = {
            words[label] if isinstance(label, bool) else str(label): dict(level or {}) for label, level in found.items()
        }
        for level in levels.values():
            if CONFIG in level:
                level[CONFIG] = _config(path, level[CONFIG])
        return levels
    raise StudyError(f"{path}: axis {axis!r} is {found!r}, expected a list of values, or labels with settings each")


def _name(levels: Mapping[str, str], seed: int) -> str:
    """A folder's name: readable, and no other cell's."""
    text = "_".join(
        f"{axis.rpartition('.')[2].replace('/', '-')}-{re.sub(r'[^A-Za-z0-9.+-]+', '-', label).strip('-')[:24]}"
        for axis, label in levels.items()
    )
    # Labels may differ in what a file's name cannot hold.
    digest = hashlib.sha256(json.dumps(dict(levels)).encode()).hexdigest()[:4]
    return f"{text}_{digest}_seed-{seed}"
