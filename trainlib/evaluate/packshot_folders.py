"""Evaluates finished packshots without photos and ground truth, as a marketplace does."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from trainlib.evaluate import rows
from trainlib.evaluate.methods import Method, split_label, unique_labels
from trainlib.evaluate.one_photo import VERSION, file_stamp
from trainlib.evaluate.page import picture_path, write_packshot
from trainlib.evaluate.pairs import find_masks
from trainlib.evaluate.rows import Row
from trainlib.images.errors import PhotoError
from trainlib.images.photos import read_photo
from trainlib.metrics.finished import see_product
from trainlib.metrics.packshots import leftover, measure_packshot, rim_width
from trainlib.records.predictions import PACKSHOT

JPEG = (".jpg", ".jpeg")
# An edge rings through the block of 16 pixels that it lies in, colour being kept at half the size, and a bit beyond.
JPEG_REACH = 18


@dataclass(frozen=True)
class PackshotFolder(Method):
    """A folder of finished packshots.

    Attributes:
        files: by name.
    """

    files: dict[str, Path]


def find_packshot_folders(folders: Sequence[str]) -> list[PackshotFolder]:
    """The folders, each PATH or LABEL=PATH, with what they hold.

    Raises:
        PhotoError: a folder is missing or holds no picture.
    """
    found = []
    for label, path in map(split_label, folders):
        if not path.is_dir():
            raise PhotoError(f"--packshots {path}: no such folder")
        # Of what `predict` writes only the packshots: masks and cut-outs of the same photos are beside them.
        own = sorted(one for one in path.glob(f"*{PACKSHOT}") if not one.name.startswith("."))
        files = {one.name.removesuffix(PACKSHOT): one for one in own} or find_masks(path, "--packshots")
        found.append(PackshotFolder(label, path, "packshots", files))
    return unique_labels(found)


def evaluate_packshots(name: str, folders: Sequence[PackshotFolder], before: rows.Known, out: Path) -> list[Row]:
    """A row for each folder's packshot of one name; rows that are still valid are reused."""
    done = []
    for one in folders:
        path = one.files.get(name)
        stamp = f"{VERSION}\n{one.settings}\n{file_stamp(path) if path else 'missing'}"
        row = Row(name, one.label, hashlib.sha256(stamp.encode()).hexdigest()[:16])
        known = rows.kept(row, before, out / picture_path(name, one.label))
        if known is None:
            known = _measure(row, path, one.source, out)
            rows.append(out, known)
        done.append(known)
    return done


def _measure(row: Row, path: Path | None, folder: Path, out: Path) -> Row:
    if path is None:
        return replace(row, error=f"no packshot for it in {folder}")
    try:
        # A cut-out is laid on white.
        packshot = read_photo(path)
        mask, specks = see_product(packshot)
        alpha = mask.astype(np.float32)
        width = rim_width(mask.shape)
        if path.suffix.lower() in JPEG:
            width = max(width, JPEG_REACH)
        measured = measure_packshot(packshot, alpha, width)
        kept = leftover(specks.astype(np.float32), mask, width)
    except PhotoError as error:
        return replace(row, error=str(error))
    except MemoryError:
        return replace(row, error="not enough memory for it")
    write_packshot(out, row.photo, row.method, packshot, alpha)
    metrics = {
        "leftover": kept,
        "white": measured.white,
        "border_white": float(measured.border_white),
        "fill": measured.fill,
        "off_centre": measured.off_centre,
    }
    return replace(row, width=packshot.shape[1], height=packshot.shape[0], metrics=metrics)
