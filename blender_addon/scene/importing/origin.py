"""Removes large translations from a file, so that 32-bit floats keep its shape.

A float has 24 bits: half a million units from the origin its steps are 3 cm. Blender multiplies matrices in such
floats, so a far product would lose its shape when it is moved back. The shift is computed in 64 bits here, and
subtracted from the one location that is large.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import bpy
import numpy as np

from ...arrays import Floats
from ..mesh import mesh_data
from .plain import is_plain, reads_object_coordinates

FAR = 50.0
"""Distance from the origin over the longest side, beyond which a product is moved: 6 of 24 bits are then lost."""


@dataclass
class Move:
    """Objects moved by -`offset` in the world; their locations are kept in 64 bits until `write`."""

    offset: Floats
    places: dict[bpy.types.Object, Floats] = field(default_factory=dict)
    before: dict[bpy.types.Object, Floats] = field(default_factory=dict)

    def add(self, thing: bpy.types.Object, step: Floats) -> None:
        """Add to an object's location, in its parent's space."""
        if thing not in self.places:
            self.places[thing] = self.before[thing] = np.array(thing.location, np.float64)
        self.places[thing] = self.places[thing] + step

    def write(self) -> None:
        """Put the locations into the objects."""
        for thing, place in self.places.items():
            thing.location = place.tolist()

    def undo(self) -> None:
        """Put every object back."""
        self.places = self.before
        self.write()

    def kept_shape(self, points: Floats, moved: Floats) -> bool:
        """Whether all points moved by the same offset, up to rounding: a constraint may not follow."""
        if points.shape != moved.shape:
            return False
        step = float(np.abs(points).max()) * 2.0**-21  # eight units in the last place of where they were
        return bool(np.abs(points - self.offset - moved).max() <= step + 1e-5 * float(np.ptp(moved, axis=0).max()))


def near_origin(
    objects: Collection[bpy.types.Object], shown: Collection[bpy.types.Object], points: Floats
) -> Move | None:
    """Move objects so that a product far from the origin, relative to its size, is near it.

    Args:
        objects: Everything that was imported, parents and instance sources too.
        shown: Those that render themselves.
        points: [N, 3] where the product renders now, in the file's unit.

    Returns:
        The move, to keep or undo; None if nothing was moved.
    """
    low, high = points.min(0), points.max(0)
    middle, longest = (low + high) / 2, float((high - low).max())
    if np.abs(middle).max() <= FAR * longest:
        return None
    move = Move(middle)
    held = {thing: thing.instance_collection for thing in objects if thing.instance_type == "COLLECTION"}
    holders = {thing: collection for thing, collection in held.items() if collection is not None}
    inside: set[bpy.types.Object] = set()
    for collection in dict.fromkeys(holders.values()):
        members = {thing for thing in collection.all_objects if thing in objects}
        own = middle
        if not members & set(shown):  # a space of its own, which nothing else is seen in
            inside |= members
            own = np.mean([np.array(thing.location, np.float64) for thing in _roots(members)] or [np.zeros(3)], axis=0)
            for thing in _roots(members):
                _shift(move, thing, np.eye(3), own)
        for holder in (thing for thing, its_own in holders.items() if its_own == collection):
            move.add(holder, np.array(holder.matrix_basis, np.float64)[:3, :3] @ own)
    for thing in _roots([each for each in objects if each not in inside]):
        _shift(move, thing, np.eye(3), middle)
    move.write()
    return move


def _roots(objects: Collection[bpy.types.Object]) -> list[bpy.types.Object]:
    return [thing for thing in objects if thing.parent is None or thing.parent not in objects]


def _shift(move: Move, thing: bpy.types.Object, axes: Floats, offset: Floats) -> None:
    """Subtract `offset`, told in the space that the columns of `axes` span, here or where the children hold it."""
    inverse = np.array(thing.matrix_parent_inverse, np.float64) if thing.parent is not None else np.eye(4)
    own = np.linalg.pinv(axes @ inverse[:3, :3]) @ offset
    children = [child for child in thing.children if child.parent_type == "OBJECT"]
    here = float(np.abs(np.array(thing.location)).max()) * 2 >= float(np.abs(own).max())
    if here or not children or thing.data is not None or thing.instance_type != "NONE":
        move.add(thing, -own)
        return
    local = np.array(thing.matrix_basis, np.float64)[:3, :3]
    for child in children:
        _shift(move, child, axes @ inverse[:3, :3] @ local, offset)


def centre_meshes(objects: Iterable[bpy.types.Object]) -> None:
    """Move vertices that are far from their object's origin to it, and the object to where they were."""
    for thing in objects:
        if thing.type != "MESH" or not is_plain(thing) or thing.children:
            continue
        mesh = mesh_data(thing)
        if not len(mesh.vertices):
            continue
        flat = np.empty(len(mesh.vertices) * 3, np.float32)
        mesh.vertices.foreach_get("co", flat)
        places = flat.reshape(-1, 3).astype(np.float64)
        middle = (places.min(0) + places.max(0)) / 2
        if np.abs(middle).max() <= FAR * float(np.ptp(places, axis=0).max()) or reads_object_coordinates(thing):
            continue
        middle = middle.astype(np.float32).astype(np.float64)
        mesh.vertices.foreach_set("co", (places - middle).astype(np.float32).ravel())
        mesh.update()
        basis = np.array(thing.matrix_basis, np.float64)
        thing.location = (basis[:3, 3] + basis[:3, :3] @ middle).tolist()
