"""What a .blend links from other .blend files: there, inside the folder, or told."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import bpy

from ...library.inside import is_inside
from .failure import ImportFailure


def linked_faults(path: Path, folder: Path, libraries: Iterable[bpy.types.Library]) -> list[str]:
    """Warnings about linked files that are not there; `libraries` are what the import has made.

    Raises:
        ImportFailure: The product links a file outside the folder.
    """
    warnings = []
    for library in libraries:
        other = Path(bpy.path.abspath(library.filepath))
        if other == path or not library.users_id:
            continue
        if not is_inside(other, folder):
            raise ImportFailure(f"{path}: it links {other}, which lies outside {folder}; append what it needs")
        if not other.is_file():
            warnings.append(f"the linked file {other.name} is missing, and what it holds")
    return warnings


def own_objects() -> None:
    """Make linked objects the file's own: linked ones may bear the name of something else in the scene.

    Cryptomatte tells objects by name alone. Their data stay linked.
    """
    for kind in (bpy.data.collections, bpy.data.objects):  # users first, so that what they use is not copied
        for block in [each for each in kind if each.library is not None]:
            block.make_local()
