"""Soft bodies: a smooth union of round parts, as a mesh.

Parts are distance fields; their smooth minimum is meshed by naive surface nets (Gibson, "Constrained Elastic Surface
Nets", 1998): one vertex in each cell that the surface crosses, at the mean of where it crosses the cell's edges.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from ...arrays import Floats
from .shape import Shape

Field = Callable[[Floats], Floats]
"""[..., 3] points in metres -> [...] distance to a surface, below 0 inside."""


def ellipsoid(centre: ArrayLike, radii: ArrayLike) -> Field:
    """An ellipsoid along the axes; its distance is exact at the surface and nearly exact near it."""
    middle, size = np.asarray(centre, float), np.asarray(radii, float)

    def field(points: Floats) -> Floats:
        away = (points - middle) / size
        length = np.linalg.norm(away, axis=-1)
        slope = np.linalg.norm(away / size, axis=-1)
        return np.asarray(length * (length - 1.0) / np.maximum(slope, 1e-9))

    return field


def limb(start: ArrayLike, end: ArrayLike, first: float, last: float) -> Field:
    """A round bar from one point to another, whose radius goes from `first` to `last`."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    along = b - a

    def field(points: Floats) -> Floats:
        share = np.clip((points - a) @ along / max(float(along @ along), 1e-12), 0.0, 1.0)
        nearest = a + share[..., None] * along
        return np.asarray(np.linalg.norm(points - nearest, axis=-1) - (first + share * (last - first)))

    return field


def ring(centre: ArrayLike, normal: ArrayLike, radius: float, thick: float) -> Field:
    """A torus about an axis."""
    middle, axis = np.asarray(centre, float), np.asarray(normal, float)
    axis = axis / np.linalg.norm(axis)

    def field(points: Floats) -> Floats:
        away = points - middle
        height = away @ axis
        flat = np.linalg.norm(away - height[..., None] * axis, axis=-1)
        return np.asarray(np.hypot(flat - radius, height) - thick)

    return field


def union(parts: Sequence[Field], blend: float, holes: Sequence[Field] = ()) -> Field:
    """The parts as one body with transitions of `blend` metres, minus the holes."""

    def field(points: Floats) -> Floats:
        total = np.zeros(points.shape[:-1])
        for part in parts:
            total += np.exp(np.clip(-part(points) / blend, -60.0, 60.0))
        body = -blend * np.log(np.maximum(total, 1e-30))
        for hole in holes:
            body = np.maximum(body, -hole(points))
        return np.asarray(body)

    return field


def meshed(field: Field, low: ArrayLike, high: ArrayLike, cells: int = 44) -> Shape:
    """The surface of a field within a box.

    Args:
        field: Positive on all sides of the box, or else the surface is open there.
        low: Least corner.
        high: Greatest corner.
        cells: Along the longest side of the surface.

    Raises:
        ValueError: The field has no surface in the box.
    """
    first, size = _bounds(field, np.asarray(low, float), np.asarray(high, float))
    step = float(size.max()) / cells
    counts = np.maximum(np.ceil(size / step).astype(int) + 1, 3)
    axes = [first[axis] + step * np.arange(counts[axis]) for axis in range(3)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), -1)
    values = field(grid)
    inside = values < 0.0
    sums, hits = np.zeros((*(counts - 1), 3)), np.zeros(counts - 1)
    for axis in range(3):
        one, two = _ends(values, axis)
        crosses = (one < 0.0) != (two < 0.0)
        share = np.where(crosses, one / np.where(crosses, one - two, 1.0), 0.0)
        at = _ends(grid, axis)[0] + share[..., None] * step * np.eye(3)[axis]
        for shift in _around(axis):
            part = tuple(slice(shift[a], None if shift[a] else -1) if a != axis else slice(None) for a in range(3))
            sums += np.where(crosses[part][..., None], at[part], 0.0)
            hits += crosses[part]
    cell = hits > 0
    if not cell.any():
        raise ValueError("the field has no surface in the box")
    number = np.full(counts - 1, -1)
    number[cell] = np.arange(int(cell.sum()))
    vertices = sums[cell] / hits[cell][:, None]
    quads = np.concatenate([_quads(inside, number, axis) for axis in range(3)])
    uv = (vertices[quads.ravel()][:, [0, 2]] - first[[0, 2]]) / size[[0, 2]]
    return Shape(vertices, quads.ravel(), np.full(len(quads), 4), uv, vertices.copy())


def _bounds(field: Field, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Corner and size of the part of a box that the surface lies in, found by the distances on a coarse grid."""
    count = 22
    step = (high - low) / (count - 1)
    grid = low + np.stack(np.meshgrid(*[np.arange(count)] * 3, indexing="ij"), -1) * step
    near = np.argwhere(field(grid) < float(step.max()))
    if not len(near):
        raise ValueError("the field has no surface in the box")
    first = low + np.maximum(near.min(0) - 1, 0) * step
    return first, low + np.minimum(near.max(0) + 1, count - 1) * step - first


def _ends(values: Floats, axis: int) -> tuple[Floats, Floats]:
    """The values at both ends of each edge of the grid along an axis."""
    count = values.shape[axis]
    return np.take(values, range(count - 1), axis), np.take(values, range(1, count), axis)


def _around(axis: int) -> list[tuple[int, int, int]]:
    """Which of a cell's four edges along an axis: for each other axis 0 is the near one, 1 the far one."""
    others = [a for a in range(3) if a != axis]
    found = []
    for i in (0, 1):
        for j in (0, 1):
            shift = [0, 0, 0]
            shift[others[0]], shift[others[1]] = i, j
            found.append((shift[0], shift[1], shift[2]))
    return found


def _quads(inside: np.ndarray, number: np.ndarray, axis: int) -> np.ndarray:
    """[Q, 4] the four cells around each edge along an axis that the surface crosses, counter-clockwise from outside."""
    one, two = _ends(inside, axis)
    second, third = (axis + 1) % 3, (axis + 2) % 3
    edges = np.argwhere(one != two)
    # Edges on the grid's sides lack some of the four cells; a surface there is open anyway.
    edges = edges[
        (edges[:, second] > 0)
        & (edges[:, third] > 0)
        & (edges[:, second] < inside.shape[second] - 1)
        & (edges[:, third] < inside.shape[third] - 1)
    ]
    corners = []
    for i, j in ((1, 1), (0, 1), (0, 0), (1, 0)):
        at = edges.copy()
        at[:, second] -= i
        at[:, third] -= j
        corners.append(number[tuple(at.T)])
    faces = np.stack(corners, -1)
    outward = one[tuple(edges.T)]
    faces[~outward] = faces[~outward][:, ::-1]
    return faces
