"""A study's YAML file."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from trainlib.console.hints import nearest
from trainlib.study.plan import CONFIG, Axes, Settings, Study, StudyError

SHIPPED = Path(__file__).parents[1] / "configs" / "studies"
KEYS = ("title", "config", "settings", "axes", "seeds", "seeded", "test", "x_axis", "metrics")


def find_study(word: str) -> Path:
    """The file of a study, or of one that ships under this name.

    Raises:
        StudyError: there is no such study.
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
        StudyError: it is not YAML, or something in it is wrong.
    """
    values = _read_yaml(path)
    axes = _axes(path, values.get("axes"))
    x_axis = str(values.get("x_axis") or next(iter(axes)))
    if x_axis not in axes:
        raise StudyError(f"{path}: x_axis is {x_axis!r}, which is not an axis{nearest(x_axis, axes)}")
    settings, test = values.get("settings") or {}, values.get("test", False)
    if not isinstance(settings, dict):
        raise StudyError(f"{path}: settings is {settings!r}, expected names and values")
    if type(test) is not bool:
        raise StudyError(f"{path}: test is {test!r}, expected true or false")
    return Study(
        title=str(values.get("title") or path.stem),
        config=_config(path, values.get("config", "cutout")),
        settings={str(key): value for key, value in settings.items()},
        axes=axes,
        seeds=_seeds(path, values.get("seeds", [1, 2, 3])),
        seeded=_words(path, "seeded", values.get("seeded")) or ("seed_everything",),
        test=test,
        x_axis=x_axis,
        metrics=_words(path, "metrics", values.get("metrics")),
    )


def _read_yaml(path: Path) -> dict[str, Any]:
    """The file's settings, none of them unknown."""
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise StudyError(f"{path}: not readable as YAML ({' '.join(str(error).split())})") from error
    if not isinstance(values, dict):
        raise StudyError(f"{path}: holds no settings; see the studies in trainlib/configs/studies")
    for key in values:
        if key not in KEYS:
            raise StudyError(f"{path}: no key {key!r}{nearest(str(key), KEYS)}; there are {', '.join(KEYS)}")
    return values


def _axes(path: Path, found: Any) -> Axes:
    """The axes with their levels; no setting is varied by two of them."""
    if not isinstance(found, dict) or not found:
        raise StudyError(f"{path}: axes is missing: a setting and its values, such as data.max_samples: [100, 333]")
    axes = {str(axis): _levels(path, str(axis), levels) for axis, levels in found.items()}
    varied = {axis: {key for level in levels.values() for key in level} for axis, levels in axes.items()}
    for one, other in combinations(axes, 2):
        if both := sorted(varied[one] & varied[other]):
            raise StudyError(f"{path}: axes {one!r} and {other!r} both vary {both[0]}; leave it to one of them")
    return axes


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


def _config(path: Path, value: Any) -> str:
    """A config's name, or a file: beside the study's own, or as the shell sees it."""
    beside = path.parent / str(value)
    return str(beside) if str(value).endswith((".yaml", ".yml")) and beside.is_file() else str(value)


def _seeds(path: Path, found: Any) -> tuple[int, ...]:
    if not isinstance(found, list) or not found or not all(type(seed) is int for seed in found):
        raise StudyError(f"{path}: seeds is {found!r}, expected whole numbers")
    if len(set(found)) < len(found):
        raise StudyError(f"{path}: seeds {found} holds one twice")
    return tuple(found)


def _words(path: Path, key: str, found: Any) -> tuple[str, ...]:
    """A list of words, or an empty one."""
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise StudyError(f"{path}: {key} is {found!r}, expected a list of words")
    return tuple(found)
