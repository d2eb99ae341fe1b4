"""Sub-panels that show the spec: each lists tables, and a table's keys appear by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import bpy

from ..narrowing import of_type
from . import spec_groups
from .cycles_device import device_line
from .fetch_assets import fetching, why_not
from .layout import Place, draw_lines, draw_problems
from .preferences import MACHINE
from .problems import Problem, problems_of
from .settings import default_output, preferences, settings_of

Top = Callable[[bpy.types.UILayout, bpy.types.Context, Any], None]
"""Draws the part above the tables; its last argument is the panel's values."""


@dataclass(frozen=True)
class SubPanel:
    """A sub-panel."""

    name: str
    label: str
    tables: tuple[tuple[str, tuple[str, ...]], ...]
    """Tables of the spec, "" for the top one, and which of their keys; none for all."""
    places: tuple[Place, ...] = ()
    """Other sub-panels whose problems are shown here."""
    top: Top | None = None
    parent: str = "main"
    closed: bool = True


def draw_table(layout: bpy.types.UILayout, settings: Any, table: str, keys: tuple[str, ...]) -> None:
    """Draw keys of a table: a value in a row, both ends of a range in a row, and choices as buttons."""
    group = spec_groups.group_of(settings.spec, table)
    column = layout.column(align=True)
    for key in keys:
        kind = group.bl_rna.properties[key]
        if kind.type == "ENUM" and kind.is_enum_flag:
            column.label(text=kind.name)
            grid = column.grid_flow(row_major=True, columns=2, even_columns=True, align=True)
            grid.use_property_split = False  # else each button is drawn beside its own name
            for item in kind.enum_items:
                grid.prop_enum(group, key, item.identifier)
            column.separator()
        elif getattr(kind, "is_array", False):
            _draw_pair(column, group, key, kind.name)
        else:
            column.prop(group, key)


def _draw_pair(layout: bpy.types.UILayout, group: Any, key: str, label: str) -> None:
    split = layout.split(factor=0.4, align=True)
    split.use_property_split = False
    name = split.row()
    name.alignment = "RIGHT"
    name.label(text=label)
    row = split.row(align=True)
    row.prop(group, key, index=0, text="")
    row.prop(group, key, index=1, text="")


def _draw_folded(
    layout: bpy.types.UILayout, context: bpy.types.Context, settings: Any, table: str, problems: Sequence[Problem]
) -> None:
    """Draw one of several tables below a header that folds it. Its problems stay visible."""
    head, body = layout.panel(f"packshot_{table}", default_closed=True)
    head.label(text=spec_groups.title(table))
    draw_problems(layout, context, problems)
    if body is not None:
        body.use_property_split = True
        body.use_property_decorate = False
        draw_table(body, settings, table, spec_groups.keys_of(table))


def _draw_products(layout: bpy.types.UILayout, _: bpy.types.Context, settings: Any) -> None:
    row = layout.row()
    row.use_property_split = False
    row.prop(settings, "products_from", expand=True)
    if settings.products_from == "FOLDER":
        layout.prop(settings, "products", placeholder="Built-in")


def _draw_assets(layout: bpy.types.UILayout, context: bpy.types.Context, settings: Any) -> None:
    layout.prop(settings, "hdris", placeholder="Blender's own")
    layout.prop(settings, "textures", placeholder="Procedural")
    layout.operator("packshot.fetch_assets", icon="IMPORT")
    if fetching():
        draw_lines(layout, context, fetching(), "NONE")
        layout.operator("packshot.stop_fetch", icon="CANCEL")
    elif why := why_not():
        draw_lines(layout, context, why, "INFO")


def _draw_output(layout: bpy.types.UILayout, _: bpy.types.Context, settings: Any) -> None:
    layout.prop(settings, "output", placeholder=default_output(settings.spec.name))


def _draw_machine(layout: bpy.types.UILayout, context: bpy.types.Context, settings: Any) -> None:
    column = layout.column(align=True)
    for name in MACHINE:
        column.prop(preferences(context), name)
    if line := device_line(settings.spec.render.device):
        draw_lines(layout, context, line, "INFO")


def _rest(table: str, shown: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key for key in spec_groups.keys_of(table) if key not in shown)


_OUTPUT = ("count", "seed", "resolution")
_QUALITY = ("room_samples", "studio_samples", "bounces", "noise_threshold")
_LAYERS = ("denoise", "guides", "light_layers")
_NAMED = (
    SubPanel("products", "Products", (("product", ()),), ("products",), _draw_products),
    SubPanel(
        "places",
        "Places and Light",
        tuple((table, ()) for table in ("place", "room", "surroundings", "mood", "light")),
        ("hdris", "textures"),
        _draw_assets,
    ),
    SubPanel("camera", "Camera", (("camera", ()),)),
    SubPanel("studio", "Packshot Style", (("studio", ()),)),
    SubPanel("layers", "Layers", (("render", _LAYERS),)),
    SubPanel("output", "Output", (("", _OUTPUT), ("render", _QUALITY)), ("output",), _draw_output, closed=False),
    SubPanel(
        "machine",
        "Workers and Device",
        (("render", _rest("render", (*_LAYERS, *_QUALITY))),),
        top=_draw_machine,
        parent="output",
    ),
)
_SHOWN = {table for panel in _NAMED for table, _ in panel.tables}
SUB_PANELS = (
    *_NAMED,
    SubPanel(  # all tables that no other sub-panel shows, so that a new one appears too
        "more",
        "Name, Splits and Checks",
        (("", _rest("", _OUTPUT)), *((table, ()) for table in spec_groups.tables() if table not in _SHOWN)),
        parent="output",
    ),
)


def labels_of(problems: Sequence[Problem]) -> list[str]:
    """The sub-panels where problems are shown, by their labels, in the panel's order."""
    places = {each.place for each in problems}
    return [each.label for each in SUB_PANELS if places & {*each.places, *(table for table, _ in each.tables)}]


def _panel(about: SubPanel) -> type[bpy.types.Panel]:
    def draw(self: bpy.types.Panel, context: bpy.types.Context) -> None:
        layout, settings = of_type(bpy.types.UILayout, self.layout), settings_of(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        problems = problems_of(settings)
        if about.top is not None:
            about.top(layout, context, settings)
        draw_problems(layout, context, [each for each in problems if each.place in about.places])
        for table, keys in about.tables:
            here = [each for each in problems if each.place == table]
            if len(about.tables) > 1 and not keys:
                _draw_folded(layout, context, settings, table, here)
                continue
            draw_table(layout, settings, table, keys or spec_groups.keys_of(table))
            draw_problems(layout, context, here)

    members = {
        "bl_label": about.label,
        "bl_space_type": "VIEW_3D",
        "bl_region_type": "UI",
        "bl_category": "Packshot",
        "bl_parent_id": f"PACKSHOT_PT_{about.parent}",
        "bl_options": {"DEFAULT_CLOSED"} if about.closed else set(),
        "draw": draw,
    }
    return type(f"PACKSHOT_PT_{about.name}", (bpy.types.Panel,), members)


CLASSES: tuple[type[bpy.types.Panel], ...] = tuple(_panel(each) for each in SUB_PANELS)
