"""From a ProductPlan to what stands in the scene: built or imported, sized, turned, its foot on the floor."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix

from ...library.asset import Library
from ...library.catalogue_products import SH3F
from ...recipe.model import PosePlan, ProductPlan
from ..importing import ImportFailure, dress, fit_to_size, import_model, import_packed, scale_of
from ..mesh import Floats, Shape, mesh_object, world_points
from . import (
    bag,
    bottle,
    can,
    carton,
    chair,
    clock,
    cookware,
    cushion,
    dispenser,
    garment,
    glassware,
    headphones,
    lamp,
    mug,
    plant,
    shoe,
    spectacles,
    table,
    toy,
    vessel,
    wirework,
)
from .finishes import finish_material
from .rest import rest_rotation

FAMILIES: dict[str, Callable[[dict[str, Any]], dict[str, Shape]]] = {
    "vessel": vessel.build,
    "bottle": bottle.build,
    "carton": carton.build,
    "mug": mug.build,
    "lamp": lamp.build,
    "chair": chair.build,
    "table": table.build,
    "plant": plant.build,
    "can": can.build,
    "shoe": shoe.build,
    "glassware": glassware.build,
    "headphones": headphones.build,
    "spectacles": spectacles.build,
    "cookware": cookware.build,
    "wirework": wirework.build,
    "dispenser": dispenser.build,
    "bag": bag.build,
    "cushion": cushion.build,
    "garment": garment.build,
    "clock": clock.build,
    "toy": toy.build,
}


def build_product(plan: ProductPlan, library: Library, warnings: list[str] | None = None) -> list[bpy.types.Object]:
    """The product, linked to the scene's collection, put down as its pose says on z = 0, centred on the origin in x
    and y.

    Args:
        plan: A family's numbers, or a library asset's id, whose size `importing.scale_of` decides.
        library: Where the asset is looked up; not read for a family.
        warnings: Takes what a file's product does without, one line each.

    Returns:
        The mesh objects that render; none has a parent or a modifier, so their vertices and `matrix_world`
        are what renders.

    Raises:
        ValueError: The family is unknown.
        KeyError: The asset is not in the library.
        ImportFailure: The file cannot be used; the message says which and why.
    """
    if plan.family is not None:
        objects = _built(plan)
        low, high = product_bounds(objects)
        scale = 1.0 if plan.longest_m is None else plan.longest_m / float((high - low).max())
    else:
        objects, scale = _imported(plan, library, [] if warnings is None else warnings)
    for thing in objects:
        if thing.name not in bpy.context.scene.collection.objects:
            bpy.context.scene.collection.objects.link(thing)
    _place(objects, scale, plan.yaw_rad, plan.pose)
    return objects


def product_bounds(objects: list[bpy.types.Object]) -> Floats:
    """[2, 3] least and greatest corner of the product in world space, from its vertices."""
    points = world_points(objects)
    return np.stack([points.min(0), points.max(0)])


def _built(plan: ProductPlan) -> list[bpy.types.Object]:
    """A family's mesh with its finishes."""
    if plan.family not in FAMILIES:
        raise ValueError(f"no product family {plan.family!r}; there are: {', '.join(FAMILIES)}")
    slots = FAMILIES[plan.family](plan.parameters)
    materials = {slot: finish_material(plan.materials[slot]) for slot in slots}
    return [mesh_object(f"product_{plan.family}", slots, materials)]


def _imported(plan: ProductPlan, library: Library, warnings: list[str]) -> tuple[list[bpy.types.Object], float]:
    """A library file's meshes and the scale they want; parts without a material take the plan's "default"."""
    asset = library.get(plan.asset)
    if asset.path is None:
        raise ImportFailure(f"{plan.asset}: the library names no file for this product")
    packed = asset.path.suffix.lower() == SH3F
    imported = import_packed(asset.path, asset.part) if packed else import_model(asset.path, asset.part, asset.folder)
    if plan.size_m is not None:
        fit_to_size(imported.objects, plan.size_m, plan.rotation)
    scale = 1.0 if plan.size_m is not None else scale_of(imported, plan)
    if "default" in plan.materials:
        dress(imported, finish_material(plan.materials["default"]), scale)
    warnings += [f"{plan.asset}: {text}" for text in imported.warnings]
    return imported.objects, scale


def _place(objects: list[bpy.types.Object], scale: float, yaw_rad: float, pose: PosePlan) -> None:
    """Scale, put down as the pose says, turn about z, and move to the origin."""
    cloud = world_points(objects)
    turned = Matrix.Rotation(yaw_rad, 4, "Z") @ Matrix.Scale(scale, 4)
    if pose.kind != "upright" and np.isfinite(cloud).all():
        turned = turned @ Matrix(rest_rotation(cloud, pose).tolist()).to_4x4()
    points = cloud @ np.array(turned.to_3x3()).T
    foot = (points.min(0) + points.max(0)) / 2
    foot[2] = points[:, 2].min()
    if not math.isfinite(float(foot.sum())):
        raise ValueError(f"{objects[0].name}: not every vertex is a finite number")
    for thing in objects:
        thing.matrix_world = Matrix.Translation(-foot) @ turned @ thing.matrix_world
