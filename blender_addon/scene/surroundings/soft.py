"""Sofas and rugs."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..shapes.forms import board, box, outline, turned_profile
from ..shapes.shape import Shape, join

Parameters = dict[str, Any]


def build_sofa(p: Parameters) -> dict[str, Shape]:
    """A base, a cushion and a back cushion a seat, two arms, pillows; it faces −y."""
    x, y, soft = p["width"] / 2, p["depth"] / 2, p["soft"]
    arm, seat, leg = p["arm"], p["seat"], p["leg"]
    inner = 2 * (x - arm)
    base = box(inner, 2 * y - 0.06, seat - 0.14 - leg, 0.02, 2).moved(y=0.02, z=leg)
    cover = [base]
    for side in (-1, 1):
        rest = box(arm, 2 * y, p["arm_height"] - leg, min(soft, arm * 0.4), 3)
        cover.append(rest.moved(x=side * (x - arm / 2), z=leg))
    cover.append(box(inner + 0.04, 0.18, p["height"] - leg - 0.04, soft, 3).moved(y=y - 0.09, z=leg))
    wide = inner / p["seats"]
    for at in range(p["seats"]):
        middle = -inner / 2 + (at + 0.5) * wide
        cover.append(_puffed(box(wide - 0.008, 2 * y - 0.2, 0.15, soft, 4), 0.02).moved(middle, -0.1, seat - 0.15))
        back = _puffed(box(wide - 0.012, p["height"] - seat + 0.02, 0.16, soft, 4), 0.03)
        cover.append(back.turned("x", 1.35).moved(middle, y - 0.2, (p["height"] + seat) / 2))
    legs = []
    profile = np.array([[0.014, 0.0], [0.02, leg + 0.01]])
    for side in (-x + 0.07, x - 0.07):
        for end in (-y + 0.07, y - 0.07):
            legs.append(turned_profile(profile, 12, None, "flat", "flat").moved(side, end))
    rng = np.random.Generator(np.random.PCG64(p["seed"]))
    pillows = []
    for _ in range(p["pillows"]):
        size = rng.uniform(0.36, 0.5)
        pillow = _puffed(box(size, size, 0.07, 0.034, 4), 0.05).turned("x", rng.uniform(0.9, 1.2))
        pillow = pillow.turned("z", rng.uniform(-0.4, 0.4))
        pillows.append(pillow.moved(rng.uniform(-0.5, 0.5) * (inner - size), y - 0.42, seat + size / 2 - 0.03))
    slots = {"cover": join(cover), "legs": join(legs)}
    return slots | ({"pillow": join(pillows)} if pillows else {})


def _puffed(pad: Shape, lift: float) -> Shape:
    """A cushion out of a box: its upper side swells toward the middle. The box gets a finer top than corners alone."""
    points = pad.vertices.copy()
    half = np.abs(points[:, :2]).max(0)
    reach = np.clip(1 - (points[:, :2] / half) ** 2, 0, 1).prod(1)
    top = points[:, 2] > points[:, 2].max() * 0.5
    points[:, 2] += lift * reach**0.5 * top
    return Shape(points, pad.corners, pad.sizes, pad.uv, pad.grain)


def build_rug(p: Parameters) -> dict[str, Shape]:
    """A rug with its top at `height`, a border along its edge, fringes at its ends."""
    x, y, thick = p["width"] / 2, p["depth"] / 2, p["height"]
    field = board(outline(x, y, p["power"], 64), thick, thick * 0.45, 2)
    slots = {"field": field}
    edge: list[Shape] = []
    if p["border"] > 0.0:
        outer, inner = (outline(x - cut, y - cut, p["power"], 64) for cut in (0.35 * p["border"], p["border"]))
        edge.append(_ring(outer, inner, thick + 0.0006))
    if p["fringe"] > 0.0:
        for side in (-1, 1):
            for at in np.arange(-y + 0.01, y - 0.01, 0.022):
                edge.append(box(p["fringe"], 0.006, 0.003, 0.001, 1).moved(side * (x + p["fringe"] / 2 - 0.012), at))
    return slots | ({"border": join(edge)} if edge else {})


def _ring(outer: np.ndarray, inner: np.ndarray, z: float) -> Shape:
    """A flat band between two outlines of as many points, facing up."""
    count = len(outer)
    flat = np.concatenate([outer, inner])
    points = np.concatenate([flat, np.full((2 * count, 1), z)], 1)
    at = np.arange(count)
    after = (at + 1) % count
    corners = np.stack([at, after, count + after, count + at], -1).ravel()
    uv = points[corners, :2]
    return Shape(points, corners, np.full(count, 4), uv, points)
