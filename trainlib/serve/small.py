"""A photo of the page at screen size. Previews and checks are made of it in a tenth of a second."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from trainlib.images.arrays import UInt8Array
from trainlib.inference.framing import Frame
from trainlib.inference.outputs import encode_png
from trainlib.records.files import replace_file
from trainlib.report.thumbnails import shrink
from trainlib.serve.encoding import encode_preview

SIDE = 1200  # pixels of the longer side
PHOTO, CUTOUT = "small.jpg", "small.png"


@dataclass(frozen=True)
class Small:
    """A photo, its mask and its product's colours, reduced together.

    Attributes:
        photo: uint8 [h, w, 3] sRGB.
        mask: uint8 [h, w].
        foreground: uint8 [h, w, 3] sRGB.
    """

    photo: UInt8Array
    mask: UInt8Array
    foreground: UInt8Array


def of(photo: UInt8Array, mask: UInt8Array, foreground: UInt8Array) -> Small:
    """Photo, mask and colours at full size, reduced."""
    return Small(shrink(photo, SIDE), shrink(mask, SIDE), shrink(foreground, SIDE))


def write(folder: Path, small: Small) -> None:
    """Write it; the photo only the first time.

    Raises:
        OSError: the disk is full.
    """
    if not (folder / PHOTO).is_file():
        replace_file(folder / PHOTO, encode_preview(small.photo))
    replace_file(folder / CUTOUT, encode_png(np.dstack([small.foreground, small.mask])))


def is_there(folder: Path) -> bool:
    """Whether it was written."""
    return (folder / PHOTO).is_file() and (folder / CUTOUT).is_file()


def read(folder: Path) -> Small:
    """Read it; the photo comes from a JPEG."""
    with Image.open(folder / PHOTO, formats=("JPEG",)) as image:
        photo = np.array(image.convert("RGB"))
    with Image.open(folder / CUTOUT, formats=("PNG",)) as image:
        values = np.asarray(image.convert("RGBA"))
    return Small(photo, np.ascontiguousarray(values[..., 3]), np.ascontiguousarray(values[..., :3]))


def reduced_frame(frame: Frame | None, shrunk: float, side: int) -> Frame | None:
    """A frame for a photo that was reduced, its canvas at most `side` pixels.

    Args:
        frame: the frame at full size.
        shrunk: the small photo's side over the full photo's.
        side: the longest side of the preview.
    """
    if frame is None:
        return None
    if frame.canvas is None:
        return replace(frame, margin=round(frame.margin * shrunk))
    by = min(1.0, side / max(frame.canvas))
    canvas = max(1, round(frame.canvas[0] * by)), max(1, round(frame.canvas[1] * by))
    return replace(frame, canvas=canvas, margin=round(frame.margin * by))
