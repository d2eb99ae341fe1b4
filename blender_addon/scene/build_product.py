"""Builds the product of a ProductPlan: built or imported, sized, rotated, its foot on the floor."""

from __future__ import annotations

import math

import numpy as np
from mathutils import Matrix

from ..library.asset import Asset, Library
from ..library.furniture_catalogue import SH3F
from ..library.opening import opening
from ..library.unusable import UnusableAssetError
from ..recipe.model import PosePlan, ProductPlan
from .current import current_scene
from .finishes.build import finish_material
from .importing import Imported, ImportFailure, dress, import_model, import_packed, scale_of, size_matrix
from .mesh import mesh_object
from .product import Product, translation
from .products import build_family
from .rest import rest_rotation
from .sets import arranged


def build_product(plan: ProductPlan, library: Library, warnings: list[str] | None = None) -> Product:
    """The product in its pose on z = 0, centred on the origin in x and y, linked to the scene; of a set all pieces.

    Args:
        plan: A family's numbers, or a library asset's id, whose size `importing.scale_of` decides.
        library: The library of the asset; not used for a family.
        warnings: Gets a line for each missing part of a file's product.

    Raises:
        ValueError: The family is unknown.
        KeyError: The asset is not in the library.
        UnusableAssetError: The file cannot be used; the message says which and why.
    """
    product = _build_one(plan, library, [] if warnings is None else warnings)
    others = [_build_piece(piece.product, plan, product, library) for piece in plan.pieces]
    if others:
        product = arranged(product, others, plan.pieces)
    product.link_to(current_scene())
    return product


def _build_piece(piece: ProductPlan, first: ProductPlan, product: Product, library: Library) -> Product:
    """A further piece of a set; a copy of the first one shares its meshes."""
    if piece.asset != first.asset:
        return _build_one(piece, library, [])
    copy = product.copy()
    _place(copy, 1.0, piece.yaw_rad - first.yaw_rad, PosePlan())
    return copy


def _build_one(plan: ProductPlan, library: Library, warnings: list[str]) -> Product:
    """One piece, put down on z = 0."""
    if plan.family is not None:
        product = _built(plan.family, plan)
        scale = 1.0 if plan.longest_m is None else plan.longest_m / float(np.ptp(product.points, axis=0).max())
    else:
        product, scale = _imported(plan, library, warnings)
    _place(product, scale, plan.yaw_rad, plan.pose)
    return product


def _built(family: str, plan: ProductPlan) -> Product:
    """A family's mesh with its finishes."""
    slots = build_family(family, plan.parameters)
    materials = {slot: finish_material(plan.materials[slot]) for slot in slots}
    return Product.of_mesh(mesh_object(f"product_{family}", slots, materials))


def _imported(plan: ProductPlan, library: Library, warnings: list[str]) -> tuple[Product, float]:
    """A library file's product and its scale; parts without a material get the plan's "default"."""
    asset = library.get(plan.asset)
    imported = _import(asset)
    product, scale = imported.product, 1.0
    if plan.size_m is not None:
        product.transform(size_matrix(product.points, plan.size_m, plan.rotation))
    else:
        scale = scale_of(imported, plan)
    if "default" in plan.materials:
        dress(imported, finish_material(plan.materials["default"]), scale)
    warnings += [f"{plan.asset}: {text}" for text in imported.warnings]
    return product, scale


def _import(asset: Asset) -> Imported:
    if asset.path is None:
        raise UnusableAssetError(asset.id, "the library names no file for this product")
    try:
        with opening(asset):
            if asset.path.suffix.lower() == SH3F:
                return import_packed(asset.path, asset.part)
            return import_model(asset.path, asset.part, asset.folder)
    except ImportFailure as error:
        raise UnusableAssetError(asset.id, str(error)) from error


def _place(product: Product, scale: float, yaw_rad: float, pose: PosePlan) -> None:
    """Scale, pose, rotate about z, and move to the origin."""
    turned = np.eye(4)
    turned[:3, :3] = scale * np.array(Matrix.Rotation(yaw_rad, 3, "Z"))
    if pose.kind != "upright" and np.isfinite(product.points).all():
        turned[:3, :3] = turned[:3, :3] @ rest_rotation(product.points, pose)
    points = product.points @ turned[:3, :3].T
    foot = (points.min(0) + points.max(0)) / 2
    foot[2] = points[:, 2].min()
    if not math.isfinite(float(foot.sum())):
        raise ValueError(f"{product.objects[0].name}: not every vertex is a finite number")
    product.transform(translation(-foot) @ turned)
