"""The tab Packshot in the 3D view's sidebar: the preset at the top, the run below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ..narrowing import of_type
from ..picture.reasons import REASONS
from . import notices, running, task
from .estimate import estimated
from .folder_state import is_reading, state_of
from .layout import draw_lines
from .problems import output_folder, problems_of
from .redraw import redraw_soon
from .settings import settings_of
from .spec_panels import labels_of

if TYPE_CHECKING:
    from .run_thread import Running

_SHOWN_NOTICES = 4


class PACKSHOT_PT_main(bpy.types.Panel):  # noqa: N801
    bl_label = "Packshot"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Packshot"

    def draw(self, context: bpy.types.Context) -> None:
        settings = settings_of(context)
        layout = of_type(bpy.types.UILayout, self.layout)
        row = layout.row(align=True)
        row.menu("PACKSHOT_MT_presets", text=bpy.path.display_name(settings.spec.name))
        row.operator("packshot.add_preset", text="", icon="ADD")
        row.operator("packshot.remove_preset", text="", icon="REMOVE")
        row.operator("packshot.reset", text="", icon="LOOP_BACK")
        row.separator()
        row.operator("packshot.import_toml", text="", icon="IMPORT")
        row.operator("packshot.export_toml", text="", icon="EXPORT")


class PACKSHOT_PT_look(bpy.types.Panel):  # noqa: N801
    bl_label = "Look First"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Packshot"
    bl_parent_id = "PACKSHOT_PT_main"

    def draw(self, context: bpy.types.Context) -> None:
        settings = settings_of(context)
        scene: Any = context.scene
        layout = of_type(bpy.types.UILayout, self.layout)
        row = layout.row(align=True)
        row.operator("packshot.random_scene", text="", icon="TRIA_LEFT").step = -1
        row.prop(settings, "sample", text="Sample")
        row.operator("packshot.random_scene", text="", icon="TRIA_RIGHT").step = 1
        layout.operator("packshot.random_scene", icon="SCENE_DATA").step = 0
        row = layout.row(align=True)
        row.operator("packshot.render_preview", icon="IMAGE_DATA")
        row.operator("packshot.preview_sheet", icon="IMGDISPLAY")
        if "packshot_seed" in scene:
            shown = f"Sample {scene['packshot_sample']}, seed {scene['packshot_seed']}"
            layout.label(text=f"This scene: {shown}", icon="INFO")
        now = task.current()
        if now is not None:
            layout.label(text=f"{now.label} …", icon="TIME")


class PACKSHOT_PT_run(bpy.types.Panel):  # noqa: N801
    bl_label = "Run"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Packshot"
    bl_parent_id = "PACKSHOT_PT_main"

    def draw(self, context: bpy.types.Context) -> None:
        settings, now = settings_of(context), running.current()
        layout = of_type(bpy.types.UILayout, self.layout)
        _draw_start(layout, context, settings)
        if now is not None:
            _draw_run(layout, context, now)
            cancel = layout.row()
            cancel.scale_y = 1.4
            cancel.operator("packshot.cancel_run", icon="CANCEL")
        elif (ended := running.last()) is not None:
            _draw_run(layout, context, ended)
        _draw_waiting(layout)
        _draw_notices(layout, context)


def _draw_start(layout: bpy.types.UILayout, context: bpy.types.Context, settings: Any) -> None:
    folder = output_folder(settings)
    state = state_of(folder) if folder is not None else None
    if folder is not None and is_reading(folder):
        redraw_soon()
    problems = problems_of(settings)
    column = layout.column(align=True)
    column.enabled = not problems
    column.scale_y = 1.6
    queue = running.current() is not None
    text = "Add to Queue" if queue else "Generate Dataset"
    column.operator("packshot.generate_dataset", text=text, icon="RENDER_STILL")
    row = layout.row(align=True)
    row.label(text=estimated(settings) or "Not timed yet", icon="TIME")
    row.operator("packshot.estimate")
    if problems:
        draw_lines(layout, context, f"Look at {', '.join(labels_of(problems))}", "ERROR")
    if state is not None and state.spec is not None and not queue:
        there, resume = words_of_state(state.there, state.spec.count, settings.spec.count)
        row = layout.row(align=True)
        row.label(text=there, icon="FILE_FOLDER")
        if resume:
            row.operator("packshot.continue_dataset", text=resume, icon="PLAY")


def words_of_state(there: int, asked: int, count: int) -> tuple[str, str]:
    """The panel's line on a folder's dataset, and the text of its button; "" for no button.

    Args:
        there: The number of its samples.
        asked: The largest number that was asked for.
        count: The number that the panel asks for.
    """
    if count <= there < asked:
        return f"There: {there}", f"Resume to {asked}"
    return f"There: {there} of {asked}", "Resume" if there < asked else ""


def _draw_run(layout: bpy.types.UILayout, context: bpy.types.Context, run: Running) -> None:
    box = layout.box()
    spec = run.wanted.request.spec
    box.label(text=f"{spec.name} → {run.out.name}", icon="RENDER_RESULT")
    if run.phase != "Ended":
        box.progress(factor=run.share, text=f"{run.done} of {run.count}")
        draw_lines(box, context, run.pace, "NONE")
    else:
        draw_lines(box, context, run.outcome, "CHECKMARK" if run.whole else "INFO")
    if run.rejected:
        _draw_rejected(box, context, run)
    row = box.row(align=True)
    row.operator("packshot.open_folder", icon="FILE_FOLDER")
    row.operator("packshot.open_report", icon="TEXT")


def _draw_rejected(layout: bpy.types.UILayout, context: bpy.types.Context, run: Running) -> None:
    for key, count in run.rejected.most_common(4):
        draw_lines(layout, context, f"{count} drawn again: {REASONS.get(key, key)}", "FILE_REFRESH")


def _draw_waiting(layout: bpy.types.UILayout) -> None:
    for number, wanted in enumerate(running.waiting()):
        row = layout.row()
        row.label(text=f"Next: {wanted.request.spec.name} → {wanted.request.out.name}", icon="TIME")
        row.operator("packshot.forget_waiting", text="", icon="X").number = number


def _draw_notices(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    shown = notices.shown()
    for number, notice in enumerate(shown[:_SHOWN_NOTICES]):
        row = layout.row()
        column = row.column()
        column.alert = notice.level == "ERROR"
        draw_lines(column, context, notice.text, "ERROR" if notice.level == "ERROR" else "INFO", beside=4)
        row.operator("packshot.dismiss", text="", icon="X", emboss=False).number = number
        if notice.button:
            layout.operator(notice.button, text=notice.label)
    if len(shown) > _SHOWN_NOTICES:
        row = layout.row()
        row.label(text=f"{len(shown) - _SHOWN_NOTICES} more: see the report")
        row.operator("packshot.dismiss", text="Dismiss All").number = -1


CLASSES: tuple[type[bpy.types.Panel], ...] = (PACKSHOT_PT_main, PACKSHOT_PT_look, PACKSHOT_PT_run)
