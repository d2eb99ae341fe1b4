"""Checks by ray casts that the camera sees the product, before anything is rendered."""

from __future__ import annotations

import bpy
import numpy as np
from mathutils import Vector

from ..narrowing import of_type
from .product import Product

RAYS = 300


class HiddenError(ValueError):
    """Something hides the product from the camera; the message says what."""


def share_in_view(scene: bpy.types.Scene, product: Product) -> tuple[float, str]:
    """Share in [0, 1] of the product's vertices that nothing but the product itself hides from the scene's camera.

    Also the name of what hides most of them, "" where nothing does. About RAYS vertices are tried, all over the mesh.
    """
    points = product.points[:: max(1, len(product.points) // RAYS)]
    if not len(points):
        return 1.0, ""
    graph = of_type(bpy.types.Depsgraph, scene.view_layers[0].depsgraph)
    graph.update()
    eye = of_type(bpy.types.Object, scene.camera).matrix_world.translation
    hiding: dict[str, int] = {}
    for point in points:
        way = Vector(point) - eye
        # A little short, so that the support does not hide the product's foot.
        found, _, _, _, thing, _ = scene.ray_cast(graph, eye, way.normalized(), distance=way.length * 0.995)
        if found and thing.name not in product.names:
            hiding[thing.name] = hiding.get(thing.name, 0) + 1
    hidden = sum(hiding.values())
    return float(np.clip(1.0 - hidden / len(points), 0.0, 1.0)), max(hiding, key=lambda name: hiding[name], default="")


def require_in_view(scene: bpy.types.Scene, product: Product, least: float) -> None:
    """Raise HiddenError where less than the share `least` of the product is in view."""
    share, what = share_in_view(scene, product)
    if share < least:
        raise HiddenError(f"{what} hides {100 * (1 - share):.0f} % of the product from the camera")
