"""The forms that products are made of: turned, swept, lofted, cut from a board.

All are Shapes around or above the origin, in metres, z up, faces counter-clockwise seen from outside.
"""

from __future__ import annotations

import math

import numpy as np

from ...arrays import Floats
from .shape import Shape, join


def loft(rings: Floats, start: str = "open", end: str = "open", grain: Floats | None = None) -> Shape:
    """A skin over closed rings, each counter-clockwise seen from the end that the rings lead to.

    Args:
        rings: [K, S, 3], K >= 2 rings of S points.
        start: "open", "flat" (one face over the first ring), or "tip" (a fan to the first ring's mean).
        end: The same for the last ring.
        grain: [K, S, 3], or None: the vertices themselves.

    Returns:
        UV: u goes once around (0 and 1 at the first point), v along the skin by arc length.
    """
    count, around = rings.shape[:2]
    k, s = np.meshgrid(np.arange(count - 1), np.arange(around), indexing="ij")
    following = (s + 1) % around
    quads = np.stack([k * around + s, k * around + following, (k + 1) * around + following, (k + 1) * around + s], -1)
    steps = np.linalg.norm(np.diff(rings, axis=0), axis=-1).mean(1)
    along = np.concatenate([[0.0], np.cumsum(steps)]) / max(float(steps.sum()), 1e-9)
    u0, u1 = s / around, (s + 1) / around
    uv = np.stack(
        [np.stack([u, v], -1) for u, v in ((u0, along[k]), (u1, along[k]), (u1, along[k + 1]), (u0, along[k + 1]))],
        2,
    )
    vertices = [rings.reshape(-1, 3)]
    stuff = [(rings if grain is None else grain).reshape(-1, 3)]
    corners, sizes, uvs = [quads.ravel()], [np.full(k.size, 4)], [uv.reshape(-1, 2)]
    total = count * around
    for kind, first, reverse in ((start, 0, True), (end, (count - 1) * around, False)):
        ring = first + np.arange(around)
        ring = ring[::-1] if reverse else ring
        if kind == "flat":
            corners.append(ring)
            sizes.append(np.array([around]))
            angle = 2 * np.pi * np.arange(around) / around
            uvs.append(0.5 + 0.5 * np.stack([np.cos(angle), np.sin(angle)], -1))
        elif kind == "tip":
            vertices.append(vertices[0][ring].mean(0, keepdims=True))
            stuff.append(stuff[0][ring].mean(0, keepdims=True))
            fan = np.stack([ring, np.roll(ring, -1), np.full(around, total)], -1)
            total += 1
            corners.append(fan.ravel())
            sizes.append(np.full(around, 3))
            uvs.append(np.full((around * 3, 2), 0.5))
    return Shape(
        np.concatenate(vertices),
        np.concatenate(corners),
        np.concatenate(sizes),
        np.concatenate(uvs),
        np.concatenate(stuff),
    )


def turned_profile(
    profile: Floats, segments: int = 64, around: Floats | None = None, start: str = "open", end: str = "open"
) -> Shape:
    """A profile revolved about z, as on a lathe or a potter's wheel.

    Args:
        profile: [K, 2] radius and height, from the bottom outside upward (that side faces out).
        segments: Points around.
        around: [segments] or [K, segments] factors on the radius, for lobes, facets or square shapes; or None.
        start: How the first ring ends, see `loft`; a radius of 0 there is a tip already.
        end: The same for the last ring.
    """
    angle = 2 * np.pi * np.arange(segments) / segments
    factor = np.ones((len(profile), segments)) if around is None else np.broadcast_to(around, (len(profile), segments))
    radius = np.maximum(profile[:, :1], 1e-5) * factor
    height = np.broadcast_to(profile[:, 1:], radius.shape)
    return loft(np.stack([radius * np.cos(angle), radius * np.sin(angle), height], -1), start, end)


