"""The sub-panel with the latest samples, and the operators for each."""

from __future__ import annotations

import bpy

from ..narrowing import of_type
from . import running
from .redraw import redraw_soon
from .thumbnails import icon_of

_LARGE, _SMALL = 5.0, 3.2


class PACKSHOT_PT_film(bpy.types.Panel):  # noqa: N801
    bl_label = "Last Samples"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Packshot"
    bl_parent_id = "PACKSHOT_PT_run"

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        run = running.current() or running.last()
        return run is not None and bool(run.last)

    def draw(self, _: bpy.types.Context) -> None:
        run = running.current() or running.last()
        if run is None or not run.last:
            return
        layout = of_type(bpy.types.UILayout, self.layout)
        samples = list(reversed(run.last))
        row = layout.row(align=True)
        for name in ("input.png", "target.png"):
            icon = icon_of(run.out, samples[0], name)
            if icon:
                row.template_icon(icon, scale=_LARGE)
        grid = layout.grid_flow(row_major=True, columns=3, even_columns=True)
        for sample in samples:
            cell = grid.column(align=True)
            icon = icon_of(run.out, sample, "input.png")
            if icon:
                cell.template_icon(icon, scale=_SMALL)
            buttons = cell.row(align=True)
            buttons.label(text=str(sample))
            buttons.operator("packshot.open_sample", text="", icon="SCENE_DATA").sample = sample
            buttons.operator("packshot.draw_again", text="", icon="FILE_REFRESH").sample = sample
        redraw_soon_once(len(samples))


_drawn = 0


def redraw_soon_once(count: int) -> None:
    """Blender loads images while it draws, and shows them at the next redraw."""
    global _drawn
    if count != _drawn:
        _drawn = count
        redraw_soon()


CLASSES: tuple[type[bpy.types.Panel], ...] = (PACKSHOT_PT_film,)
