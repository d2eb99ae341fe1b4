"""Handles data from outside: JSON is read as data, and its text is shown on one line of a terminal."""

from __future__ import annotations

import json
from typing import Any

_LONGEST = 600


def parse_json(text: str | bytes) -> Any:
    """JSON as data; ValueError if it is invalid, nested too deep or has numbers with too many digits."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("lists or tables are nested too deep") from error


def on_one_line(text: str) -> str:
    """Text with line breaks and control characters as escapes, cut in the middle if long."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST // 2]} … {shown[-_LONGEST // 2 :]}"


def is_number(value: object, least: int = 0) -> bool:
    """Whether a value is an integer (not a bool) of at least `least`."""
    return type(value) is int and value >= least
