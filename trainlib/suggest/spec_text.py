"""Reads a spec with its comments and changes it; each change has its reason as a comment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from trainlib.suggest.changes import Get, changes_for
from trainlib.suggest.failures import Cause

PRESETS = Path(__file__).resolve().parents[2] / "blender_addon" / "presets"
"""The specs that ship with the generator. They are data; nothing of it is imported."""
DEFAULTS = "packshot"
"""The preset that has every key with its default."""


class SpecFileError(Exception):
    """A spec that cannot be read; the message is one line."""


def read_spec(word: str) -> tomlkit.TOMLDocument:
    """A spec by the name of a preset or by its path.

    Raises:
        SpecFileError: there is none, or it is not TOML.
    """
    path = Path(word)
    if path.suffix != ".toml" and not path.is_file():
        path = PRESETS / f"{word}.toml"
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        there = ", ".join(sorted(one.stem for one in PRESETS.glob("*.toml"))) or "none"
        raise SpecFileError(f"--spec {word}: no such spec; give a TOML file or a preset ({there})") from error
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise SpecFileError(f"--spec {word}: not TOML ({error})") from error


def harder(spec: tomlkit.TOMLDocument, causes: Sequence[Cause]) -> dict[str, list[str]]:
    """Change a spec so that it draws more of what failed.

    Args:
        spec: changed in place; each changed key gets its reasons as a comment.
        causes: why photos failed, most telling first.

    Returns:
        The reasons by changed key.
    """
    defaults = read_spec(DEFAULTS)
    reasons: dict[str, list[str]] = {}

    def get(key: str) -> Any:
        found = _find(spec, key)
        return _find(defaults, key) if found is None else found

    lookup: Get = get
    before: dict[str, Any] = {}
    for cause in causes:
        for key, value in changes_for(cause.trait, cause.strength, lookup).items():
            before.setdefault(key, get(key))
            reasons.setdefault(key, []).append(str(cause))
            _put(spec, key, value)
    for key, told in reasons.items():
        old = before[key]
        was = f"was {len(old)} families" if key == "product.families" else f"was {old}"
        _item(spec, key).comment(f"{was}; {'; '.join(told)}")
    return reasons


def _find(spec: tomlkit.TOMLDocument, key: str) -> Any:
    """The plain value of a dotted key; None if the spec lacks it."""
    place: Any = spec.unwrap()
    for part in key.split("."):
        place = place.get(part) if isinstance(place, dict) else None
    return place


def _put(spec: tomlkit.TOMLDocument, key: str, value: Any) -> None:
    *tables, last = key.split(".")
    place: Any = spec
    for name in tables:
        if name not in place:
            place[name] = tomlkit.table()
        place = place[name]
    place[last] = value


def _item(spec: tomlkit.TOMLDocument, key: str) -> Any:
    place: Any = spec
    for part in key.split("."):
        place = place[part]
    return place
