"""One annotated image, whatever format it comes from."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass
class Annotated:
    """An image and the mask of what was drawn on it.

    Attributes:
        name: as the annotations have it, folders and suffix too.
        mask: uint8 [H, W], 255 within the shapes of the labels that are wanted.
        subset: of a project's export, such as "Train"; "" where there is none.
        left_out: why shapes are ignored, one line each.
    """

    name: str
    mask: NDArray[np.uint8]
    subset: str = ""
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """Which shapes of an annotation count.

    Attributes:
        labels: whose shapes; all where empty.
        line_width: width in pixels of a polyline whose ends do not meet.
    """

    labels: frozenset[str] = frozenset()
    line_width: int = 3

    def has(self, label: str) -> bool:
        """Whether a label's shapes count."""
        return not self.labels or label in self.labels


MOST_PIXELS = 120_000_000


def empty_mask(width: int, height: int) -> NDArray[np.uint8]:
    """A mask without a shape.

    Raises:
        ValueError: the size is impossible for an image.
    """
    if not (width > 0 and height > 0 and width * height <= MOST_PIXELS):
        raise ValueError(f"an image of {width} x {height}")
    return np.zeros((height, width), np.uint8)
