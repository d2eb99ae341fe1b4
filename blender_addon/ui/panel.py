"""The panel in the 3D view's sidebar."""

from __future__ import annotations

import textwrap
from typing import Any

import bpy

from ..narrowing import of_type
from . import running
from .generate import PACKSHOT_OT_generate_dataset, PACKSHOT_OT_stop
from .properties import settings_of

_ICONS = {"INFO": "CHECKMARK", "WARNING": "INFO", "ERROR": "ERROR"}
_WITHOUT_FOLDER = {"products": "Built-in", "hdris": "Blender's own", "textures": "Procedural"}
_PIXELS_PER_LETTER = 7.0


class PACKSHOT_PT_generate(bpy.types.Panel):  # noqa: N801
    bl_label = "Packshot"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Packshot"

    def draw(self, context: bpy.types.Context) -> None:
        settings, now = settings_of(context), running.current()
        layout = of_type(bpy.types.UILayout, self.layout)
        layout.use_property_split = True
        layout.use_property_decorate = False
        fields = layout.column()
        fields.enabled = now is None
        dataset = fields.column(align=True)
        for name in ("spec", "output"):
            dataset.prop(settings, name)
        numbers = fields.column(align=True)
        for name in ("count", "seed", "resolution", "workers"):
            numbers.prop(settings, name)
        library = fields.column(align=True, heading="Library")
        for name, without in _WITHOUT_FOLDER.items():
            library.prop(settings, name, placeholder=without)
        if now:
            _draw_running(layout, context, now)
        else:
            button = layout.row()
            button.scale_y = 1.6
            button.operator(PACKSHOT_OT_generate_dataset.bl_idname, icon="RENDER_STILL")
            _draw_last(layout, context)


def _draw_running(layout: bpy.types.UILayout, context: bpy.types.Context, now: running.Running) -> None:
    layout.progress(factor=now.share, text=f"{now.share:.0%}")
    _lines(layout, context, now.line, "NONE")
    cancel = layout.row()
    cancel.scale_y = 1.6
    cancel.operator(PACKSHOT_OT_stop.bl_idname, icon="CANCEL")
    if now.latest:
        _lines(layout, context, now.latest, "ERROR")


def _draw_last(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    outcome = running.last()
    if outcome is None:
        return
    _lines(layout, context, outcome.text, _ICONS[outcome.level])
    if outcome.out.name:
        button = layout.operator("wm.path_open", text="Open Folder", icon="FILE_FOLDER")
        button.filepath = str(outcome.out)


def _lines(layout: bpy.types.UILayout, context: bpy.types.Context, text: str, icon: Any) -> None:
    """Labels do not wrap, so a line is cut into as many as the sidebar's width asks for."""
    scale = of_type(bpy.types.Preferences, context.preferences).system.ui_scale
    width = of_type(bpy.types.Region, context.region).width
    letters = max(16, int(width / (_PIXELS_PER_LETTER * scale)) - 4)
    column = layout.column(align=True)
    column.scale_y = 0.8
    for number, line in enumerate(textwrap.wrap(text[:1].upper() + text[1:], letters)):
        column.label(text=line, icon=icon if number == 0 or icon == "NONE" else "BLANK1")


CLASSES: tuple[type[bpy.types.Panel], ...] = (PACKSHOT_PT_generate,)
