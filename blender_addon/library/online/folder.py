"""The folder of the library of fetched assets, and its folders for `generate`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..credits import LibraryError
from ..folders import walk
from .manifest import PLACES

VARIABLE = "PACKSHOT_LIBRARY"
"""Names the folder; empty for no library."""


def default_library() -> Path | None:
    """The folder that the environment names, else the user's own; None for none."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    home = Path.home()
    if sys.platform == "win32":
        data = Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local")
    elif sys.platform == "darwin":
        data = home / "Library/Application Support"
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return data / "packshot" / "assets"


def library_folders(library: Path | None, named: bool) -> dict[str, tuple[Path, ...]]:
    """Folders of the library by kind ("products", "hdris", "textures"), those only that have something in them.

    Args:
        library: The folder; None for none.
        named: Whether the user named it, so that it must exist.

    Raises:
        LibraryError: It was named and is missing or empty.
    """
    if library is None:
        return {}
    found: dict[str, tuple[Path, ...]] = {
        place: (library / place,) for place in sorted(set(PLACES.values())) if _has_files(library / place)
    }
    if named and not found:
        places = ", ".join(sorted(set(PLACES.values())))
        raise LibraryError(f"{library}: no library: none of {places} in it; `assets fetch --library` fills one")
    return found


def _has_files(folder: Path) -> bool:
    return any(path.suffix != ".json" for path in walk(folder))
