"""The panel's values. They are in the add-on's preferences, so neither undo nor another file changes them."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

from pathlib import Path
from typing import Any

import bpy

from ..spec import DatasetSpec
from ..spec_toml import spec_from_dict
from ..versions.folder_options import FOLDER_OPTIONS
from . import spec_groups

PACKAGE = __package__.rpartition(".")[0]
"""Blender's name of this add-on."""
SOURCES = (
    ("FOLDER", "Folder", "Models of a folder, or of a Sweet Home 3D library (.sh3f)"),
    ("SELECTED", "Selected", "The objects that are selected in this file: each with its children is one product"),
    ("ASSETS", "Assets", "The objects and collections of this file that are marked as assets in the Asset Browser"),
)


def folder(name: str, help: str) -> Any:  # noqa: A002
    """A property that holds a folder; // stands for the open file's."""
    return bpy.props.StringProperty(
        name=name, description=help, subtype="DIR_PATH", options=FOLDER_OPTIONS, update=spec_groups.remember
    )


class PackshotSettings(bpy.types.PropertyGroup):
    """The panel's values."""

    spec: bpy.props.PointerProperty(type=spec_groups.SpecGroup)  # type: ignore[valid-type]
    output: folder(  # type: ignore[valid-type]
        "Output", "The dataset's folder. One that holds a part of a dataset can be continued. Empty: by the preset"
    )
    products_from: bpy.props.EnumProperty(  # type: ignore[valid-type]
        name="From", description="Where your own products come from", items=SOURCES, update=spec_groups.remember
    )
    products: bpy.props.StringProperty(  # type: ignore[valid-type]
        name="Products",
        description="Folder of models (glTF, FBX, USD, OBJ, STL, PLY, .blend), or a .sh3f. "
        "Empty: built-in products only",
        subtype="FILE_PATH",
        options=FOLDER_OPTIONS,
        update=spec_groups.remember,
    )
    hdris: folder(  # type: ignore[valid-type]
        "HDRIs", "Folder of .hdr and .exr skies that light the scenes. Empty: the eight that ship with Blender"
    )
    textures: folder(  # type: ignore[valid-type]
        "Textures", "Folder of surface textures for floors, walls and grounds. Empty: procedural ones only"
    )
    sample: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Sample", description="Number of the sample that Random Scene and Render Preview show", min=0
    )


def preferences(context: bpy.types.Context | None = None) -> Any:
    """The add-on's preferences.

    Raises:
        KeyError: The add-on is not enabled.
    """
    known: Any = (context or bpy.context).preferences
    return known.addons[PACKAGE].preferences


def settings_of(context: bpy.types.Context | None = None) -> Any:
    """The panel's values, a PackshotSettings."""
    return preferences(context).settings


def spec_of(settings: Any) -> DatasetSpec:
    """The spec that the panel shows.

    Raises:
        SpecError: A value that is not allowed.
    """
    return spec_from_dict(spec_groups.values_of(settings.spec), "panel")


def show_spec(settings: Any, spec: DatasetSpec) -> None:
    """Show a spec in the panel."""
    spec_groups.show(settings.spec, spec)


def same(one: DatasetSpec, other: DatasetSpec) -> list[str]:
    """Dotted keys, except `count`, in which two specs differ; the order of choices does not matter."""
    return [
        f"{table}.{name}" if table else name
        for table, name in spec_groups.dotted()
        if name != "count" and _loose(one, table, name) != _loose(other, table, name)
    ]


def _loose(spec: DatasetSpec, table: str, name: str) -> Any:
    value = getattr(getattr(spec, table) if table else spec, name)
    return frozenset(value) if isinstance(value, tuple) and isinstance(value[0], str) else value


def default_output(name: str) -> str:
    """The default folder of a spec of that name, beside the open file if that is saved."""
    base = preferences().default_output.strip() or ("//" if bpy.data.filepath else str(Path.home()))
    own = "packshot" if name == "packshot" else f"packshot_{name}"
    return base + own if base.endswith(("/", "\\")) else str(Path(base) / own)


def output_of(settings: Any) -> str:
    """The chosen folder, or the default one."""
    return settings.output.strip() or default_output(settings.spec.name)


CLASSES: tuple[type[bpy.types.PropertyGroup], ...] = (PackshotSettings,)
