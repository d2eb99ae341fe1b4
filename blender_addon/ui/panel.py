"""The panel in the 3D view's sidebar."""

from __future__ import annotations

import textwrap

import bpy

from . import running
from .generate import PACKSHOT_OT_generate_dataset, PACKSHOT_OT_stop

_ICONS = {"INFO": "CHECKMARK", "WARNING": "INFO", "ERROR": "ERROR"}
_WITHOUT_FOLDER = {"products": "Built-in", "hdris": "Blender's own", "textures": "Procedural"}
_PIXELS_PER_LETTER = 7.0


class PACKSHOT_PT_generate(bpy.types.Panel):  # noqa: N801
    bl_label = "Packshot"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Packshot"

    def draw(self, context: bpy.types.Context) -> None:
        settings, now = context.scene.packshot, running.current()
        layout = self.layout
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
            self._draw_running(context, now)
        else:
            button = layout.row()
            button.scale_y = 1.6
            button.operator(PACKSHOT_OT_generate_dataset.bl_idname, icon="RENDER_STILL")
            self._draw_last(context)

    def _draw_running(self, context: bpy.types.Context, now: running.Running) -> None:
        self.layout.progress(factor=now.share, text=f"{now.share:.0%}")
        _lines(self.layout, context, now.line, "NONE")
        cancel = self.layout.row()
        cancel.scale_y = 1.6
        cancel.operator(PACKSHOT_OT_stop.bl_idname, icon="CANCEL")
        if now.latest:
            _lines(self.layout, context, now.latest, "ERROR")

    def _draw_last(self, context: bpy.types.Context) -> None:
        outcome = running.last()
        if outcome is None:
            return
        _lines(self.layout, context, outcome.text, _ICONS[outcome.level])
        if outcome.out.name:
            button = self.layout.operator("wm.path_open", text="Open Folder", icon="FILE_FOLDER")
            button.filepath = str(outcome.out)


def _lines(layout: bpy.types.UILayout, context: bpy.types.Context, text: str, icon: str) -> None:
    """Labels do not wrap, so a line is cut into as many as the sidebar's width asks for."""
    scale = context.preferences.system.ui_scale
    letters = max(16, int(context.region.width / (_PIXELS_PER_LETTER * scale)) - 4)
    column = layout.column(align=True)
    column.scale_y = 0.8
    for number, line in enumerate(textwrap.wrap(text[:1].upper() + text[1:], letters)):
        column.label(text=line, icon=icon if number == 0 or icon == "NONE" else "BLANK1")


CLASSES = (PACKSHOT_PT_generate,)
