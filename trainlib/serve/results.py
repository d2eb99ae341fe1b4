"""The results of a photo: its cut-out by the network, and packshots at full size."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import numpy as np
from PIL import Image

from trainlib.images.arrays import UInt8Array
from trainlib.images.photos import read_photo
from trainlib.inference.framing import reframe
from trainlib.inference.outputs import encode_png, kind_of
from trainlib.inference.pipeline import Result
from trainlib.inference.settings import PipelineSettings
from trainlib.records.files import replace_file
from trainlib.serve import small
from trainlib.serve.engine import Engine
from trainlib.serve.entries import Entries, Entry
from trainlib.serve.photo_options import Asked

CUTOUT = "cutout.png"  # the mask of the network
MASK = "mask.png"  # the mask after corrections
COLOURED = "corrected.png"  # the cut-out of the corrected mask, or of an earlier one
EDITS = "edits"  # the changes of the mask, for undo


def make(engine: Engine, entries: Entries, photo: str) -> None:
    """Cut a photo out and write the results. If it cannot be used, its record says why."""
    start = time.perf_counter()
    entry = entries.change(photo, state="working", error="")
    folder = entries.path(entry)
    image = read_photo(folder / entry.original)
    result = engine.pipeline(engine.settings)(image)
    shutil.rmtree(folder / EDITS, ignore_errors=True)
    small.write(folder, small.of(image, result.mask, result.foreground))
    height, width = result.mask.shape
    seconds = round(time.perf_counter() - start, 3)
    # Shown before the PNGs at full size, which take as long as the network.
    entries.change(
        photo,
        state="done",
        width=width,
        height=height,
        confidence=round(result.confidence, 4),
        seconds=seconds,
        edits=entry.edits + 1,
        corrected=False,
        can_undo=False,
        can_redo=False,
        made_with=engine.made_with,
    )
    for name in (MASK, COLOURED):
        (folder / name).unlink(missing_ok=True)
    replace_file(folder / CUTOUT, encode_png(kind_of(result, result.packshot, "cutout")))


def is_made(engine: Engine, entries: Entries, entry: Entry) -> bool:
    """Whether a photo has results of these networks, or a correction by hand, which any network leaves alone."""
    if entry.state != "done" or not small.is_there(entries.path(entry)):
        return False
    if entry.corrected:
        return (entries.path(entry) / MASK).is_file()
    return entry.made_with == engine.made_with and (entries.path(entry) / CUTOUT).is_file()


def read_rgba(path: Path) -> tuple[UInt8Array, UInt8Array]:
    """Colours [H, W, 3] and mask [H, W] of a cut-out that this server wrote."""
    with Image.open(path, formats=("PNG",)) as image:
        values = np.asarray(image.convert("RGBA"))
    return np.ascontiguousarray(values[..., :3]), np.ascontiguousarray(values[..., 3])


def read_mask(folder: Path, entry: Entry) -> UInt8Array:
    """The current mask, uint8 [H, W]."""
    if not entry.corrected:
        return read_rgba(folder / CUTOUT)[1]
    with Image.open(folder / MASK, formats=("PNG",)) as image:
        return np.array(image.convert("L"))


def full_result(engine: Engine, folder: Path, entry: Entry, settings: PipelineSettings) -> Result:
    """The whole result at full size with the current mask; without corrections the same as that of `predict`."""
    pipeline = engine.pipeline(settings)
    if engine.relights(settings):
        image = read_photo(folder / entry.original)
        return pipeline.with_mask(image, read_mask(folder, entry)) if entry.corrected else pipeline(image)
    foreground, mask = _coloured(engine, folder, entry)
    needs_photo = settings.shadow != "none"
    image = read_photo(folder / entry.original) if needs_photo else foreground
    return pipeline.with_foreground(image, mask, foreground, entry.confidence)


def _coloured(engine: Engine, folder: Path, entry: Entry) -> tuple[UInt8Array, UInt8Array]:
    """The product's colours and mask, written to disk the first time."""
    if not entry.corrected:
        return read_rgba(folder / CUTOUT)
    path = folder / COLOURED
    mask = read_mask(folder, entry)
    if path.is_file():
        foreground, then = read_rgba(path)
        if then.shape == mask.shape and (then == mask).all():
            return foreground, mask
    own = PipelineSettings(engine.device, engine.tta, False, "none", True)
    result = engine.pipeline(own).with_mask(read_photo(folder / entry.original), mask)
    replace_file(path, encode_png(kind_of(result, result.packshot, "cutout")))
    return result.foreground, mask


def packshot_of(engine: Engine, folder: Path, entry: Entry, asked: Asked) -> UInt8Array:
    """The packshot with these settings, uint8 [h, w, 3] sRGB."""
    result = full_result(engine, folder, entry, asked.settings)
    return result.packshot if asked.frame is None else reframe(result.packshot, result.mask, asked.frame)


def cutout_of(engine: Engine, folder: Path, entry: Entry) -> bytes:
    """The cut-out as a PNG with transparency; without corrections the NAME.cutout.png of `predict`."""
    if not entry.corrected:
        return (folder / CUTOUT).read_bytes()
    foreground, mask = _coloured(engine, folder, entry)
    return encode_png(np.dstack([foreground, mask]))
