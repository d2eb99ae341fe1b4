"""Products from the open file: which objects they are, and the folder beside the dataset that holds them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import bpy

from ..dataset.layout import HEADER, AnotherLibraryError
from ..library.credits import LibraryError
from .product_files import TEXTURES, write_assets, write_product

WRITTEN = "written.json"
"""The list of files that were written here. Only they are replaced."""
Writer = Callable[[Path], None]
"""Writes a product to a file."""
_SURFACES = {"MESH", "CURVE", "CURVES", "SURFACE", "META", "FONT"}


def products_of_file(source: str, out: Path, begun: bool = False) -> Path:
    """The folder with the chosen products, written beside the dataset; the open file stays as it is.

    A dataset keeps the products that it was started with.

    Args:
        source: "SELECTED": each selected object with its children. "ASSETS": the objects and collections that are
            marked as assets.
        out: The dataset's folder.
        begun: Whether to use the dataset's own products instead of those chosen now.

    Raises:
        LibraryError: Nothing is selected or marked, or the folder cannot be written.
        AnotherLibraryError: The dataset in `out` was started with other objects.
    """
    folder = out.with_name(out.name + "_products")
    there = folder.is_dir() and (out / HEADER).exists()
    if there and begun:
        return folder
    files = _selected_files() if source == "SELECTED" else _asset_files()
    if not files:
        raise LibraryError(f"{why_none(source)}: choose some, or take products from a folder")
    if there and sorted(files) != _written(folder):
        raise AnotherLibraryError(f"{out}: was started with other objects: choose another folder")
    if not there:
        _write(folder, files)
    return folder


def why_none(source: str) -> str:
    """The reason why the open file has no product; "" if it has one. Fast enough for a panel."""
    if source == "SELECTED":
        chosen = bpy.context.selected_objects or ()
        found = any(_has_surface(each) for each in chosen) or bool(selected_roots())
        return "" if found else "No object with a surface is selected"
    return "" if any(True for _ in marked()) else "No object with a surface is marked as an asset"


def selected_roots() -> list[bpy.types.Object]:
    """The selected objects without a selected parent that have a surface, their own or a child's; by name."""
    chosen = set(bpy.context.selected_objects or ())
    showing: set[bpy.types.Object] = set()
    for each in bpy.data.objects:
        if _has_surface(each):
            for thing in (each, *_above(each)):
                if thing in showing:
                    break
                showing.add(thing)
    roots = [each for each in chosen & showing if not any(thing in chosen for thing in _above(each))]
    return sorted(roots, key=lambda each: each.name)


def marked() -> Iterator[bpy.types.ID]:
    """The file's own objects and collections that are marked as assets and have a surface."""
    for thing in bpy.data.objects:
        if thing.asset_data is not None and thing.library is None and _has_surface(thing):
            yield thing
    for group in bpy.data.collections:
        if group.asset_data is not None and group.library is None and any(map(_has_surface, group.all_objects)):
            yield group


def _has_surface(thing: bpy.types.Object) -> bool:
    return thing.type in _SURFACES or thing.instance_collection is not None


def _above(thing: bpy.types.Object) -> Iterator[bpy.types.Object]:
    while thing.parent is not None:
        thing = thing.parent
        yield thing


def _selected_files() -> dict[str, Writer]:
    """The function that writes each file, by the file's name."""
    files: dict[str, Writer] = {}
    for root in selected_roots():
        stem = base = "".join(c if c.isalnum() or c in "-_ " else "_" for c in root.name).strip() or "product"
        number = 2
        while f"{stem}.blend" in files:  # "a.b" and "a_b"
            stem, number = f"{base}_{number}", number + 1
        files[f"{stem}.blend"] = partial(write_product, root)
    return files


def _asset_files() -> dict[str, Writer]:
    """One file for all of them, as an asset library has it."""
    found = list(marked())
    return {"assets.blend": partial(write_assets, found)} if found else {}


def _written(folder: Path) -> list[str]:
    try:
        names = json.loads((folder / WRITTEN).read_bytes())
    except (OSError, ValueError):
        return []
    return sorted(str(name) for name in names) if isinstance(names, list) else []


def _write(folder: Path, files: Mapping[str, Writer]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()) and not (folder / WRITTEN).exists():
            raise LibraryError(f"{folder}: holds other files, and the chosen objects are to be written there: move it")
        for name in _written(folder):  # from an earlier choice
            (folder / Path(name).name).unlink(missing_ok=True)
        shutil.rmtree(folder / TEXTURES, ignore_errors=True)
        (folder / WRITTEN).write_text(json.dumps(sorted(files)), encoding="utf-8")
        for name, write in files.items():
            write(folder / name)
    except (OSError, RuntimeError) as error:
        raise LibraryError(f"{folder}: cannot write the chosen objects: {error}") from error
