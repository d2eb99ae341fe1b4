"""Freezes animation: animated and driven values stay at the frame of the saved file."""

from __future__ import annotations

from typing import Any

import bpy

from ..current import current_scene


def hold_still() -> None:
    """Take animation and drivers from everything, once the scene's frame has given them their values.

    A product stands in several scenes, and beside products from other files, whose frames are others.
    """
    scene = current_scene()
    scene.frame_set(scene.frame_current, subframe=scene.frame_subframe)
    for kind in (each.identifier for each in bpy.data.bl_rna.properties if each.type == "COLLECTION"):
        for block in getattr(bpy.data, kind):
            owners: tuple[Any, ...] = (block, getattr(block, "node_tree", None))
            for owner in owners:
                if getattr(owner, "animation_data", None) is not None:
                    owner.animation_data_clear()
