"""Finds the product in a .blend file: a marked asset, or everything that its active scene renders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import bpy

from ...library.blend_blocks import BlendFileError
from ...library.blend_file import open_scene
from ..current import current_scene
from .failure import ImportFailure


def read_blend(path: Path, part: str) -> None:
    """Append the part, or every object that the open scene renders, or all objects of a file without a scene."""
    if part:
        _link(_part(path, *part.split("/", 1)))
        return
    opened, there = _open_scene(path), set(bpy.data.scenes)
    with _open(path) as (source, target):
        target.scenes = [opened] if opened in source.scenes else list(source.scenes[:1])
        target.objects = [] if source.scenes else list(source.objects)
    _link(target.objects)
    for scene in target.scenes:
        _link(_rendered(scene))
        current_scene().frame_set(scene.frame_current, subframe=scene.frame_subframe)
        background = scene.background_set  # comes with it, and renders with it
        if background is not None:
            _link(_rendered(background))
    for scene in set(bpy.data.scenes) - there:
        bpy.data.scenes.remove(scene)


def _open_scene(path: Path) -> str:
    """The active scene's name; "" if the file does not say."""
    try:
        return open_scene(path)
    except BlendFileError:
        return ""


def _part(path: Path, kind: str, name: str) -> list[bpy.types.Object]:
    """An object, or what a collection renders."""
    with _open(path) as (source, target):
        if name not in getattr(source, f"{kind}s"):
            raise ImportFailure(f"{path}: the {kind} {name!r} that it had is gone; run again with the file as it is")
        setattr(target, f"{kind}s", [name])
    if kind == "object":
        for thing in target.objects:
            thing.hide_render = False  # an asset that is hidden where it was made is one all the same
        return list(target.objects)
    for group in target.collections:
        group.hide_render = False
    return [thing for group in target.collections for thing in _shown(group)]


def _rendered(scene: bpy.types.Scene) -> Iterator[bpy.types.Object]:
    """Objects in a collection that the scene's first view layer renders."""
    layers = [scene.view_layers[0].layer_collection] if scene.view_layers else []
    if not layers:
        yield from _shown(scene.collection)
    while layers:
        layer = layers.pop()
        if layer.exclude or layer.collection.hide_render:
            continue
        yield from layer.collection.objects
        layers += layer.children


def _shown(group: bpy.types.Collection) -> Iterator[bpy.types.Object]:
    """Objects of a collection and of those in it, but for what renders hide."""
    if not group.hide_render:
        yield from group.objects
        for child in group.children:
            yield from _shown(child)


def _link(objects: Iterable[bpy.types.Object]) -> None:
    """Link objects to the scene, each once, without those hidden in renders."""
    there = current_scene().collection.objects
    for thing in objects:
        if thing is not None and not thing.hide_render and thing.name not in there:
            there.link(thing)


def _open(path: Path) -> Any:
    """A .blend to append from, as a context of (what is there, what is wanted)."""
    libraries: Any = bpy.data.libraries
    return libraries.load(str(path), link=False)
