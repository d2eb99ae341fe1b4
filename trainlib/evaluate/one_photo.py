"""One photo, judged for every contestant: read once, answered, measured, and recorded at once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from trainlib.evaluate import rows
from trainlib.evaluate.contestants import Contestant
from trainlib.evaluate.judging import judge
from trainlib.evaluate.page import picture_path, write_answer, write_photo
from trainlib.evaluate.pairs import Pair
from trainlib.evaluate.rows import Row
from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import UInt8Array
from trainlib.images.errors import PhotoError
from trainlib.images.mattes import Matte, read_matte
from trainlib.images.photos import read_photo

VERSION = 6
"""Of what is measured and how; rows of another are judged again."""


def judge_photo(
    pair: Pair, contestants: Sequence[Contestant], before: rows.Known, out: Path, fill: float | None
) -> list[Row]:
    """A row for each contestant; those that still hold are taken from before, the rest are judged and recorded.

    Args:
        pair: the photo and its truth.
        contestants: who is judged.
        before: the rows that there are.
        out: the output folder.
        fill: see `judging.judge`.
    """
    fresh = [Row(pair.name, one.label, _stamp(pair, one, fill)) for one in contestants]
    done = [rows.kept(row, before, out / picture_path(row.photo, row.contestant)) or row for row in fresh]
    if all(row.metrics for row in done):
        return done
    try:
        picture, truth = _read(pair)
    except PhotoError as error:
        done = [replace(row, error=str(error)) for row in fresh]
        for row in done:
            rows.append(out, row)
        return done
    write_photo(out, pair.name, picture)
    for place, (row, contestant) in enumerate(zip(done, contestants, strict=True)):
        if not row.metrics:
            done[place] = _judge_one(row, contestant, picture, truth, out, fill)
            rows.append(out, done[place])
    return done


def _judge_one(
    row: Row, contestant: Contestant, picture: UInt8Array, truth: Matte, out: Path, fill: float | None
) -> Row:
    row = replace(row, width=picture.shape[1], height=picture.shape[0])
    try:
        start = time.perf_counter()
        answer = contestant.answer(row.photo, picture)
        seconds = time.perf_counter() - start
        judged = judge(answer, truth, fill)
    except PhotoError as error:
        return replace(row, error=str(error))
    except MemoryError:
        return replace(row, error="not enough memory for it")
    write_answer(out, row.photo, row.contestant, picture, answer.alpha, truth.alpha)
    return replace(
        row,
        metrics=judged.metrics,
        sweep=judged.sweep,
        product=judged.product,
        seconds=round(seconds, 4),
        confidence=answer.confidence,
    )


def _read(pair: Pair) -> tuple[UInt8Array, Matte]:
    """The photo and its truth, of one size."""
    picture, truth = read_photo(pair.photo), read_matte(pair.truth)
    if truth.alpha.shape != picture.shape[:2]:
        height, width = truth.alpha.shape
        raise PhotoError(
            f"truth {pair.truth.name} is {width} x {height}, the photo {picture.shape[1]} x "
            f"{picture.shape[0]}; bring them to one size"
        )
    if not np.any(truth.alpha >= MASK_THRESHOLD):
        raise PhotoError(f"truth {pair.truth.name} is empty: nothing in it is product")
    if pair.colours is not None:
        colours = read_photo(pair.colours)
        truth = replace(truth, colours=colours if colours.shape == picture.shape else None)
    return picture, truth


def _stamp(pair: Pair, contestant: Contestant, fill: float | None) -> str:
    parts = [str(VERSION), contestant.settings, contestant.stamp(pair.name), str(fill)]
    parts += [file_stamp(path) for path in (pair.photo, pair.truth, pair.colours) if path is not None]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def file_stamp(path: Path) -> str:
    """Tells a file from what it was before: its size and date."""
    try:
        found = path.stat()
    except OSError:
        return "gone"
    return f"{found.st_size}:{found.st_mtime_ns}"
