"""Large translations taken out of a file, so that 32-bit floats hold its shape.

A float has 24 bits: half a million units from the origin its steps are 3 cm. Blender multiplies matrices in such
floats, so a far product would lose its shape when it is moved back. The shift is computed in 64 bits here, and
subtracted where the file has it: in the one location that is large.
"""

from __future__ import annotations

from collections.abc import Collection

import bpy
import numpy as np

from ...arrays import Floats

FAR = 50.0
"""Distance from the origin over the longest side, beyond which a product is moved: 6 of 24 bits are then lost."""


def near_origin(objects: Collection[bpy.types.Object], points: Floats) -> bool:
    """Move objects so that their product is about the origin, where it lies far from it for its size.

    Args:
        objects: Everything that was imported, parents and instance sources too.
        points: [N, 3] where the product renders now, in the file's unit.

    Returns:
        True where something was moved; the points then hold no longer.
    """
    middles = [_centre_mesh(thing) for thing in objects if thing.type == "MESH" and is_plain(thing)]
    low, high = points.min(0), points.max(0)
    middle, longest = (low + high) / 2, float((high - low).max())
    if np.abs(middle).max() <= FAR * longest:
        return any(middles)
    for thing in objects:
        if thing.parent is None or thing.parent not in objects:
            _shift(thing, np.eye(3), middle)
    return True


def _shift(thing: bpy.types.Object, axes: Floats, offset: Floats) -> None:
    """Subtract `offset`, told in the space that the columns of `axes` span, here or where the children hold it."""
    inverse = np.array(thing.matrix_parent_inverse, np.float64) if thing.parent is not None else np.eye(4)
    own = np.linalg.pinv(axes @ inverse[:3, :3]) @ offset
    place = np.array(thing.location, np.float64)
    children = [child for child in thing.children if child.parent_type == "OBJECT"]
    here = float(np.abs(place).max()) * 2 >= float(np.abs(own).max())
    if here or not children or thing.data is not None or thing.instance_type != "NONE":
        thing.location = (place - own).tolist()
        return
    local = np.array(thing.matrix_basis, np.float64)[:3, :3]
    for child in children:
        _shift(child, axes @ inverse[:3, :3] @ local, offset)


def is_plain(thing: bpy.types.Object) -> bool:
    """Whether nothing else reads where this mesh's vertices are in its object."""
    mesh = thing.data
    return mesh.users == 1 and mesh.library is None and mesh.shape_keys is None and not thing.modifiers


def _centre_mesh(thing: bpy.types.Object) -> bool:
    """Where vertices lie far from their object's origin, move them there and the object to where they were."""
    if not len(thing.data.vertices) or thing.children:
        return False
    flat = np.empty(len(thing.data.vertices) * 3, np.float32)
    thing.data.vertices.foreach_get("co", flat)
    places = flat.reshape(-1, 3).astype(np.float64)
    middle = (places.min(0) + places.max(0)) / 2
    if np.abs(middle).max() <= FAR * float(np.ptp(places, axis=0).max()):
        return False
    middle = middle.astype(np.float32).astype(np.float64)
    thing.data.vertices.foreach_set("co", (places - middle).astype(np.float32).ravel())
    thing.data.update()
    basis = np.array(thing.matrix_basis, np.float64)
    thing.location = (basis[:3, 3] + basis[:3, :3] @ middle).tolist()
    return True
