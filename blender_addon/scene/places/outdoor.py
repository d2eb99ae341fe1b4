"""Outdoors: a ground to the horizon, grass around the product, and what stands behind it."""

from __future__ import annotations

from math import cos

import bpy
from mathutils import Matrix

from ...library.asset import Library
from ...recipe.model import BackdropPlan, MaterialPlan, OutdoorPlan, Vector
from ..current import link
from ..materials import surface_material
from ..quads import Quads
from ..room import Room
from .facing import facing, reach
from .grass import build_blades
from .hedge import build_hedge

_GROUND_M = 120.0
"""Half the ground's side: from there the horizon is less than a degree under the true one at eye height."""
_FREE_M = 5.0
"""What lies around may reach so far from product and camera."""


def build_outdoor(plan: OutdoorPlan, low: Vector, high: Vector, camera: Vector, library: Library, floor: float) -> Room:
    """Lay the ground at `floor` and link everything; `low` and `high` bound the product, whose foot is the origin."""
    ground = Quads(floor)
    ground.rectangle(
        (-_GROUND_M, -_GROUND_M, floor), (2 * _GROUND_M, 0.0, 0.0), (0.0, 2 * _GROUND_M, 0.0), (0.0, 0.0, 1.0)
    )
    objects = [ground.to_object("ground", [surface_material(plan.ground, library)])]
    if plan.blades is not None:
        objects.append(build_blades(plan.blades, low, high, library, floor))
    if plan.backdrop is not None:
        objects.append(_backdrop(plan.backdrop, low, high, camera, library, floor))
    link(objects)
    ends = [(low[axis], high[axis], camera[axis]) for axis in range(3)]
    least = (min(ends[0]) - _FREE_M, min(ends[1]) - _FREE_M, floor)
    most = (max(ends[0]) + _FREE_M, max(ends[1]) + _FREE_M, max(ends[2]) + _FREE_M)
    return Room(tuple(objects), least, most, (), ())


def _backdrop(
    plan: BackdropPlan, low: Vector, high: Vector, camera: Vector, library: Library, floor: float
) -> bpy.types.Object:
    """Its front is the plane y = 0 of its own frame, facing −y, its middle at x = 0."""
    if plan.kind == "hedge":
        built = build_hedge(plan, library)
    else:
        built = _fence(plan, library) if plan.kind == "fence" else _wall(plan, library)
    # However it is turned, its plane keeps the drawn distance from the product.
    there = Matrix.Translation((0.0, (reach(low, high) + plan.distance_m) / cos(plan.turn_rad), 0.0))
    turned = Matrix.Rotation(plan.turn_rad, 4, "Z") @ Matrix.Translation((plan.aside_m, 0.0, 0.0))
    built.matrix_world = facing(camera, floor) @ there @ turned
    return built


def _wall(plan: BackdropPlan, library: Library) -> bpy.types.Object:
    """A garden wall with its coping, 0.24 m thick."""
    quads, half, top = Quads(), plan.width_m / 2.0, plan.height_m - plan.piece_m
    quads.box((-half, 0.0, -0.1), (half, 0.24, top))
    quads.box((-half - 0.03, -0.04, top), (half + 0.03, 0.28, plan.height_m), slot=1)
    coping = MaterialPlan(
        "paint", {"colour": (0.32, 0.31, 0.3), "texture_m": 0.01, "bump": 0.3, "roughness": 0.8, "shift_m": (0.0, 0.0)}
    )
    materials = [surface_material(surface, library) for surface in (plan.material, coping)]
    return quads.to_object("backdrop_wall", materials)


def _fence(plan: BackdropPlan, library: Library) -> bpy.types.Object:
    """Upright boards on two rails, on posts of the same wood."""
    quads, half, step = Quads(), plan.width_m / 2.0, plan.piece_m + plan.gap_m
    for number in range(int(plan.width_m / step)):
        left = -half + number * step
        edges = ((plan.piece_m, 0.0, 0.0), (0.0, 0.02, 0.0), (0.0, 0.0, plan.height_m - 0.03))
        quads.slab((left, 0.0, 0.03), edges)  # grain runs along v, and v is up
    for up in (0.2, 0.8):
        quads.box((-half, 0.02, up * plan.height_m - 0.035), (half, 0.06, up * plan.height_m + 0.035))
    for number in range(int(plan.width_m / 2.0) + 1):
        left = -half + 2.0 * number
        quads.box((left, 0.06, -0.1), (left + 0.09, 0.15, plan.height_m - 0.05))
    wood = MaterialPlan(plan.material.kind, {**plan.material.parameters, "piece_m": step}, plan.material.texture)
    return quads.to_object("backdrop_fence", [surface_material(wood, library)])
