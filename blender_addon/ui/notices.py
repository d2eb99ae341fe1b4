"""Notices: lines that stay in the panel until they are dismissed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["WARNING", "ERROR"]
MOST = 100
"""Further ones of a run are in its report."""


@dataclass(frozen=True)
class Notice:
    """A line, and the button that fixes it, if there is one."""

    level: Level
    text: str
    button: str = ""
    """Id of an operator; "" for none."""
    label: str = ""
    """The button's text."""


_notices: list[Notice] = []


def tell(notice: Notice) -> None:
    """Show a line, if it is not shown yet."""
    if notice not in _notices and len(_notices) < MOST:
        _notices.append(notice)


def shown() -> tuple[Notice, ...]:
    """The lines, oldest first."""
    return tuple(_notices)


def dismiss(number: int) -> None:
    """Dismiss a line; -1 dismisses all."""
    if number < 0:
        _notices.clear()
    elif number < len(_notices):
        del _notices[number]


def dismiss_errors() -> None:
    """Dismiss errors, which do not apply to the next try."""
    _notices[:] = [each for each in _notices if each.level != "ERROR"]
