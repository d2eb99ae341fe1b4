"""Live previews of packshots at screen size on the chosen canvas, and marketplaces' checks of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import replace

import numpy as np

from trainlib.images.arrays import UInt8Array
from trainlib.inference.framing import reframe
from trainlib.inference.settings import PipelineSettings
from trainlib.report.thumbnails import shrink
from trainlib.serve import small
from trainlib.serve.engine import Engine
from trainlib.serve.entries import Entries, Entry
from trainlib.serve.photo_options import Asked
from trainlib.serve.worker import NOW, Worker

KEPT = 24  # small packshots in memory, some 8 MB each


class Previews:
    """Makes previews and keeps the last ones, so that the page follows a slider at once.

    Args:
        engine: the networks.
        entries: the photos.
        worker: runs the networks, one piece of work at a time.
    """

    def __init__(self, engine: Engine, entries: Entries, worker: Worker) -> None:
        self.engine, self.entries, self.worker = engine, entries, worker
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, str, bool], tuple[small.Small, UInt8Array]] = OrderedDict()

    def after(self, entry: Entry, asked: Asked, side: int) -> tuple[UInt8Array, UInt8Array]:
        """The packshot as it will look, and its mask on the same canvas; at most `side` pixels.

        Returns:
            uint8 [h, w, 3] sRGB and uint8 [h, w].
        """
        found, packshot = self.base(entry, asked.settings)
        frame = small.reduced_frame(asked.frame, _shrunk(found, entry), side)
        if frame is not None:
            stacked = np.repeat(found.mask[..., None], 3, axis=2)
            mask = 255 - reframe(255 - stacked, found.mask, frame, run_out=False)[..., 0]
            return shrink(reframe(packshot, found.mask, frame), side), shrink(mask, side)
        return shrink(packshot, side), shrink(found.mask, side)

    def before(self, entry: Entry, asked: Asked, side: int) -> UInt8Array:
        """The photo, framed as its packshot is, uint8 [h, w, 3] sRGB."""
        found, _ = self.base(entry, asked.settings)
        frame = small.reduced_frame(asked.frame, _shrunk(found, entry), side)
        return shrink(found.photo if frame is None else reframe(found.photo, found.mask, frame, run_out=False), side)

    def base(self, entry: Entry, settings: PipelineSettings) -> tuple[small.Small, UInt8Array]:
        """A photo at screen size and its packshot over it, from memory if it is there."""
        key = entry.id, entry.edits, settings.shadow, settings.own_colours
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = self._make(entry, settings)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def _make(self, entry: Entry, settings: PipelineSettings) -> tuple[small.Small, UInt8Array]:
        found = small.read(self.entries.path(entry))
        pipeline = self.engine.pipeline(replace(settings, two_pass=False))
        if self.engine.relights(settings):
            work: Future[UInt8Array] = self.worker.submit(
                NOW, lambda: pipeline.with_mask(found.photo, found.mask).packshot
            )
            return found, work.result()
        return found, pipeline.with_foreground(found.photo, found.mask, found.foreground).packshot


def _shrunk(found: small.Small, entry: Entry) -> float:
    return found.mask.shape[1] / entry.width if entry.width else 1.0
