"""Replaces image sequences by the image of the current frame."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bpy

from .node_trees import image_of, set_image


def hold_sequences(nodes: Iterable[bpy.types.Node], frame: int) -> None:
    """Have image nodes that show a sequence show its image of the scene's `frame`, as a render there would."""
    for node in nodes:
        image = image_of(node)
        if image is not None and image.source == "SEQUENCE":
            any_node: Any = node
            shown = numbered(image.filepath, _shown_number(any_node.image_user, frame))
            still = image.copy()
            still.source, still.filepath = "FILE", shown
            set_image(node, still)


def _shown_number(user: bpy.types.ImageUser, frame: int) -> int:
    """The number of the image that a render of `frame` shows (BKE_image_user_frame_get in Blender's image.cc)."""
    if not user.use_auto_refresh:
        return int(user.frame_current)
    place = frame - user.frame_start + 1
    if user.use_cyclic:
        place = (place - 1) % user.frame_duration + 1
    return int(min(max(place, 1), user.frame_duration) + user.frame_offset)


def numbered(path: str, number: int) -> str:
    """The path of another image of a sequence: the last digits of its name say which."""
    name = Path(path.replace("\\", "/")).name
    match = re.search(r"\d+(?=\D*$)", name)
    if match is None:
        return path
    other = f"{name[: match.start()]}{number:0{len(match[0])}d}{name[match.end() :]}"
    return path[: len(path) - len(name)] + other
