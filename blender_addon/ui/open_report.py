"""The operator that writes a dataset's report and shows it in the desktop's browser."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import threading
from pathlib import Path

import bpy

from ..dataset.layout import HEADER, DatasetError
from . import notices
from .generate import Result
from .redraw import redraw_panel
from .show_path import show_path
from .shown_dataset import shown_dataset
from .words import notice_of

_EVERY_S = 0.1


class _Writing:
    """A report that is being written. A large dataset takes seconds, so a thread writes it and a timer shows it."""

    def __init__(self, folder: Path) -> None:
        self.path: Path | None = None
        self._folder = folder
        self._thread = threading.Thread(target=self._work, name="packshot report", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _work(self) -> None:
        from ..report_page import write_report  # imported late: Blender starts faster without it

        try:
            self.path = write_report(self._folder)
        except DatasetError as error:
            notices.tell(notice_of(error))


_writing: _Writing | None = None


class PACKSHOT_OT_open_report(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.open_report"
    bl_label = "Open Report"
    bl_description = "Write a page on the dataset (progress, warnings, rejections, first samples) and show it"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        cls.poll_message_set("The report is being written")
        return _writing is None

    def execute(self, context: bpy.types.Context) -> Result:
        global _writing
        folder = shown_dataset(context)
        if folder is None or not (folder / HEADER).is_file():
            self.report({"WARNING"}, "There is no dataset yet")
            return {"CANCELLED"}
        _writing = _Writing(folder)
        if not bpy.app.timers.is_registered(_watch):
            bpy.app.timers.register(_watch, persistent=True)
        return {"FINISHED"}


def tick() -> bool:
    """Show the report once it is written; False when none is being written."""
    global _writing
    if _writing is None or _writing.alive:
        return _writing is not None
    written, _writing = _writing.path, None
    why_not = show_path(written) if written is not None else ""
    if why_not:
        notices.tell(notices.Notice("WARNING", why_not))
    redraw_panel()
    return False


def forget() -> None:
    """Remove the timer."""
    global _writing
    _writing = None
    if bpy.app.timers.is_registered(_watch):
        bpy.app.timers.unregister(_watch)


def _watch() -> float | None:
    return _EVERY_S if tick() else None


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_open_report,)
