"""Products out of the open file: each chosen object with its children becomes a .blend of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import bpy

from ..library.credits import LibraryError


def products_of_file(source: str, out: Path) -> Path:
    """Write the products beside the dataset and return their folder; the open file stays as it is.

    Args:
        source: "SELECTED", or "ASSETS" for the objects that are marked as assets.
        out: The dataset's folder.

    Raises:
        LibraryError: Nothing is selected or marked, or the disk refuses.
    """
    roots = chosen_roots(source)
    if not roots:
        what = "selected" if source == "SELECTED" else "marked as an asset in this file"
        raise LibraryError(f"no object with a surface is {what}: choose some, or take products from a folder")
    folder = out.with_name(out.name + "_products")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for root in roots:
            name = "".join(c if c.isalnum() or c in "-_ " else "_" for c in root.name).strip() or "product"
            blocks: set[bpy.types.ID] = {root, *root.children_recursive}
            bpy.data.libraries.write(str(folder / f"{name}.blend"), blocks, path_remap="ABSOLUTE", fake_user=True)
    except (OSError, RuntimeError) as error:
        raise LibraryError(f"{folder}: cannot write the chosen objects: {error}") from error
    return folder


def chosen_roots(source: str) -> list[bpy.types.Object]:
    """The chosen objects that are nobody's child among them and have a surface, themselves or below."""
    chosen: Iterable[bpy.types.Object]
    if source == "SELECTED":
        chosen = bpy.context.selected_objects or ()
    else:
        chosen = [each for each in bpy.data.objects if each.asset_data is not None]
    names = {each.name for each in chosen}
    return [each for each in chosen if _surface(each) and not any(parent.name in names for parent in _above(each))]


def _surface(thing: bpy.types.Object) -> bool:
    return any(each.type in {"MESH", "CURVE", "SURFACE", "META", "FONT"} for each in (thing, *thing.children_recursive))


def _above(thing: bpy.types.Object) -> Iterable[bpy.types.Object]:
    while thing.parent is not None:
        thing = thing.parent
        yield thing
