"""The contact sheet of predictions: index.html, a row per photo, least confident first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trainlib.images.arrays import UInt8Array
from trainlib.records.files import replace_file
from trainlib.records.predictions import CUTOUT, MASK, PACKSHOT, RELIT, Prediction
from trainlib.report import thumbnails
from trainlib.report.page import render, write_page

FILE = "index.html"
# Confidence below which a person should check the mask. 9 in 10 masks with an IoU below 0.9 are below it. Chosen on
# validation renders, see docs/judging.md.
UNSURE = 0.75
_FOLDER = "thumbnails"
_SIDE = 360
_KINDS = ("photo", "overlay", "packshot")


def thumbnail_path(name: str, kind: str) -> str:
    """The path of a row's small picture, relative to the output folder."""
    return f"{_FOLDER}/{name}.{kind}.jpg"


def write_thumbnails(
    folder: Path,
    name: str,
    picture: UInt8Array,
    mask: UInt8Array,
    packshot: UInt8Array,
) -> None:
    """Write the small pictures of a row: photo, photo under its mask, packshot.

    Args:
        folder: the output folder.
        name: the name of the photo's results.
        picture: uint8 [H, W, 3] sRGB.
        mask: uint8 [H, W].
        packshot: uint8 [H, W, 3] sRGB.

    Raises:
        OSError: the folder cannot be written.
    """
    small = thumbnails.shrink(picture, _SIDE)
    marked = thumbnails.overlay(small, thumbnails.shrink(mask, _SIDE))
    for kind, shown in zip(_KINDS, (small, marked, thumbnails.shrink(packshot, _SIDE)), strict=True):
        replace_file(folder / thumbnail_path(name, kind), thumbnails.jpeg(shown))


def has_thumbnails(folder: Path, name: str) -> bool:
    """Whether the small pictures of a row exist."""
    return all((folder / thumbnail_path(name, kind)).is_file() for kind in _KINDS)


def in_order_of_doubt(predictions: Sequence[Prediction]) -> list[Prediction]:
    """Least confident first, then by name."""
    return sorted(predictions, key=lambda one: (one.confidence, one.photo))


def write_contact_sheet(folder: Path, title: str, predictions: Sequence[Prediction]) -> Path:
    """Write the page for all of `predictions` and return its path.

    Raises:
        OSError: the folder cannot be written.
    """
    made = in_order_of_doubt([one for one in predictions if not one.error])
    rows = [
        {
            "prediction": one,
            "pictures": {kind: thumbnail_path(one.name, kind) for kind in _KINDS},
            "files": {
                what: one.name + suffix
                for kind, what, suffix in (
                    ("cutout", "cut-out", CUTOUT),
                    ("relit", "relit cut-out", RELIT),
                    ("mask", "mask", MASK),
                    ("packshot", "packshot", PACKSHOT),
                )
                if kind in one.files.split(",") and (folder / f"{one.name}{suffix}").is_file()
            },
            "unsure": one.confidence < UNSURE,
        }
        for one in made
    ]
    html = render(
        "contact_sheet.html",
        title=title,
        rows=rows,
        unsure=sum(one.confidence < UNSURE for one in made),
        broken=sorted((one for one in predictions if one.error), key=lambda one: one.photo),
        seconds=sum(one.seconds for one in made) / len(made) if made else None,
    )
    write_page(folder / FILE, html)
    return folder / FILE
