"""A shape: geometry in plain NumPy, built, joined and moved without Blender."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from ...arrays import Floats, Ints


@dataclass(frozen=True)
class Shape:
    """A mesh of faces over vertices, in metres."""

    vertices: Floats
    """[N, 3]"""
    corners: Ints
    """[L] vertex of each face corner, the faces one after another, counter-clockwise seen from outside."""
    sizes: Ints
    """[F] corners of each face."""
    uv: Floats
    """[L, 2] texture coordinates of each corner, (0, 0) at the image's lower left."""
    grain: Floats
    """[N, 3] place of a vertex in its part's piece of material, in metres, with the grain along z."""

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Shape:
        """The shape shifted; its grain stays with it."""
        return replace(self, vertices=self.vertices + np.array([x, y, z]))

    def turned(self, axis: str, angle_rad: float) -> Shape:
        """The shape turned about the x, y or z axis through the origin, counter-clockwise seen from the
        axis's tip.
        """
        first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
        cosine, sine = math.cos(angle_rad), math.sin(angle_rad)
        vertices = self.vertices.copy()
        vertices[:, first] = cosine * self.vertices[:, first] - sine * self.vertices[:, second]
        vertices[:, second] = sine * self.vertices[:, first] + cosine * self.vertices[:, second]
        return replace(self, vertices=vertices)

    def scaled(self, x: float, y: float, z: float) -> Shape:
        """The shape stretched along the axes; factors must be above 0, so that no face is inverted."""
        return replace(self, vertices=self.vertices * np.array([x, y, z]))

    def mirrored_x(self) -> Shape:
        """The shape mirrored at x = 0, with its faces reversed so that they still face outward."""
        starts = np.concatenate([[0], np.cumsum(self.sizes)[:-1]])
        within = np.arange(len(self.corners)) - np.repeat(starts, self.sizes)
        order = np.repeat(starts + self.sizes - 1, self.sizes) - within
        vertices = self.vertices * np.array([-1.0, 1.0, 1.0])
        return replace(self, vertices=vertices, corners=self.corners[order], uv=self.uv[order])


def join(shapes: Iterable[Shape]) -> Shape:
    """Many shapes as one; each has its grain from another place of the material, like boards of a tree.

    Raises:
        ValueError: `shapes` is empty.
    """
    parts = list(shapes)
    if not parts:
        raise ValueError("nothing to join: a product's slot has no shape")
    firsts = np.cumsum([0, *(len(part.vertices) for part in parts[:-1])])
    spread = np.array([0.713, 0.327, 0.591])
    return Shape(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.corners + first for part, first in zip(parts, firsts, strict=True)]),
        np.concatenate([part.sizes for part in parts]),
        np.concatenate([part.uv for part in parts]),
        np.concatenate([part.grain + spread * at for at, part in enumerate(parts)]),
    )
