"""Heads with hair: a simple face, and thousands of strands that fall from a parting."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.blob import ellipsoid, limb, meshed, union
from ..shapes.forms import turned_profile
from ..shapes.fur import unit
from ..shapes.shape import Shape, join
from ..shapes.wires import circle, hoop

STRANDS, STEPS = 3600, 8


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.doll.draw`; it looks to −y."""
    p = parameters
    size = p["size"]
    centre = np.array([0.0, 0.0, (0.5 + p["neck"] + (0.3 if p["shoulders"] else 0.0)) * size])
    slots = {"skin": _head(p, centre), "hair": _hair(p, centre), "eye": _eyes(p, centre)}
    if p["wear"] == "cap":
        turn = np.linspace(0.05, np.pi / 2, 14)
        dome = np.stack([1.16 * p["slim"] * np.cos(turn), 1.1 * np.sin(turn) + 0.1], -1) * 0.5 * size
        around = 1.0 + 0.02 * np.sin(24 * 2 * np.pi * np.arange(64) / 64)
        slots["cloth"] = turned_profile(dome, 64, around, "flat").moved(*centre)
    elif p["wear"] == "scarf":
        ring = circle(0.34 * size, 48) * [1.0, 1.0, 1.0]
        ring[:, 2] += 0.03 * size * np.sin(np.arange(48) * 0.5)
        slots["cloth"] = hoop(ring, 0.12 * size, 14).moved(*(centre - [0, 0, 0.62 * size]))
    return slots


def _head(p: dict[str, Any], centre: Floats) -> Shape:
    size, slim = p["size"], p["slim"]
    half = 0.5 * size
    parts = [
        ellipsoid(centre + [0, 0.04 * size, 0.1 * size], (0.98 * slim * half, 0.95 * half, 0.85 * half)),
        ellipsoid(centre + [0, -0.08 * size, -0.2 * size], (0.72 * slim * half, 0.72 * half, 0.62 * half)),
        ellipsoid(centre + [0, -0.47 * size, -0.06 * size], (0.07 * size, 0.09 * size, 0.1 * size)),
        limb(centre - [0, 0, 0.2 * size], centre - [0, 0, 0.5 * size + p["neck"] * size], 0.2 * size, 0.21 * size),
    ]
    for side in (-1, 1):
        ear = centre + [side * slim * half, 0.05 * size, -0.02 * size]
        parts.append(ellipsoid(ear, (0.05 * size, 0.09 * size, 0.13 * size)))
    low = 0.03 * size
    if p["shoulders"]:
        parts.append(ellipsoid([0, 0.04 * size, 0.12 * size], (0.62 * size, 0.26 * size, 0.24 * size)))
    body = union(parts, 0.035 * size)

    def field(points: Floats) -> Floats:
        return np.asarray(np.maximum(body(points), low - points[..., 2]))

    return meshed(field, (-1.2 * size, -1.2 * size, -0.2 * size), (1.2 * size, 1.2 * size, 2.2 * size), 46)


def _eyes(p: dict[str, Any], centre: Floats) -> Shape:
    turn = np.linspace(-np.pi / 2, np.pi / 2, 10)
    ball = turned_profile(np.stack([np.cos(turn), np.sin(turn)], -1) * p["eyes"] * p["size"] * 0.6, 18).scaled(
        1.2, 0.6, 1.0
    )
    way = np.array([0.17, -0.435, 0.02]) * p["size"]
    return join([ball.moved(*(centre + way * [side, 1, 1])) for side in (-1, 1)])


def _hair(p: dict[str, Any], centre: Floats) -> Shape:
    """Strands from the skull to the sides of the parting, then down around the head, as ribbons of one width."""
    rng = np.random.Generator(np.random.PCG64(p["seed"]))
    size, slim = p["size"], p["slim"]
    axes = np.array([0.53 * slim, 0.51, 0.49]) * size
    turn = 6.2832 * rng.random(STRANDS)
    high = 0.05 + 0.95 * rng.random(STRANDS) ** 0.8
    flat = np.sqrt(1 - high**2)
    root = np.stack([flat * np.cos(turn), flat * np.sin(turn), high], -1)
    face = (root[:, 1] < -0.25) & (root[:, 2] < (0.55 if p["fringe"] else 0.75))
    root[face] *= [1.0, -1.0, 1.0]
    normal = unit(root)
    apart = np.sign(root[:, 0] - p["parting"] * 0.5) * (1.0 - 0.5 * np.abs(root[:, 2]))
    way = np.stack([0.75 * apart, 0.35 + 0.4 * root[:, 1], np.full(STRANDS, -0.35)], -1)
    if p["hair"] == "tied":
        way = np.stack([-root[:, 0], 1.2 - root[:, 1], np.full(STRANDS, 0.1)], -1)
    wild = p["mess"] * (rng.random((STRANDS, 3)) - 0.5)
    length = p["length"] * size * (0.75 + 0.4 * rng.random(STRANDS))
    step = (length / STEPS)[:, None]
    at, points = root * axes + 0.1 * size * np.array([0, 0, 1.0]), []
    phase = 6.2832 * rng.random((STRANDS, 1))
    for k in range(STEPS + 1):
        share = k / STEPS
        wave = p["curl"] * size * np.sin(phase + p["turns"] * share * 6.2832) * min(1.0, 2.0 * share)
        points.append(centre + at + wave * np.concatenate([np.cos(phase), np.sin(phase), 0 * phase], 1))
        fall = np.array([0.0, 0.0, -1.0]) * (0.5 + 3.4 * share)
        move = unit(way * (1 - share) + fall + wild * (1 + share) + 0.25 * normal)
        at = at + step * move
        # Hair is on the head, not in it.
        inside = np.linalg.norm((at - [0, 0, 0.1 * size]) / axes, axis=1, keepdims=True)
        near = at - [0, 0, 0.1 * size]
        at = np.where(inside < 1.03, near / np.maximum(inside, 1e-6) * 1.03 + [0, 0, 0.1 * size], at)
    path = np.maximum(np.stack(points, 1), [-9.0, -9.0, 0.004])
    tangent = unit(np.gradient(path, axis=1))
    side = unit(np.cross(tangent, unit(rng.random((STRANDS, 1, 3)) - 0.5)))
    half = 0.0026 * size / 0.2 * (1.0 - 0.7 * np.linspace(0, 1, STEPS + 1) ** 3)[None, :, None]
    ribbon = np.stack([path - half * side, path + half * side], 2)
    return _ribbons(ribbon)


def _ribbons(grid: Floats) -> Shape:
    """[N, K, 2, 3] edges of N ribbons as one shape; v runs along each."""
    count, steps = grid.shape[:2]
    first = 2 * steps * np.arange(count)[:, None, None] + 2 * np.arange(steps - 1)[None, :, None]
    corners = (first + np.array([0, 1, 3, 2])).reshape(-1)
    along = np.linspace(0, 1, steps)
    uv = np.stack(
        [np.tile([0, 1, 1, 0], steps - 1), np.stack([along[:-1], along[:-1], along[1:], along[1:]], -1).ravel()], -1
    )
    grain = np.repeat(grid[:, :1, :1], steps, 1).repeat(2, 2)
    return Shape(
        grid.reshape(-1, 3), corners, np.full(count * (steps - 1), 4), np.tile(uv, (count, 1)), grain.reshape(-1, 3)
    )
