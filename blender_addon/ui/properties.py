"""What the panel edits, kept in the scene: names, ranges and help come from the spec's own fields."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import dataclasses
from pathlib import Path
from typing import Any

import bpy

from ..spec import DatasetSpec
from ..spec_toml import SpecError, load_spec, preset_names
from ..versions.folder_options import FOLDER_OPTIONS

_FIELDS = {field.name: field for field in dataclasses.fields(DatasetSpec)}
# Blender keeps no reference to the strings of a computed enum, so they live here.
_PRESETS = [
    (name, name.replace("_", " ").capitalize(), f"The spec {name}.toml, which ships") for name in preset_names()
]


def about(name: str) -> dict[str, Any]:
    """Keyword arguments of a Blender number property that mirrors the spec's field `name`."""
    field = _FIELDS[name]
    return {
        "name": name.replace("_", " ").capitalize(),
        "description": field.metadata["help"],
        "default": field.default,
        "min": field.metadata["low"],
        "max": field.metadata["high"],
    }


def _folder(name: str, help: str, default: str = "") -> Any:  # noqa: A002
    return bpy.props.StringProperty(
        name=name, description=help, default=default, subtype="DIR_PATH", options=FOLDER_OPTIONS
    )


def _take_preset(settings: "PackshotSettings", _: bpy.types.Context) -> None:
    """Show the preset's own numbers."""
    try:
        spec = load_spec(settings.spec)
    except SpecError:
        return  # a preset that was broken by hand: the button says what is wrong with it
    settings.count, settings.seed, settings.resolution = spec.count, spec.seed, spec.resolution


class PackshotSettings(bpy.types.PropertyGroup):
    """The panel's values; `scene.packshot`."""

    spec: bpy.props.EnumProperty(  # type: ignore[valid-type]
        name="Preset",
        description="The spec to start from: what is drawn and how it is rendered",
        items=_PRESETS,
        default="packshot",
        update=_take_preset,
    )
    output: _folder(  # type: ignore[valid-type]
        "Output",
        "The dataset's folder. One that holds a part of the same dataset is continued",
        str(Path.home() / "packshot"),
    )
    count: bpy.props.IntProperty(**about("count"))  # type: ignore[valid-type]
    seed: bpy.props.IntProperty(**about("seed"))  # type: ignore[valid-type]
    resolution: bpy.props.IntVectorProperty(**about("resolution"), size=2)  # type: ignore[valid-type]
    products: _folder(  # type: ignore[valid-type]
        "Products", "Folder of models (glTF, FBX, USD, OBJ, STL, PLY, .blend, .sh3f); empty: built-in products only"
    )
    hdris: _folder(  # type: ignore[valid-type]
        "HDRIs", "Folder of .hdr and .exr skies; empty: the eight that ship with Blender"
    )
    textures: _folder(  # type: ignore[valid-type]
        "Textures", "Folder of surface textures for floors and walls; empty: procedural ones only"
    )
    workers: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Workers",
        description="Blender processes that render at the same time; each uses its share of the cores",
        default=1,
        min=1,
        max=64,
    )


def settings_of(context: bpy.types.Context) -> PackshotSettings:
    """The values of the context's scene."""
    scene: Any = context.scene
    settings: PackshotSettings = scene.packshot
    return settings


CLASSES: tuple[type[bpy.types.PropertyGroup], ...] = (PackshotSettings,)
