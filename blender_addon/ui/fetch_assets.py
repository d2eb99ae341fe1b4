"""The operator that fetches free assets into the library, where Blender may go online."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import bpy

from ..assets import fetch_line
from ..library.credits import LibraryError
from ..library.online.fetch import FetchState, fetch
from ..library.online.folder import default_library
from ..library.online.manifest import MANIFEST, read_manifest
from . import notices
from .generate import Result
from .redraw import redraw_panel
from .request import path_of
from .settings import preferences

_JOBS = 4


@dataclass
class _Fetch:
    """A fetch under way; its thread writes, the panel reads."""

    library: Path
    line: str = "Fetching …"
    began: float = field(default_factory=time.monotonic)

    def show(self, state: FetchState) -> None:
        """Take in how far it is."""
        self.line = fetch_line(state, time.monotonic() - self.began)

    def work(self) -> None:
        """Fetch everything; what goes wrong becomes a notice."""
        try:
            manifest = read_manifest(MANIFEST)
            state = fetch(manifest, list(manifest.assets.values()), self.library, _JOBS, self.show)
        except (LibraryError, OSError) as error:
            notices.tell(notices.Notice("ERROR", str(error)))
            return
        for name, reason in sorted(state.failed.items()):
            notices.tell(notices.Notice("WARNING", f"{name}: {reason}"))


_thread: threading.Thread | None = None
_fetch: _Fetch | None = None


def fetching() -> str:
    """How far a fetch is; "" where none is under way."""
    return _fetch.line if _fetch is not None and _thread is not None and _thread.is_alive() else ""


class PACKSHOT_OT_fetch_assets(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.fetch_assets"
    bl_label = "Fetch Assets"
    bl_description = "Fetch free HDRIs, textures and models into the preferences' library; goes on where it stopped"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        if fetching():
            cls.poll_message_set("Assets are being fetched already")
        elif not bpy.app.online_access:
            cls.poll_message_set("Blender may not go online: allow it in Preferences › System › Network")
        elif not MANIFEST.exists():
            cls.poll_message_set("This build has no list of assets: use `python -m blender_addon assets fetch`")
        return not fetching() and bpy.app.online_access and MANIFEST.exists()

    def execute(self, _: bpy.types.Context) -> Result:
        global _thread, _fetch
        chosen = preferences().library.strip()
        library = path_of("library", chosen) if chosen else default_library()
        if library is None:
            self.report({"WARNING"}, "Choose a library folder in the add-on's preferences")
            return {"CANCELLED"}
        _fetch = _Fetch(library)
        _thread = threading.Thread(target=_fetch.work, name="packshot fetch", daemon=True)
        _thread.start()
        bpy.app.timers.register(_watch, persistent=True)
        return {"FINISHED"}


def _watch() -> float | None:
    redraw_panel()
    return 0.3 if fetching() else None


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_fetch_assets,)
