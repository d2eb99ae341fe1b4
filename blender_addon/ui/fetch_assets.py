"""The operator that fetches free assets into the library, if Blender may go online."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from ..library.credits import LibraryError
from . import notices
from .generate import Result
from .redraw import redraw_panel
from .request import path_of
from .settings import preferences

if TYPE_CHECKING:
    from ..library.online.fetch import FetchState

# The download code is imported late: Blender starts faster without it.
_JOBS = 4
_PATIENCE_S = 5.0
"""Seconds, enough for a piece of a file on a slow line. The thread ends with Blender anyway."""


@dataclass
class _Fetch:
    """A fetch under way; its thread writes, the panel reads."""

    library: Path
    line: str = "Fetching …"
    began: float = field(default_factory=time.monotonic)
    ended: bool = False
    """Whether it was asked to end."""

    def show(self, state: "FetchState") -> None:
        """Store its progress."""
        from ..assets import fetch_line

        if self.ended:
            raise KeyboardInterrupt  # as on the command line: fetched files stay
        self.line = fetch_line(state, time.monotonic() - self.began)

    def work(self) -> None:
        """Fetch everything; an error becomes a notice."""
        from ..library.online import manifest
        from ..library.online.fetch import fetch

        try:
            listed = manifest.read_manifest(manifest.MANIFEST)
            state = fetch(listed, list(listed.assets.values()), self.library, _JOBS, self.show)
        except (LibraryError, OSError) as error:
            notices.tell(notices.Notice("ERROR", str(error)))
            return
        for name, reason in sorted(state.failed.items()):
            notices.tell(notices.Notice("WARNING", f"{name}: {reason}"))


_thread: threading.Thread | None = None
_fetch: _Fetch | None = None


def fetching() -> str:
    """The progress of a fetch; "" if none is under way."""
    return _fetch.line if _fetch is not None and _thread is not None and _thread.is_alive() else ""


def why_not() -> str:
    """The reason why nothing can be fetched now; "" if it can."""
    from ..library.online.manifest import MANIFEST

    if fetching():
        return "Assets are being fetched already"
    if not bpy.app.online_access:
        return "Blender may not go online: allow it in Preferences › System › Network"
    return "" if MANIFEST.exists() else "This build has no list of assets: use `python -m blender_addon assets fetch`"


class PACKSHOT_OT_fetch_assets(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.fetch_assets"
    bl_label = "Fetch Assets"
    bl_description = "Fetch free HDRIs, textures and models into the preferences' library; continues where it stopped"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        reason = why_not()
        cls.poll_message_set(reason)
        return not reason

    def execute(self, _: bpy.types.Context) -> Result:
        from ..library.online.folder import default_library

        global _thread, _fetch
        chosen = preferences().library.strip()
        library = path_of("library", chosen) if chosen else default_library()
        if library is None:
            self.report({"WARNING"}, "Choose a library folder in the add-on's preferences")
            return {"CANCELLED"}
        end()
        _fetch = _Fetch(library)
        _thread = threading.Thread(target=_fetch.work, name="packshot fetch", daemon=True)
        _thread.start()
        bpy.app.timers.register(_watch, persistent=True)
        return {"FINISHED"}


def stop() -> None:
    """Ask the fetch to end."""
    if _fetch is not None:
        _fetch.ended = True


def end() -> None:
    """End the fetch, and forget it; fetched files stay."""
    global _thread, _fetch
    stop()
    if _thread is not None:
        _thread.join(_PATIENCE_S)
    _thread = _fetch = None
    if bpy.app.timers.is_registered(_watch):
        bpy.app.timers.unregister(_watch)


def _watch() -> float | None:
    redraw_panel()
    return 0.3 if fetching() else None


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_fetch_assets,)
