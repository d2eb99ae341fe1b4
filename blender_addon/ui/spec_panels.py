"""Sub-panels that show the spec: each lists tables, and a table's keys appear by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import bpy

from ..narrowing import of_type
from . import spec_groups
from .cycles_device import device_line
from .fetch_assets import fetching, why_not
from .layout import Place, draw_lines, draw_problems
from .preferences import MACHINE
from .problems import problems_of
from .settings import default_output, preferences, settings_of

Top = Callable[[bpy.types.UILayout, bpy.types.Context, Any], None]
"""Draws what stands above the tables; its last argument is the panel's values."""


@dataclass(frozen=True)
class SubPanel:
    """A sub-panel."""

    name: str
    label: str
    tables: tuple[tuple[str, tuple[str, ...]], ...]
    """Tables of the spec, "" for the top one, and which of their keys; none for all."""
    places: tuple[Place, ...] = ()
    """Other places whose problems are shown here."""
    top: Top | None = None
    parent: str = "main"
    closed: bool = True


def draw_table(
    layout: bpy.types.UILayout, settings: Any, table: str, keys: tuple[str, ...], titled: bool = False
) -> None:
    """Draw keys of a table, its name above where several stand together."""
    group = spec_groups.group_of(settings.spec, table)
    if titled:
        layout.label(text=spec_groups.title(table))
    column = layout.column(align=True)
    for key in keys:
        kind = group.bl_rna.properties[key]
        if kind.type == "ENUM" and kind.is_enum_flag:
            column.label(text=kind.name)
            column.grid_flow(columns=2, align=True).props_enum(group, key)
        else:
            column.row(align=True).prop(group, key)


def _draw_products(layout: bpy.types.UILayout, _: bpy.types.Context, settings: Any) -> None:
    layout.row().prop(settings, "products_from", expand=True)
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
    for name in MACHINE:
        layout.prop(preferences(context), name)
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
    SubPanel(  # whatever no other shows, so that a new table of the spec appears too
        "more",
        "Name, Splits and Checks",
        (("", _rest("", _OUTPUT)), *((table, ()) for table in spec_groups.tables() if table not in _SHOWN)),
        parent="output",
    ),
)


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
            shown = keys or spec_groups.keys_of(table)
            draw_table(layout, settings, table, shown, titled=len(about.tables) > 1 and bool(table))
            draw_problems(layout, context, [each for each in problems if each.place == table])

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
