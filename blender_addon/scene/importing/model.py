"""A product's file becomes plain mesh objects in world space: no parents, modifiers, cameras or lights."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import bpy

from ...library.formats import METRIC, MODEL_FILES, model_fault
from ..quiet import quiet_import
from .coincident import drop_coincident
from .failure import ImportFailure
from .flatten import as_rendered, flattened
from .linked import linked_faults
from .lit import make_lit
from .reading import READERS, hidden_in_viewport_is_hidden
from .soundness import check, mend, turn_outward
from .textures import mend_textures

WRONG = (RuntimeError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, ImportError, EOFError)
"""What Blender's importers raise on files that are not as they should be; some are Python, and fail as Python does."""


@dataclass(frozen=True)
class Imported:
    """A model that is ready to be placed."""

    objects: list[bpy.types.Object]
    """Mesh objects with the identity as `matrix_world`, linked to the scene's collection."""
    warnings: tuple[str, ...]
    """What the product does without, as a missing texture; one line each, without the product's name."""
    metric: bool
    """Whether the file's format says how long its unit is, so that the vertices are in metres."""


def import_model(path: Path, part: str = "", folder: Path | None = None) -> Imported:
    """The meshes of a model file, as rendered there.

    What the file brings beside them (cameras, lights, empties, armatures) shapes and places the meshes and is
    then removed. Y-up formats come in Z-up. Unlit materials become lit ones; textures that are missing or lie outside
    the folder leave plain colours. Parts without a material have empty slots or none.

    Args:
        path: A file with one of the endings in `MODEL_FILES`.
        part: Of a .blend, "object/<name>" or "collection/<name>"; "" for all that its scenes render.
        folder: Where what the file names beside itself must lie; the file's own folder where None.

    Raises:
        ImportFailure: The file is missing, of another type, broken, without a face, without size, or too
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
    with quiet_import():
        return _read(path, part, folder, ending)


def _read(path: Path, part: str, folder: Path, ending: str) -> Imported:
    before, groups, shapes = set(bpy.data.objects), set(bpy.data.collections), set(bpy.data.meshes)
    meshes: list[bpy.types.Object] = []
    try:
        READERS[ending](path, part)
        imported = set(bpy.data.objects) - before
        warnings = linked_faults(path, folder)
        mend(path, set(bpy.data.meshes) - shapes)
        as_rendered(imported, set(bpy.data.collections) - groups, hidden_in_viewport_is_hidden(ending))
        bpy.context.view_layer.update()
        meshes = flattened(imported, path)
        check(path, meshes)
        if drop_coincident(meshes):
            meshes = _with_faces(meshes)
        _remove(imported)
        materials = {slot.material for thing in meshes for slot in thing.material_slots if slot.material}
        warnings += mend_textures(materials, folder)
        _finish(meshes, materials)
    except ImportFailure:
        _remove(set(bpy.data.objects) - before)
        raise
    except WRONG as error:
        _remove(set(bpy.data.objects) - before)
        raise ImportFailure(f"{path}: Blender cannot read it: {_reason(error)}") from error
    return Imported(meshes, tuple(warnings), ending in METRIC)


def _with_faces(meshes: list[bpy.types.Object]) -> list[bpy.types.Object]:
    """Without the parts that have no face left."""
    kept = [thing for thing in meshes if len(thing.data.polygons)]
    bpy.data.batch_remove([thing.data for thing in meshes if not len(thing.data.polygons)])
    return kept


def _finish(meshes: list[bpy.types.Object], materials: Set[bpy.types.Material]) -> None:
    """Lit materials, and faces that look outward."""
    for material in materials:
        make_lit(material)
    for thing in meshes:
        bpy.context.scene.collection.objects.link(thing)
        turn_outward(thing.data)


def _remove(objects: Set[bpy.types.Object]) -> None:
    """Take objects out of the file again."""
    bpy.data.batch_remove(list(objects))


def _reason(error: BaseException) -> str:
    """What an importer's message says was wrong: its last line, but for where in Blender's code it was said."""
    lines = [line.strip() for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith("Location:")]
    if any("draco" in line.lower() and line.startswith("OSError") for line in told):
        return "it is Draco-compressed and this build of Blender has no Draco; save it without compression"
    for line in told:  # the first of two is the reason, the second that it failed
        if line.startswith("Error: USD Import:"):
            return "it is no USD file, or broken"
    return told[-1].removeprefix("Error: ") if told else type(error).__name__
