"""Imports a product's file as a collection that an empty instances; its objects are not changed."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

from ...library.formats import METRIC, MODEL_FILES, model_fault
from ...narrowing import of_type
from ..clear_glass import clear_imported
from ..product import Product
from ..quiet import quiet_import
from .coincident import drop_coincident
from .collect import SURFACES, as_rendered, bound_subdivision, collect, darken, undrawn
from .corner_normals import turn_opposed
from .failure import ImportFailure
from .glow import mark_glow
from .linked import linked_faults, own_objects
from .lit import make_lit
from .losses import passed_over
from .measure import measure
from .metaballs import as_meshes
from .object_info import keep_object_info
from .origin import centre_meshes, near_origin
from .outward import turn_outward
from .overlap import drop_covered
from .reading import READERS, hidden_in_viewport_is_hidden
from .see_through import require_solid_part
from .soundness import check, remove_invalid
from .still import hold_still
from .textures import replace_missing_textures
from .usd_shading import flatten_cages
from .winding import agree

USD = (".usd", ".usda", ".usdc", ".usdz")
KINDS = ("objects", "collections", "meshes", "materials", "lights", "libraries")
"""Kinds of data whose new blocks are collected after an import."""
WRONG = (RuntimeError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, ImportError, EOFError)
"""The exceptions of Blender's importers on broken files; some are Python code, with Python's exceptions."""


@dataclass(frozen=True)
class Imported:
    """An imported model, ready to be placed."""

    product: Product
    """At the file's own position and in its unit."""
    parts: list[bpy.types.Object]
    """Objects with a surface: those that render themselves and those that others instance, in the order of names."""
    warnings: tuple[str, ...]
    """Missing parts, such as a texture; one line each, without the product's name."""
    metric: bool
    """Whether the file's format defines its unit, so that the product is in metres."""


def import_model(path: Path, part: str = "", folder: Path | None = None) -> Imported:
    """A model file, as rendered there.

    Cameras and lights of the file do not render; empties, armatures and what renders hide still shape and place the
    rest. Y-up formats come in Z-up. Unlit materials become lit ones; textures that are missing or lie outside the
    folder leave plain colours. Parts without a material have empty slots or none.

    Args:
        path: A file with one of the endings in `MODEL_FILES`.
        part: Of a .blend, "object/<name>" or "collection/<name>"; "" for all that its scenes render.
        folder: Where what the file names beside itself must lie; the file's own folder where None.

    Raises:
        ImportFailure: The file is missing, of another type, broken, without a surface, without size, or too
            large, or it needs files from outside the folder.
    """
    folder = folder or path.parent
    ending = path.suffix.lower()
    if ending not in READERS:
        raise ImportFailure(f"{path}: not a model file; use one of {', '.join(MODEL_FILES)}")
    if not path.is_file():
        raise ImportFailure(f"{path}: there is no such file")
    fault = model_fault(path, folder)
    if fault:
        raise ImportFailure(f"{path}: {fault}")
    before = {kind: set(getattr(bpy.data, kind)) for kind in KINDS}
    try:
        with quiet_import():
            return _read(path, part, folder, before)
    except ImportFailure:
        _remove(before)
        raise
    except WRONG as error:
        _remove(before)
        raise ImportFailure(f"{path}: Blender cannot read it: {_reason(error)}") from error


def _read(path: Path, part: str, folder: Path, before: Mapping[str, Set[Any]]) -> Imported:
    ending = path.suffix.lower()
    READERS[ending](path, part)
    warnings = linked_faults(path, folder, _new("libraries", before))
    own_objects()
    if ending in USD:
        warnings += flatten_cages(_new("objects", before))
    remove_invalid(path, _new("meshes", before))
    as_rendered(_new("objects", before), _new("collections", before), hidden_in_viewport_is_hidden(ending))
    bound_subdivision(_new("objects", before), str(path))
    hold_still()
    as_meshes(_new("objects", before))
    imported = _new("objects", before)
    shown, holders = collect(path, set(imported))
    warnings += undrawn(imported)
    keep_object_info(shown, _new("materials", before))
    darken(_new("lights", before))
    centre_meshes(shown)
    measured = measure(holders, str(path))
    check(path, measured)
    move = near_origin(imported, shown, measured.points)
    if move is not None:
        moved = measure(holders, str(path))
        if move.kept_shape(measured.points, moved.points):
            measured = moved
        else:
            move.undo()
    if drop_coincident(shown) | drop_covered(shown):
        measured = measure(holders, str(path))
    parts: list[bpy.types.Object] = [thing for thing in imported if thing.type in SURFACES]
    agree(parts)
    turn_outward([thing for thing in parts if thing.type == "MESH"])
    turn_opposed(parts)
    warnings += passed_over(path, folder, _new("materials", before))
    warnings += replace_missing_textures(_new("materials", before), path, folder)
    for material in _new("materials", before):
        make_lit(material)
        clear_imported(material)
    mark_glow([*imported, *holders], _new("materials", before))
    slots = [slot.material for thing in parts for slot in thing.material_slots]
    worn = [material for material in slots if material is not None]
    if worn and len(worn) == len(slots):
        require_solid_part(path, worn)
    owned = [*imported, *(holder.instance_collection for holder in holders)]
    root = of_type(bpy.types.Object, holders[0].parent)
    product = Product([root, *holders], measured.points, measured.names, owned)
    return Imported(product, parts, tuple(warnings), ending in METRIC)


def _new(kind: str, before: Mapping[str, Set[Any]]) -> list[Any]:
    """The new data-blocks of a kind, in the order of names."""
    return sorted(set(getattr(bpy.data, kind)) - before[kind], key=lambda each: (each.name, each.library is not None))


def _remove(before: Mapping[str, Set[Any]]) -> None:
    """Remove imported data from the file."""
    for kind in ("objects", "collections"):
        bpy.data.batch_remove(_new(kind, before))


def _reason(error: BaseException) -> str:
    """The reason in an importer's message: its last line, without the place in Blender's code."""
    lines = [line.strip() for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith("Location:")]
    if any("draco" in line.lower() and line.startswith("OSError") for line in told):
        return "it is Draco-compressed and this build of Blender has no Draco; save it without compression"
    for line in told:  # the first of two is the reason, the second that it failed
        if line.startswith("Error: USD Import:"):
            return "it is not a USD file, or broken"
    return told[-1].removeprefix("Error: ") if told else type(error).__name__
