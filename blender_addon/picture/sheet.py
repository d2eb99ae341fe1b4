"""Contact sheets: images side by side with a label below, many samples on one page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Pixels
from .font import HEIGHT, write_text

PAPER, INK, FAINT = (44, 46, 50), (236, 236, 236), (160, 164, 170)
"""sRGB of the page, of first lines and of others. Not white, so that the border of a packshot is visible."""
_GAP, _MARGIN, _LEADING = 2, 8, HEIGHT + 3


@dataclass(frozen=True)
class Cell:
    """One sample on a sheet."""

    panels: Sequence[NDArray[Any]]
    """uint8 [H, W, 3] (sRGB) or [H, W] (grey), all of one height; none where the sample is missing."""
    lines: Sequence[str]
    """The label; the first line is brighter than the others."""


def contact_sheet(cells: Sequence[Cell], title: Sequence[str] = (), columns: int | None = None) -> Pixels:
    """A page of samples, sRGB [H, W, 3].

    Args:
        cells: In reading order. Every cell gets the size of the largest.
        title: Lines above.
        columns: Cells in a row; None: as many as fit a screen.

    Raises:
        ValueError: No cell.
    """
    if not cells:
        raise ValueError("a contact sheet of no cells")
    height = max((panel.shape[0] for cell in cells for panel in cell.panels), default=0)
    width = max((sum(p.shape[1] + _GAP for p in cell.panels) - _GAP for cell in cells if cell.panels), default=160)
    wide = width + _MARGIN
    high = height + _MARGIN + _LEADING * max(len(cell.lines) for cell in cells)
    if columns is None:
        columns = _columns(len(cells), wide / high)
    rows = math.ceil(len(cells) / columns)
    top = _MARGIN + (_LEADING * len(title) + _MARGIN // 2 if title else 0)
    page = np.empty((top + rows * high, _MARGIN + columns * wide, 3), np.uint8)
    page[...] = PAPER
    _write_lines(page, _MARGIN, _MARGIN, title, page.shape[1] - 2 * _MARGIN)
    for number, cell in enumerate(cells):
        x, y = _MARGIN + number % columns * wide, top + number // columns * high
        for panel in cell.panels:
            colour = panel if panel.ndim == 3 else panel[..., None]
            page[y : y + panel.shape[0], x : x + panel.shape[1]] = colour
            x += panel.shape[1] + _GAP
        left = _MARGIN + number % columns * wide
        _write_lines(page, left, y + height + 3, cell.lines, width)
    return page


def _columns(count: int, shape: float) -> int:
    """Cells in a row for a page of about 4:3 with few gaps in its last row; `shape` is width over height of a cell."""

    def cost(columns: int) -> float:
        rows = math.ceil(count / columns)
        return abs(math.log(shape * columns / rows / 1.33)) + (rows * columns - count) / count

    return min(range(1, count + 1), key=cost)


def _write_lines(page: Pixels, x: int, y: int, lines: Sequence[str], width: int) -> None:
    for number, line in enumerate(lines):
        write_text(page, x, y + number * _LEADING, line, FAINT if number else INK, width)
