"""The scene of the lone, unlit product, from which a cut-out sample gets its alpha.

Film, pixel filter, lens and depth of field are the studio's, so alpha is the same. Light, which takes most of the time
in a studio, is left out.
"""

from __future__ import annotations

import bpy
from mathutils import Vector

from .behind_glass import add_backdrop
from .product import Product

_BACKDROP = 40.0
"""Half the side of the glowing cube behind glass, over the product's longest side."""


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
