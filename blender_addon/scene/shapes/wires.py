"""Wirework: hundreds of straight rods, built as one array, and closed hoops."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...arrays import Floats, Ints
from .shape import Shape


def rods(starts: ArrayLike, ends: ArrayLike, radius: float | Floats, segments: int = 8) -> Shape:
    """Straight round bars with flat ends, as one Shape; the grain runs along each.

    Args:
        starts: [N, 3].
        ends: [N, 3], each different from its start.
        radius: One in metres, or [N].
        segments: Points around.
    """
    first, last = np.asarray(starts, float), np.asarray(ends, float)
    count = len(first)
    axis = last - first
    length = np.linalg.norm(axis, axis=1, keepdims=True)
    axis = axis / np.maximum(length, 1e-12)
    least = np.eye(3)[np.argmin(np.abs(axis), axis=1)]
    side = np.cross(axis, least)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    other = np.cross(axis, side)
    angle = 2 * np.pi * np.arange(segments) / segments
    radii = np.broadcast_to(np.asarray(radius, float), (count,))[:, None, None]
    circle = radii * (np.cos(angle)[None, :, None] * side[:, None] + np.sin(angle)[None, :, None] * other[:, None])
    rings = np.stack([first[:, None] + circle, last[:, None] + circle], 1)
    flat = np.stack([np.cos(angle), np.sin(angle)], -1)
    grain = np.zeros((count, 2, segments, 3))
    grain[..., :2] = radii[..., None] * flat
    grain[:, 1, :, 2] = length
    s = np.arange(segments)
    following = (s + 1) % segments
    quads = np.stack([s, following, segments + following, segments + s], -1).ravel()
    pattern = np.concatenate([quads, s[::-1], segments + s])
    uv = np.zeros((len(pattern), 2))
    return Shape(
        rings.reshape(-1, 3),
        (pattern[None] + 2 * segments * np.arange(count)[:, None]).ravel(),
        np.tile(np.array([4] * segments + [segments, segments]), count),
        np.tile(uv, (count, 1)),
        grain.reshape(-1, 3),
    )


def hoop(path: Floats, radius: float | Floats, segments: int = 10, flatten: float = 1.0) -> Shape:
    """A round bar along a closed path that lies roughly in a plane; its first and last points are neighbours.

    Args:
        path: [K, 3], counter-clockwise or clockwise.
        radius: One in metres, or [K].
        segments: Points around the bar.
        flatten: Thickness across the path's plane over thickness within it (1: round).
    """
    count = len(path)
    tangent = np.roll(path, -1, 0) - np.roll(path, 1, 0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    centred = path - path.mean(0)
    plane = np.cross(centred, np.roll(centred, -1, 0)).sum(0)
    plane /= max(float(np.linalg.norm(plane)), 1e-12)
    within = np.cross(tangent, plane)
    within /= np.maximum(np.linalg.norm(within, axis=1, keepdims=True), 1e-12)
    up = np.cross(within, tangent)
    angle = 2 * np.pi * np.arange(segments) / segments
    radii = np.broadcast_to(np.asarray(radius, float), (count,))[:, None, None]
    cosine, sine = np.cos(angle)[None, :, None], flatten * np.sin(angle)[None, :, None]
    rings = path[:, None] + radii * (cosine * within[:, None] + sine * up[:, None])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    grain = np.empty_like(rings)
    grain[..., 0] = radii[..., 0] * cosine[..., 0]
    grain[..., 1] = radii[..., 0] * sine[..., 0]
    grain[..., 2] = along[:, None]
    quads, uv = _closed_grid(count, segments)
    return Shape(
        rings.reshape(-1, 3), quads.ravel(), np.full(count * segments, 4), uv.reshape(-1, 2), grain.reshape(-1, 3)
    )


def _closed_grid(rows: int, columns: int) -> tuple[Ints, Floats]:
    """Quads [R, C, 4] of a grid whose last row and column connect to the first, and their UV [R, C, 4, 2]."""
    k, s = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    corners = ((k, s), (k + 1, s), (k + 1, s + 1), (k, s + 1))
    quads = np.stack([down % rows * columns + across % columns for down, across in corners], -1)
    uv = np.stack([np.stack([down / rows, across / columns], -1) for down, across in corners], 2)
    return quads, uv


def circle(radius: float, points: int = 48, z: float = 0.0) -> Floats:
    """[points, 3] of a level circle around z."""
    angle = 2 * np.pi * np.arange(points) / points
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), np.full(points, z)], -1)
