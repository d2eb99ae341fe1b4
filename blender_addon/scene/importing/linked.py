"""Checks the .blend files that a .blend links: they must exist and be inside the folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import bpy

from ...library.inside import is_inside
from .failure import ImportFailure


def linked_faults(path: Path, folder: Path, libraries: Iterable[bpy.types.Library]) -> list[str]:
    """Warnings about missing linked files; `libraries` are those of the import.

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
    """Make linked objects local, because linked ones may have the name of another object in the scene.

    Cryptomatte identifies objects by name. Their data stay linked.
    """
    for kind in (bpy.data.collections, bpy.data.objects):  # users first, so that what they use is not copied
        for block in [each for each in kind if each.library is not None]:
            block.make_local()
