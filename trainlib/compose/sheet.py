"""A contact sheet of composites: each image, and beside it its mask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlib.images.arrays import Array
from trainlib.report.thumbnails import overlay, shrink

SIDE = 192
COLUMNS = 4


def contact_sheet(shown: Sequence[tuple[Array, Array]]) -> Array:
    """Pictures and their alpha in rows: uint8 [H, W, 3].

    Args:
        shown: image uint8 [H, W, 3] and alpha uint8 [H, W] of each, all of one size.
    """
    cells = []
    for image, alpha in shown:
        small = shrink(image, SIDE)
        cells.append(np.hstack([small, overlay(small, shrink(alpha, SIDE))]))
    blank = np.full_like(cells[0], 255)
    cells += [blank] * (-len(cells) % min(COLUMNS, len(cells)))
    across = min(COLUMNS, len(cells))
    rows = [np.hstack(cells[start : start + across]) for start in range(0, len(cells), across)]
    return np.vstack(rows)
