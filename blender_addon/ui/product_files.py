"""Writes objects of the open file as self-contained .blend files; the open file does not change."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy

TEXTURES = "textures"
"""Folder beside the .blend files for images from elsewhere, because only files near a product are read."""
_UDIM = "<UDIM>"


def write_assets(blocks: Iterable[bpy.types.ID], path: Path) -> None:
    """Write objects and collections with their marks as assets.

    Raises:
        OSError, RuntimeError: The file cannot be written.
    """
    _save(set(blocks), path)


def write_product(root: bpy.types.Object, path: Path) -> None:
    """Write an object with its children as a scene, without parents and without marks as assets.

    Raises:
        OSError, RuntimeError: The file cannot be written.
    """
    twins = {thing: thing.copy() for thing in (root, *root.children_recursive)}
    scene = bpy.data.scenes.new(root.name)
    try:
        for thing, twin in twins.items():
            if thing is not root and thing.parent in twins:
                twin.parent = twins[thing.parent]
            scene.collection.objects.link(twin)
        twins[root].hide_render = False  # a selected object is rendered even if it is hidden
        now: Any = bpy.context.scene
        scene.frame_set(now.frame_current, subframe=now.frame_subframe)
        _save({scene}, path)
    finally:
        bpy.data.scenes.remove(scene)
        for twin in twins.values():
            bpy.data.objects.remove(twin)


def _save(blocks: set[bpy.types.ID], path: Path) -> None:
    with _pictures_beside(blocks, path.parent / TEXTURES):
        bpy.data.libraries.write(str(path), blocks, path_remap="ABSOLUTE", fake_user=True)


@contextmanager
def _pictures_beside(blocks: Iterable[bpy.types.ID], folder: Path) -> Iterator[None]:
    """Copy the images that the data-blocks use, and point their paths to the copies within the `with` statement."""
    before: dict[bpy.types.Image, str] = {}
    try:
        for image in _images_of(blocks):
            source = Path(bpy.path.abspath(image.filepath, library=image.library))
            found = _files_of(source, image)
            if found:
                folder.mkdir(exist_ok=True)
                number = len(before)  # two images may have the same name
                for each in found:
                    shutil.copyfile(each, folder / f"{number}_{each.name}")
                before[image] = image.filepath_raw
                image.filepath_raw = str(folder / f"{number}_{source.name}")  # raw: no image is reloaded
        yield
    finally:
        for image, text in before.items():
            image.filepath_raw = text


def _files_of(source: Path, image: bpy.types.Image) -> list[Path]:
    if image.packed_file is not None or image.source not in ("FILE", "TILED"):
        return []
    if _UDIM in source.name:
        return sorted(source.parent.glob(source.name.replace(_UDIM, "[0-9][0-9][0-9][0-9]")))
    return [source] if source.is_file() else []


def _images_of(blocks: Iterable[bpy.types.ID]) -> list[bpy.types.Image]:
    """The file's own images that the data-blocks use, directly or indirectly; by name."""
    uses: dict[bpy.types.ID, list[bpy.types.ID]] = {}
    for used, users in bpy.data.user_map().items():
        for user in users:
            uses.setdefault(user, []).append(used)
    seen, waiting = set(blocks), list(blocks)
    while waiting:
        for each in uses.get(waiting.pop(), ()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    images = (each for each in seen if isinstance(each, bpy.types.Image))
    return sorted((each for each in images if each.library is None), key=lambda each: each.name)
