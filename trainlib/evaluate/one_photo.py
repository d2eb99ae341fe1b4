"""One photo, evaluated for every method: it is read once, and each row is recorded at once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from trainlib.evaluate import rows
from trainlib.evaluate.measuring import measure
from trainlib.evaluate.methods import CutoutMethod
from trainlib.evaluate.page import picture_path, write_errors, write_photo
from trainlib.evaluate.pairs import Pair
from trainlib.evaluate.rows import Row
from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import UInt8Array, size_of
from trainlib.images.errors import PhotoError
from trainlib.images.mattes import Matte, read_matte
from trainlib.images.photos import read_photo

VERSION = 8
"""Raised when measurements change; rows of another version are measured again."""


def evaluate_photo(
    pair: Pair, methods: Sequence[CutoutMethod], before: rows.Known, out: Path, fill: float | None
) -> list[Row]:
    """A row for each method; rows that are still valid are reused, the rest are measured and recorded.

    Args:
        pair: the photo and its ground truth.
        methods: whose cut-outs are measured.
        before: the rows that there are.
        out: the output folder.
        fill: see `measuring.measure`.
    """
    fresh = [Row(pair.name, one.label, _stamp(pair, one, fill)) for one in methods]
    done = [rows.kept(row, before, out / picture_path(row.photo, row.method)) or row for row in fresh]
    if all(row.metrics for row in done):
        return done
    try:
        image, target = _read(pair)
    except PhotoError as error:
        done = [replace(row, error=str(error)) for row in fresh]
        for row in done:
            rows.append(out, row)
        return done
    write_photo(out, pair.name, image)
    for place, (row, method) in enumerate(zip(done, methods, strict=True)):
        if not row.metrics:
            done[place] = _measure(row, method, image, target, out, fill)
            rows.append(out, done[place])
    return done


def _measure(row: Row, method: CutoutMethod, image: UInt8Array, target: Matte, out: Path, fill: float | None) -> Row:
    row = replace(row, width=image.shape[1], height=image.shape[0])
    try:
        start = time.perf_counter()
        found = method.cut_out(row.photo, image)
        seconds = time.perf_counter() - start
        measured = measure(found, target, fill)
    except PhotoError as error:
        return replace(row, error=str(error))
    except MemoryError:
        return replace(row, error="not enough memory for it")
    write_errors(out, row.photo, row.method, image, found.alpha, target.alpha)
    return replace(
        row,
        metrics=measured.metrics,
        sweep=measured.sweep,
        product=measured.product,
        seconds=round(seconds, 4),
        confidence=found.confidence,
    )


def _read(pair: Pair) -> tuple[UInt8Array, Matte]:
    """The photo and its ground truth, of one size."""
    image, target = read_photo(pair.photo), read_matte(pair.ground_truth)
    name = f"the ground truth {pair.ground_truth.name}"
    if target.alpha.shape != size_of(image):
        (height, width), photo = target.alpha.shape, size_of(image)
        raise PhotoError(f"{name} is {width} x {height}, the photo {photo[1]} x {photo[0]}; bring them to one size")
    if not np.any(target.alpha >= MASK_THRESHOLD):
        raise PhotoError(f"{name} is empty: nothing in it is product")
    if pair.colours is not None:
        colours = read_photo(pair.colours)
        target = replace(target, colours=colours if colours.shape == image.shape else None)
    return image, target


def _stamp(pair: Pair, method: CutoutMethod, fill: float | None) -> str:
    parts = [str(VERSION), method.settings, method.stamp(pair.name), str(fill)]
    parts += [file_stamp(path) for path in (pair.photo, pair.ground_truth, pair.colours) if path is not None]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def file_stamp(path: Path) -> str:
    """A file's size and date, to see whether it has changed."""
    try:
        found = path.stat()
    except OSError:
        return "gone"
    return f"{found.st_size}:{found.st_mtime_ns}"
