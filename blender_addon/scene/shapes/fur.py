"""Fur and hair: thin blades that grow out of a shape.

Blades instead of curves are a shape like all others: the same in every Blender, and as cheap to render as grass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import Floats
from .shape import Shape


@dataclass(frozen=True)
class Pile:
    """How hair grows."""

    length: float
    """Metres."""
    width: float
    """Metres at the root."""
    lean: float
    """Inclination of the hair: 0 is upright, 1 lies flat."""
    mess: float
    """Random deviation of each hair, in [0, 1]."""
    comb: tuple[float, float, float] = (0.0, 0.0, -1.0)
    """The direction in which it is combed."""


def fur(skin: Shape, count: int, pile: Pile, seed: int) -> Shape:
    """`count` hairs, spread evenly over a shape: each a quad and a triangle, bent once.

    Args:
        skin: Its faces look outward.
        count: Hairs.
        pile: Length, inclination and direction of the hairs.
        seed: The same seed gives the same hairs.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    roots, normals = scattered(skin, count, rng)
    comb = np.asarray(pile.comb, float)
    along = comb - (normals @ comb)[:, None] * normals
    wild = unit(rng.random((count, 3)) - 0.5)
    swirl = np.sin(roots @ unit(rng.random((3, 3)) - 0.5) * (9.0 / max(float(np.ptp(skin.vertices)), 1e-6)))
    flow = unit(normals * (1.0 - pile.lean) + pile.lean * (along + 0.6 * swirl) + pile.mess * wild)
    tips = unit(flow + 0.35 * comb + 0.5 * pile.mess * wild)
    length = pile.length * (0.55 + 0.6 * rng.random(count))[:, None]
    side = unit(np.cross(flow, rng.random((count, 3)) - 0.5)) * (pile.width / 2)
    middle = roots + 0.55 * length * flow
    points = np.stack(
        [roots - side, roots + side, middle + 0.75 * side, middle - 0.75 * side, middle + 0.45 * length * tips], 1
    )
    base = 5 * np.arange(count)[:, None]
    corners = base + np.array([0, 1, 2, 3, 3, 2, 4])
    uv = np.tile(np.array([[0, 0], [1, 0], [1, 0.55], [0, 0.55], [0, 0.55], [1, 0.55], [0.5, 1.0]]), (count, 1))
    grain = np.repeat(roots, 5, 0)
    return Shape(points.reshape(-1, 3), corners.ravel(), np.tile([4, 3], count), uv, grain)


def scattered(skin: Shape, count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Points [count, 3] on a shape of triangles and quads, and the normals of its faces there."""
    starts = np.concatenate([[0], np.cumsum(skin.sizes)[:-1]])
    a, b, c = (skin.vertices[skin.corners[starts + k]] for k in (0, 1, 2))
    last = skin.vertices[skin.corners[starts + np.minimum(skin.sizes - 1, 3)]]
    normals = np.cross(c - a, last - b)  # twice the area; the last corner of a triangle is its third
    area = np.linalg.norm(normals, axis=1)
    edges = np.concatenate([[0.0], np.cumsum(area)])
    # Evenly spread over the area with a small random shift: independent draws would leave bald spots.
    at = (np.arange(count) + rng.random(count)) / count * edges[-1]
    face = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, len(area) - 1)
    u, v = rng.random((2, count, 1))
    points = (1 - u) * ((1 - v) * a[face] + v * last[face]) + u * ((1 - v) * b[face] + v * c[face])
    return points, unit(normals[face])


def unit(vectors: Floats) -> Floats:
    """The vectors [..., 3] with length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12))
