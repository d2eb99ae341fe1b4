"""Blender's preset menu with the specs that ship and the user's own."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from ..spec_toml import PRESETS
from .spec_files import own_presets


class PACKSHOT_MT_presets(bpy.types.Menu):  # noqa: N801
    bl_label = "Presets"

    def draw(self, _: bpy.types.Context) -> None:
        places = [str(place) for place in (PRESETS, own_presets()) if place.is_dir()]
        self.path_menu(places, "packshot.load_preset", filter_ext=lambda ext: ext.lower() == ".toml")


CLASSES: tuple[type[bpy.types.Menu], ...] = (PACKSHOT_MT_presets,)
