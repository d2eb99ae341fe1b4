"""Property groups made of the spec's own fields: names, ranges, defaults and help have one source, so a new key appears
here by itself.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping
from typing import Any, get_type_hints

import bpy

from ..spec import DatasetSpec

_SHOWN_DIGITS = 6
"""Digits of a number that survive Blender's single precision: 0.62 stays 0.62."""


def title(name: str) -> str:
    """A key as a label: "lens_mm" is "Lens (mm)"."""
    units = {"mm": "mm", "m": "m", "deg": "°", "ev": "EV"}
    words = name.split("_")
    unit = units.get(words[-1]) if len(words) > 1 else None
    label = " ".join(words[:-1] if unit else words).capitalize()
    return f"{label} ({unit})" if unit else label


@functools.cache
def tables() -> dict[str, Any]:
    """The spec's tables by name; "" is the top one."""
    hints: dict[str, Any] = get_type_hints(DatasetSpec)
    return {"": DatasetSpec, **{name: hint for name, hint in hints.items() if dataclasses.is_dataclass(hint)}}


@functools.cache
def keys_of(table: str) -> tuple[str, ...]:
    """The keys of a table that hold values, in the spec's order."""
    nested = tables() if not table else {}
    return tuple(field.name for field in dataclasses.fields(tables()[table]) if field.name not in nested)


def remember(_: Any, context: bpy.types.Context) -> None:
    """Mark Blender's preferences as changed, so that it saves them. It does not notice changes of nested values."""
    preferences: Any = context.preferences
    preferences.is_dirty = True


def _enum(choices: tuple[str, ...], more: Mapping[str, Any]) -> Any:
    items = [(each, each.replace("_", " ").capitalize(), "") for each in choices]
    return bpy.props.EnumProperty(items=items, **more)


def _property(hint: Any, field: dataclasses.Field[Any]) -> Any:
    """The Blender property that mirrors a field."""
    about = field.metadata
    unit = f", {about['unit']}" if about.get("unit") else ""
    more: dict[str, Any] = {"name": title(field.name), "description": f"{about['help']}{unit}", "update": remember}
    default: Any = field.default
    if hint is bool:
        return bpy.props.BoolProperty(default=default, **more)
    if hint is str and "choices" not in about:
        return bpy.props.StringProperty(default=default, **more)
    if hint is str:
        return _enum(about["choices"], {"default": default, **more})
    if hint == tuple[str, ...]:
        return _enum(about["choices"], {"default": set(default), "options": {"ENUM_FLAG"}, **more})
    more |= {"default": default, "min": about["low"], "max": about["high"]}
    if hint is int or hint is float:
        if hint is float and (about["low"], about["high"]) == (0.0, 1.0):
            more["subtype"] = "FACTOR"  # a slider
        return bpy.props.IntProperty(**more) if hint is int else bpy.props.FloatProperty(precision=3, **more)
    if all(isinstance(part, int) for part in default):
        more |= {"min": int(about["low"]), "max": int(about["high"])}
        return bpy.props.IntVectorProperty(size=2, **more)
    return bpy.props.FloatVectorProperty(size=2, precision=3, **more)


def _group(table: str, kind: type[Any], pointers: Mapping[str, Any]) -> type[bpy.types.PropertyGroup]:
    hints = get_type_hints(kind)
    annotations = {
        field.name: _property(hints[field.name], field)
        for field in dataclasses.fields(kind)
        if field.name not in pointers and not dataclasses.is_dataclass(hints[field.name])
    }
    props: Any = bpy.props
    annotations |= {name: props.PointerProperty(type=group) for name, group in pointers.items()}
    name = f"PackshotSpec{table.capitalize()}"
    return type(name, (bpy.types.PropertyGroup,), {"__annotations__": annotations, "__doc__": kind.__doc__})


_TABLES = {name: _group(name, kind, {}) for name, kind in tables().items() if name}
SpecGroup = _group("", DatasetSpec, _TABLES)
"""The whole spec, one pointer for each table."""
CLASSES: tuple[type[bpy.types.PropertyGroup], ...] = (*_TABLES.values(), SpecGroup)


def group_of(spec_group: Any, table: str) -> Any:
    """The group of a table; "" is the top one."""
    return getattr(spec_group, table) if table else spec_group


def values_of(spec_group: Any) -> dict[str, Any]:
    """The groups' values, as `spec_from_dict` takes them."""
    found: dict[str, Any] = {}
    for table, kind in tables().items():
        held = {name: _plain(group_of(spec_group, table), kind, name) for name in keys_of(table)}
        if table:
            found[table] = held
        else:
            found |= held
    return found


def show(spec_group: Any, spec: DatasetSpec) -> None:
    """Put a spec's values into the groups."""
    for table in tables():
        values = getattr(spec, table) if table else spec
        for name in keys_of(table):
            value = getattr(values, name)
            several = isinstance(value, tuple) and isinstance(value[0], str)
            setattr(group_of(spec_group, table), name, set(value) if several else value)


def dotted() -> Iterator[tuple[str, str]]:
    """Every key as (table, name)."""
    return ((table, name) for table in tables() for name in keys_of(table))


def _plain(group: Any, kind: type[Any], name: str) -> Any:
    value = getattr(group, name)
    if isinstance(value, set):
        choices = next(field for field in dataclasses.fields(kind) if field.name == name).metadata["choices"]
        return [each for each in choices if each in value]
    if isinstance(value, float):
        return _short(value)
    if isinstance(value, (bool, int, str)):
        return value
    return [_short(part) if isinstance(part, float) else part for part in value]


def _short(value: float) -> float:
    return float(f"{value:.{_SHOWN_DIGITS}g}")
