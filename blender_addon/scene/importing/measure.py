"""Measures the rendered geometry of an imported product without changing it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np

from ...arrays import Floats
from ...library.formats import MOST_FACES
from ...narrowing import of_type
from ..current import update_transforms
from .failure import ImportFailure

MOST_PARTS = 5_000
"""With more, Blender takes seconds to prepare every render."""
MOST_STRANDS = 2_000
"""Strands of a particle system that are measured, which is enough for its size."""


@dataclass(frozen=True)
class Measured:
    """The measurements of an instanced product in world space."""

    points: Floats
    """[N, 3] vertices, control points of hair and ends of strands, in the file's unit."""
    names: tuple[str, ...]
    """Names of the objects that render, sorted."""
    faces: int
    area: float
    """Of all faces, in the unit squared; exact but for parts that are stretched."""
    has_strands: bool
    """Whether some of it is hair or points, which have no faces."""


def measure(holders: Collection[bpy.types.Object], name: str) -> Measured:
    """Measure what the empties `holders` instance, as the view layer evaluates it.

    Raises:
        ImportFailure: More faces or parts than can be rendered, said before all of them are read.
    """
    update_transforms()
    graph = bpy.context.evaluated_depsgraph_get()
    held: set[Any] = set(holders)
    clouds: list[Floats] = []
    names: set[str] = set()
    faces = parts = 0
    area, strands = 0.0, False
    for instance in graph.object_instances:
        if not instance.is_instance or of_type(bpy.types.Object, instance.parent).original not in held:
            continue
        thing = of_type(bpy.types.Object, instance.object)
        data = thing.data
        matrix = np.array(instance.matrix_world, np.float64)
        if isinstance(data, bpy.types.Mesh) and instance.show_self:
            points = _vector(data.vertices, "co")
            faces, parts = faces + len(data.polygons), parts + 1
            area += float(_scalar(data.polygons, "area").sum()) * _stretch(matrix)
        elif thing.type in {"CURVES", "POINTCLOUD"}:
            points, strands = _places(data), True
            faces += len(points)
        elif thing.type == "VOLUME":
            points = np.array(thing.bound_box, np.float64)
        else:
            points = np.empty((0, 3))
        tips = _particle_hair(instance) if instance.show_particles else np.empty((0, 3))
        strands = strands or len(tips) > 0
        if len(points):
            clouds.append(points @ matrix[:3, :3].T + matrix[:3, 3])
        if len(tips):
            clouds.append(tips)
        if len(points) or len(tips):
            names.add(thing.name)
        if faces > MOST_FACES:
            raise ImportFailure(f"{name}: more than {MOST_FACES} faces; decimate it first")
        if parts > MOST_PARTS:
            raise ImportFailure(f"{name}: more than {MOST_PARTS} parts; join them first")
    return Measured(
        np.concatenate(clouds) if clouds else np.empty((0, 3)),
        tuple(sorted(names)),
        faces,
        area,
        strands,
    )


def _particle_hair(instance: bpy.types.DepsgraphObjectInstance) -> Floats:
    """[N, 3] ends of the strands that render as paths, in world space."""
    thing = of_type(bpy.types.Object, instance.object)
    tips = []
    for system in thing.particle_systems:
        settings = system.settings
        if settings.type != "HAIR" or settings.render_type != "PATH":
            continue
        count = len(system.particles) + len(system.child_particles)
        last = 2**settings.display_step
        for index in range(0, count, max(1, count // MOST_STRANDS)):
            tips.append(system.co_hair(thing, particle_no=index, step=last))
    if not tips:
        return np.empty((0, 3))
    # Strands are told where the object itself stands; the instance may be elsewhere.
    there: Floats = np.array(instance.matrix_world, np.float64)
    here: Floats = np.array(thing.matrix_world, np.float64)
    moved = np.asarray(there @ np.linalg.inv(here))
    return np.asarray(np.array(tips, np.float64) @ moved[:3, :3].T + moved[:3, 3])


def _places(data: Any) -> Floats:
    """[N, 3] control points of hair; of a cloud of points, the ends of each ball along the axes."""
    points: Floats = _vector(data.attributes["position"].data, "vector")
    if isinstance(data, bpy.types.PointCloud) and "radius" in data.attributes:
        radius = of_type(bpy.types.FloatAttribute, data.attributes["radius"])
        radii = _scalar(radius.data, "value")
        ends = np.concatenate([np.eye(3), -np.eye(3)])
        return np.asarray(points[:, None] + radii[:, None, None] * ends).reshape(-1, 3)
    return points


def _stretch(matrix: Floats) -> float:
    """The most that a matrix can enlarge an area: its two largest singular values multiplied."""
    values = np.linalg.svd(matrix[:3, :3], compute_uv=False)
    return float(values[0] * values[1])


def _vector(items: Any, name: str) -> Floats:
    flat = np.empty(len(items) * 3, np.float32)
    items.foreach_get(name, flat)
    return flat.reshape(-1, 3).astype(np.float64)


def _scalar(items: Any, name: str) -> Floats:
    values = np.empty(len(items), np.float32)
    items.foreach_get(name, values)
    return values.astype(np.float64)
