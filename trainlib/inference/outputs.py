"""Results on disk: three PNGs a photo, each whole or absent, and whether those that lie there still hold."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from trainlib.inference.photos import Photo
from trainlib.report.files import replace_file
from trainlib.report.records import CUTOUT, MASK, PACKSHOT, Prediction

if TYPE_CHECKING:
    from trainlib.inference.pipeline import Result

# Level 6 takes twice as long as the networks and saves a tenth of the bytes.
_PNG_LEVEL = 3


def fingerprint(cutout: Path, relight: Path | None, flip: bool) -> str:
    """Tells results of other networks or options apart: a hash over the checkpoints' bytes and the options.

    Raises:
        OSError: a checkpoint cannot be read.
    """
    parts: dict[str, object] = {"version": 1, "flip": flip}
    for role, path in (("cutout", cutout), ("relight", relight)):
        if path is not None:
            with path.open("rb") as file:
                parts[role] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def still_holds(folder: Path, photo: Photo, known: Prediction | None, settings: str) -> bool:
    """Whether a photo's results lie in ``folder`` and were made of this very file with these settings.

    Compares with what was recorded, not with the dates of results: they mislead where a camera's clock is
    fast, or where an older photo was put in another's place.
    """
    if known is None or known.error or known.settings != settings or known.name != photo.name:
        return False
    try:
        found = photo.path.stat()
    except OSError:
        return False
    if (found.st_size, found.st_mtime_ns) != (known.size_bytes, known.modified_ns):
        return False
    return all((folder / f"{photo.name}{suffix}").is_file() for suffix in (CUTOUT, MASK, PACKSHOT))


def write_result(folder: Path, name: str, result: Result) -> None:
    """Writes NAME.cutout.png (RGBA), NAME.mask.png (grey, soft alpha) and NAME.packshot.png (RGB), 8 bits.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    mask = mask_of(result)
    cutout = np.concatenate([result.foreground, mask[..., None]], axis=2)
    for suffix, values in ((CUTOUT, cutout), (MASK, mask), (PACKSHOT, result.packshot)):
        encoded = io.BytesIO()
        Image.fromarray(values).save(encoded, "png", compress_level=_PNG_LEVEL)
        replace_file(folder / f"{name}{suffix}", encoded.getvalue())


def mask_of(result: Result) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Alpha as uint8 [H, W], 255 = all product."""
    return np.asarray(np.round(result.alpha * 255), dtype=np.uint8)
