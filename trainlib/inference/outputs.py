"""Results on disk: PNG files of each photo, written atomically, and whether existing ones are still valid."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from trainlib.images.arrays import UInt8Array
from trainlib.inference.framing import Frame
from trainlib.inference.photo_search import Photo
from trainlib.inference.settings import PipelineSettings
from trainlib.records.files import replace_file
from trainlib.records.predictions import CUTOUT, MASK, PACKSHOT, RELIT, Prediction

if TYPE_CHECKING:
    from trainlib.inference.pipeline import Result

SUFFIXES = {"mask": MASK, "cutout": CUTOUT, "packshot": PACKSHOT, "relit": RELIT}

# For photos the filter Up at level 2 is as small as Pillow's level 3 in a third of its time. Level 6 takes eight times
# as long and saves a tenth of the bytes.
_PNG = (cv2.IMWRITE_PNG_COMPRESSION, 2, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_UP)
_RED_LAST = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}  # OpenCV's order of channels
# Two files are encoded at a time, unless their copies would take gigabytes.
_TOGETHER, _LARGE = 2, 30_000_000


def fingerprint(cutout: Path, relight: Path | None, settings: PipelineSettings, frame: Frame | None) -> str:
    """A hash of all that changes what results hold: the checkpoints' bytes, the settings and the frame.

    Raises:
        OSError: a checkpoint cannot be read.
    """
    # Results are the same on every device.
    parts: dict[str, object] = {"version": 9, **asdict(replace(settings, device=""))}
    parts["frame"] = None if frame is None else asdict(frame)
    for role, path in (("cutout", cutout), ("relight", relight)):
        if path is not None:
            with path.open("rb") as file:
                parts[role] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def valid_results(folder: Path, photo: Photo, known: Prediction | None, settings: str) -> set[str]:
    """Which of a photo's results, of `SUFFIXES`, exist in `folder` and were made from this file with these settings.

    Compares with the record, not with the dates of results. Dates mislead if a camera's clock is fast, or if an older
    photo replaced another.
    """
    if known is None or known.error or known.settings != settings or known.name != photo.name:
        return set()
    try:
        found = photo.path.stat()
    except OSError:
        return set()
    if (found.st_size, found.st_mtime_ns) != (known.size_bytes, known.modified_ns):
        return set()
    made = known.files.split(",")
    return {kind for kind, suffix in SUFFIXES.items() if kind in made and (folder / f"{photo.name}{suffix}").is_file()}


def write_result(folder: Path, name: str, result: Result, packshot: UInt8Array, write: Collection[str]) -> None:
    """Write NAME.cutout.png and NAME.relit.png (RGBA), NAME.mask.png (grey, soft alpha), NAME.packshot.png (RGB).

    Args:
        folder: the output folder.
        name: what the photo's results are called.
        result: what became of the photo.
        packshot: uint8 [h, w, 3] sRGB, framed as it was asked for.
        write: which of `SUFFIXES`.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    with ThreadPoolExecutor(1 if result.mask.size > _LARGE else _TOGETHER) as pool:
        encoded = pool.map(lambda kind: encode_png(kind_of(result, packshot, kind)), write)
        for kind, data in zip(write, encoded, strict=True):
            replace_file(folder / f"{name}{SUFFIXES[kind]}", data)


def kind_of(result: Result, packshot: UInt8Array, kind: str) -> UInt8Array:
    """What the file of a kind, of `SUFFIXES`, holds: uint8 [h, w, 3], RGBA [h, w, 4] or grey [h, w]."""
    if kind in ("cutout", "relit"):
        return np.dstack([result.foreground if kind == "cutout" else result.relit, result.mask])
    return result.mask if kind == "mask" else packshot


def encode_png(values: UInt8Array) -> bytes:
    """A PNG as `predict` writes it, of uint8 [h, w], [h, w, 3] or [h, w, 4]."""
    ordered = values if values.ndim == 2 else cv2.cvtColor(values, _RED_LAST[values.shape[2]])
    return cv2.imencode(".png", ordered, _PNG)[1].tobytes()