def smooth(points: Floats, steps: int = 8) -> Floats:
    """A Catmull-Rom curve through the points, [K, D] -> [(K - 1) * steps + 1, D]."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = (np.arange(steps) / steps)[:, None]
    pieces = []
    for at in range(len(points) - 1):
        a, b, c, d = padded[at : at + 4]
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate([*pieces, points[-1:]])


def tube(path: Floats, radius: float | Floats, segments: int = 12, flatten: float = 1.0) -> Shape:
    """A round bar along a path with slightly rounded ends; the grain runs along it.

    Args:
        path: [K, 3].
        radius: One, or [K].
        segments: Points around.
        flatten: Thickness across over thickness along the bend's own plane (1: round).
    """
    radii = np.broadcast_to(np.asarray(radius, float), (len(path),)).copy()
    tangents = np.gradient(path, axis=0)
    tangents /= np.maximum(np.linalg.norm(tangents, axis=1, keepdims=True), 1e-12)
    tip = 0.35 * radii[0], 0.35 * radii[-1]
    path = np.concatenate([path[:1] - tangents[:1] * tip[0], path, path[-1:] + tangents[-1:] * tip[1]])
    radii = np.concatenate([[0.7 * radii[0]], radii, [0.7 * radii[-1]]])
    tangents = np.concatenate([tangents[:1], tangents, tangents[-1:]])
    side = _bend_side(path, tangents[0])
    angle = 2 * np.pi * np.arange(segments) / segments
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    rings, grain = [], []
    for point, tangent, r, far in zip(path, tangents, radii, along, strict=True):
        side = side - tangent * float(side @ tangent)  # parallel transport: the smallest rotation from ring to ring
        side /= np.linalg.norm(side)
        other = np.cross(tangent, side)
        x, y = r * flatten * np.cos(angle), r * np.sin(angle)
        rings.append(point + x[:, None] * side + y[:, None] * other)
        grain.append(np.stack([x, y, np.full(segments, far)], -1))
    return loft(np.array(rings), "flat", "flat", np.array(grain))


def _bend_side(path: Floats, tangent: Floats) -> Floats:
    """A unit vector across the plane that the path bends in; any across the tangent for a straight one."""
    normal = np.cross(path[len(path) // 2] - path[0], path[-1] - path[0])
    if (
        np.linalg.norm(normal) < 1e-9 * max(float(np.ptp(path)), 1e-9)
        or np.linalg.norm(np.cross(normal, tangent)) < 1e-12
    ):
        normal = np.cross(tangent, np.eye(3)[int(np.argmin(np.abs(tangent)))])
    return np.asarray(normal / np.linalg.norm(normal))


def box(x: float, y: float, z: float, edge: float = 0.002, steps: int = 3) -> Shape:
    """A box with rounded edges, centred in x and y, standing on z = 0; the grain runs along its longest side.

    UV: an atlas of six equal columns, in order +x, -x, +y, -y, +z, -z, each face upright seen from outside.
    """
    half = np.array([x, y, z]) / 2
    edge = min(edge, float(half.min()) * 0.999)
    turn = np.tan(np.linspace(math.pi / 4, 0.0, steps + 1))
    knots = [np.concatenate([-h + edge - edge * turn, (h - edge + edge * turn)[::-1]]) for h in half]
    longest = int(np.argmax(half))
    faces = []
    for column, (axis, sign) in enumerate(((0, 1), (0, -1), (1, 1), (1, -1), (2, 1), (2, -1))):
        across, up = (1, 2) if axis == 0 else (0, 2) if axis == 1 else (0, 1)
        turned = (sign > 0) == (axis == 1)  # to see the face from outside, its across axis runs the other way
        row = knots[across][::-1] if turned else knots[across]
        u, v = np.meshgrid(np.arange(len(row)), np.arange(len(knots[up])), indexing="ij")
        points = np.empty((*u.shape, 3))
        points[..., axis] = sign * half[axis]
        points[..., across] = row[u]
        points[..., up] = knots[up][v]
        share = np.stack([np.abs(row - row[0])[u] / (2 * half[across]), (knots[up][v] + half[up]) / (2 * half[up])], -1)
        core = np.clip(points, -(half - edge), half - edge)
        offset = points - core
        points = core + edge * offset / np.linalg.norm(offset, axis=-1, keepdims=True)
        faces.append(_grid(points, np.add(share, [column, 0]) / [6, 1], np.roll(points, 2 - longest, -1)))
    return _join_at_once(faces).moved(z=half[2])


def _join_at_once(parts: list[Shape]) -> Shape:
    """Shapes cut from one piece of material. Points that meet are merged, so that the shading is smooth there."""
    whole = join(parts)
    grain = np.concatenate([part.grain for part in parts])
    _, first, index = np.unique(np.round(whole.vertices, 7), axis=0, return_index=True, return_inverse=True)
    return Shape(whole.vertices[first], index.ravel()[whole.corners], whole.sizes, whole.uv, grain[first])


def _grid(points: Floats, uv: Floats, grain: Floats) -> Shape:
    """Quads over a grid of points [U, V, 3], facing u × v."""
    columns, rows = points.shape[:2]
    i, j = np.meshgrid(np.arange(columns - 1), np.arange(rows - 1), indexing="ij")
    index = np.stack([i * rows + j, (i + 1) * rows + j, (i + 1) * rows + j + 1, i * rows + j + 1], -1).reshape(-1)
    flat = uv.reshape(-1, 2)
    return Shape(points.reshape(-1, 3), index, np.full(i.size, 4), flat[index], grain.reshape(-1, 3))


def sheet(points: Floats) -> Shape:
    """A thin sheet over a grid of points [U, V, 3]; u and v in [0, 1] along its axes."""
    u, v = np.meshgrid(np.linspace(0, 1, points.shape[0]), np.linspace(0, 1, points.shape[1]), indexing="ij")
    return _grid(points, np.stack([u, v], -1), points)


def outline(half_x: float, half_y: float, power: float = 2.0, points: int = 64) -> Floats:
    """A superellipse |x/a|^p + |y/b|^p = 1 counter-clockwise, [points, 2]: 2 is an ellipse, 8 nearly a
    rectangle.
    """
    angle = 2 * np.pi * (np.arange(points) + 0.5) / points
    cosine, sine = np.cos(angle), np.sin(angle)
    reach = (np.abs(cosine) ** power + np.abs(sine) ** power) ** (-1 / power)
    return np.stack([half_x * reach * cosine, half_y * reach * sine], -1)


def board(shape: Floats, thickness: float, edge: float = 0.003, steps: int = 4) -> Shape:
    """A board with an outline [S, 2] (counter-clockwise) and rounded edges, from z = 0 up; grain along its
    longer side.
    """
    edge = min(edge, thickness * 0.499)
    ahead = np.roll(shape, -1, 0) - np.roll(shape, 1, 0)
    inward = np.stack([-ahead[:, 1], ahead[:, 0]], -1) / np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12)
    angle = np.linspace(0, math.pi / 2, steps + 1)
    depth = np.concatenate([edge * (1 - np.sin(angle)), edge * (1 - np.cos(angle))])
    height = np.concatenate([edge * (1 - np.cos(angle)), thickness - edge * (1 - np.sin(angle))])
    flat = shape[None] + depth[:, None, None] * inward[None]
    rings = np.concatenate([flat, np.broadcast_to(height[:, None, None], (*flat.shape[:2], 1))], -1)
    longest = int(np.argmax(np.ptp(shape, axis=0)))
    return loft(rings, "flat", "flat", np.roll(rings, 2 - longest, -1))
