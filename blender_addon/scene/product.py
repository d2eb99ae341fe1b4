"""A product in a scene: the objects to link, its surface points, and its names in Cryptomatte."""

from __future__ import annotations

from dataclasses import dataclass, field

import bpy
import numpy as np
from mathutils import Matrix
from numpy.typing import ArrayLike

from ..arrays import Floats
from ..narrowing import of_type
from .mesh import world_points


@dataclass
class Product:
    """Objects that are placed together. Geometry is never changed; `transform` moves the objects."""

    objects: list[bpy.types.Object]
    """The objects to link: its mesh, or the empties that instance its collection."""
    points: Floats
    """[N, 3] points of its surface in the world, metres once it is placed; they follow `transform`."""
    names: tuple[str, ...]
    """Names of the rendered objects, as Cryptomatte and ray casts report them."""
    owned: list[bpy.types.ID] = field(default_factory=list)
    """Further objects that `remove` deletes."""

    @classmethod
    def of_mesh(cls, thing: bpy.types.Object) -> Product:
        """A product that is one mesh object."""
        return cls([thing], world_points([thing]), (thing.name,), [of_type(bpy.types.Mesh, thing.data)])

    def bounds(self) -> Floats:
        """[2, 3] least and greatest corner in the world."""
        return np.stack([self.points.min(0), self.points.max(0)])

    def transform(self, matrix: Floats) -> None:
        """Move, turn and scale the product in the world by a 4x4 `matrix` that acts on columns; it may shear."""
        self.points = self.points @ matrix[:3, :3].T + matrix[:3, 3]
        for thing in self.objects:
            if thing.parent is not None:  # a parent's inverse holds any matrix, location, rotation and scale do not
                before = np.array(thing.matrix_parent_inverse, np.float64)
                thing.matrix_parent_inverse = Matrix((matrix @ before).tolist())
            elif not any(other.parent == thing for other in self.objects):
                thing.matrix_world = Matrix((matrix @ np.array(thing.matrix_world, np.float64)).tolist())

    def link_to(self, scene: bpy.types.Scene) -> None:
        """Link the product to a scene; a second call changes nothing."""
        for thing in self.objects:
            if thing.name not in scene.collection.objects:
                scene.collection.objects.link(thing)

    def copy(self) -> Product:
        """A copy of the product at the same place, which shares its data and is not linked to a scene."""
        twins = {thing: thing.copy() for thing in self.objects}
        for thing, twin in twins.items():
            if thing.parent in twins:
                twin.parent = twins[thing.parent]
                twin.matrix_parent_inverse = thing.matrix_parent_inverse  # a new parent clears it
        names = {thing.name: twin.name for thing, twin in twins.items()}
        return Product(list(twins.values()), self.points.copy(), tuple(names.get(name, name) for name in self.names))

    def rename(self, name: str) -> None:
        """Rename the objects in the scene, so that they differ from those of another product."""
        for index, thing in enumerate(self.objects):
            if thing.name in self.names:
                self.names = tuple(f"{name}_{index}" if each == thing.name else each for each in self.names)
            thing.name = f"{name}_{index}"

    def remove(self) -> None:
        """Delete the product from the file."""
        bpy.data.batch_remove([*self.objects, *self.owned])


def translation(offset: ArrayLike) -> Floats:
    """[4, 4] the matrix that moves points by `offset`."""
    matrix = np.eye(4)
    matrix[:3, 3] = offset
    return matrix
