"""Presets in Blender's preset menu. They are TOML files, so loading one runs no code."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

from pathlib import Path
from typing import Any

import bpy

from ..dataset.files import disk_errors, replace_file
from ..dataset.layout import DatasetError
from ..narrowing import of_type
from ..spec_toml import PRESETS, SpecError, load_spec, spec_to_toml
from . import notices
from .generate import Result
from .settings import settings_of, show_spec, spec_of

SUBDIR = "packshot"


def own_presets() -> Path:
    """The folder of the user's own presets, where Blender keeps all of them."""
    return Path(bpy.utils.user_resource("SCRIPTS", path=f"presets/{SUBDIR}"))


class PACKSHOT_MT_presets(bpy.types.Menu):  # noqa: N801
    bl_label = "Presets"

    def draw(self, _: bpy.types.Context) -> None:
        places = [str(place) for place in (PRESETS, own_presets()) if place.is_dir()]
        self.path_menu(places, "packshot.load_preset", filter_ext=lambda ext: ext.lower() == ".toml")


class PACKSHOT_OT_load_preset(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.load_preset"
    bl_label = "Load Preset"
    bl_description = "Show this spec in the panel. The folders of assets and the output stay"
    bl_options = {"INTERNAL"}

    filepath: bpy.props.StringProperty(subtype="FILE_PATH")  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> Result:
        try:
            show_spec(settings_of(context), load_spec(self.filepath))
        except SpecError as error:
            self.report({"WARNING"}, str(error))
            return {"CANCELLED"}
        notices.dismiss_errors()
        return {"FINISHED"}


class PACKSHOT_OT_add_preset(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.add_preset"
    bl_label = "Save Preset"
    bl_description = "Save the panel's spec as a preset of your own, under a new name"
    bl_options = {"INTERNAL"}

    name: bpy.props.StringProperty(name="Name", default="my_preset")  # type: ignore[valid-type]

    def invoke(self, context: bpy.types.Context, _: bpy.types.Event) -> Any:
        """Ask for the name."""
        return of_type(bpy.types.WindowManager, context.window_manager).invoke_props_dialog(self)

    def execute(self, context: bpy.types.Context) -> Result:
        name = "".join(c if c.isalnum() or c in "-_" else "_" for c in self.name.strip().lower())
        settings = settings_of(context)
        if not name or (PRESETS / f"{name}.toml").exists():
            self.report({"WARNING"}, "That name is empty, or a preset that ships: choose another")
            return {"CANCELLED"}
        try:
            settings.spec.name = name
            write_spec(settings, own_presets() / f"{name}.toml")
        except (SpecError, DatasetError) as error:
            self.report({"WARNING"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


class PACKSHOT_OT_remove_preset(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.remove_preset"
    bl_label = "Remove Preset"
    bl_description = "Delete the preset of your own that the panel shows"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        cls.poll_message_set("Presets that ship stay")
        return (own_presets() / f"{settings_of(context).spec.name}.toml").exists()

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        """Ask first."""
        return of_type(bpy.types.WindowManager, context.window_manager).invoke_confirm(self, event)

    def execute(self, context: bpy.types.Context) -> Result:
        (own_presets() / f"{settings_of(context).spec.name}.toml").unlink(missing_ok=True)
        return {"FINISHED"}


class PACKSHOT_OT_reset(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.reset"
    bl_label = "Reset"
    bl_description = "Show the preset again as it was saved"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        settings = settings_of(context)
        own = own_presets() / f"{settings.spec.name}.toml"
        shipped = PRESETS / f"{settings.spec.name}.toml"
        path = own if own.exists() else shipped if shipped.exists() else PRESETS / "packshot.toml"
        show_spec(settings, load_spec(str(path)))
        notices.dismiss_errors()
        return {"FINISHED"}


def write_spec(settings: Any, path: Path) -> None:
    """Write the panel's spec as TOML.

    Raises:
        SpecError: The panel holds what is not allowed.
        DatasetError: The disk refuses.
    """
    text = spec_to_toml(spec_of(settings))
    with disk_errors("writing the spec", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text.encode())


CLASSES: tuple[Any, ...] = (
    PACKSHOT_MT_presets,
    PACKSHOT_OT_load_preset,
    PACKSHOT_OT_add_preset,
    PACKSHOT_OT_remove_preset,
    PACKSHOT_OT_reset,
)
