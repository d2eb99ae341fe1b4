"""Fur and hair: thin blades that grow out of a shape.

Blades, not curves: they are a shape like all others, the same in every Blender, and as cheap to render as grass.
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
    """How far it lies along the skin: 0 stands up, 1 lies flat."""
    mess: float
    """How far each hair goes its own way, in [0, 1]."""
    comb: tuple[float, float, float] = (0.0, 0.0, -1.0)
    """Where it is combed to."""


def fur(skin: Shape, count: int, pile: Pile, seed: int) -> Shape:
    """`count` hairs all over a shape, more where its faces are larger: each a quad and a triangle, bent once.

    Args:
        skin: Its faces look outward.
        count: Hairs.
        pile: How they grow.
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
    """Points [count, 3] all over a shape of triangles and quads, and the normals of its faces there."""
    starts = np.concatenate([[0], np.cumsum(skin.sizes)[:-1]])
    a, b, c = (skin.vertices[skin.corners[starts + k]] for k in (0, 1, 2))
    last = skin.vertices[skin.corners[starts + np.minimum(skin.sizes - 1, 3)]]
    normals = np.cross(c - a, last - b)  # twice the area, of a triangle too, whose last corner is its third
    area = np.linalg.norm(normals, axis=1)
    edges = np.concatenate([[0.0], np.cumsum(area)])
    # Evenly spread over the area, each with a little chance: no bald spots, as independent draws have.
    at = (np.arange(count) + rng.random(count)) / count * edges[-1]
    face = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, len(area) - 1)
    u, v = rng.random((2, count, 1))
    points = (1 - u) * ((1 - v) * a[face] + v * last[face]) + u * ((1 - v) * b[face] + v * c[face])
    return points, unit(normals[face])


def unit(vectors: Floats) -> Floats:
    """The vectors [..., 3] at length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12))
