"""Lines of text in a sidebar, wrapped to its width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any, Protocol

import bpy

from ..narrowing import of_type

Place = str
"""The sub-panel that shows a problem."""
_PIXELS_PER_LETTER = 7.0


class Line(Protocol):
    """A line, and the button that fixes it, if there is one."""

    @property
    def text(self) -> str:
        """The text."""

    @property
    def button(self) -> str:
        """An operator's id; "" for none."""

    @property
    def label(self) -> str:
        """The button's text."""


def draw_lines(layout: bpy.types.UILayout, context: bpy.types.Context, text: str, icon: Any, beside: int = 0) -> None:
    """Draw text as labels. Labels do not wrap, so it is split to fit the sidebar's width.

    Args:
        layout: Where to draw.
        context: The context of the region.
        text: The text.
        icon: Before the first line.
        beside: Width of the buttons beside it, in letters.
    """
    scale = of_type(bpy.types.Preferences, context.preferences).system.ui_scale
    width = of_type(bpy.types.Region, context.region).width
    letters = max(16, int(width / (_PIXELS_PER_LETTER * scale)) - 7 - beside)
    column = layout.column(align=True)
    column.scale_y = 0.8
    for number, line in enumerate(textwrap.wrap(text[:1].upper() + text[1:], letters)):
        column.label(text=line, icon=icon if number == 0 or icon == "NONE" else "BLANK1")


def draw_problems(layout: bpy.types.UILayout, context: bpy.types.Context, problems: Iterable[Line]) -> None:
    """Draw problems, each line with its button."""
    for each in problems:
        column = layout.column(align=True)
        column.alert = True
        draw_lines(column, context, each.text, "ERROR")
        if each.button:
            layout.operator(each.button, text=each.label)
