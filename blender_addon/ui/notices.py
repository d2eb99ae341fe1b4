"""What people should know: lines that stay in the panel until they are dismissed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["WARNING", "ERROR"]
MOST = 100
"""A run with more to say has it in its report."""


@dataclass(frozen=True)
class Notice:
    """A line, and the button that fixes it, if one does."""

    level: Level
    text: str
    button: str = ""
    """Id of an operator; "" for none."""
    label: str = ""
    """What the button says."""


_notices: list[Notice] = []


def tell(notice: Notice) -> None:
    """Show a line, unless it is shown."""
    if notice not in _notices and len(_notices) < MOST:
        _notices.append(notice)


def shown() -> tuple[Notice, ...]:
    """The lines, in the order in which they came."""
    return tuple(_notices)


def dismiss(number: int) -> None:
    """Take a line away; all of them with -1."""
    if number < 0:
        _notices.clear()
    elif number < len(_notices):
        del _notices[number]


def dismiss_errors() -> None:
    """Take away what a next try makes untrue."""
    _notices[:] = [each for each in _notices if each.level != "ERROR"]
