"""The product alone and unlit: all that a sample for cut-outs wants of a second render is its outline.

Film and pixel filter are the studio's, and so are lens and depth of field: alpha comes out as there. What costs time in
a studio, light, is left out.
"""

from __future__ import annotations

import bpy
from mathutils import Vector

from .behind_glass import add_backdrop
from .product import Product

_BACKDROP = 40.0
"""Half side of what glows behind glass, over the product's longest side."""


def build_silhouette(
    name: str, product: Product, camera: bpy.types.Object, low: Vector, high: Vector
) -> bpy.types.Scene:
    """A scene that shares the product and the camera with the room. `low` and `high` bound the product (metres)."""
    scene = bpy.data.scenes.new(name)
    product.link_to(scene)
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.render.film_transparent = True
    add_backdrop(scene, _BACKDROP * longest_side(low, high))
    return scene


def longest_side(low: Vector, high: Vector) -> float:
    """Of the box between two corners."""
    size = high - low
    return max(size.x, size.y, size.z)
