"""What comes from outside: JSON read as data, and its words shown on one line of a terminal."""

from __future__ import annotations

import json
from typing import Any

_LONGEST = 600


def parse_json(text: str | bytes) -> Any:
    """JSON as data; ValueError for whatever is none, nested too deep or with numbers of too many digits."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("lists or tables are nested too deep") from error


def on_one_line(text: str) -> str:
    """Line breaks and control characters as escapes, and long text cut in its middle."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST // 2]} … {shown[-_LONGEST // 2 :]}"


def is_number(value: object, least: int = 0) -> bool:
    """Whether a value is a whole number, no truth value, of at least this."""
    return type(value) is int and value >= least
