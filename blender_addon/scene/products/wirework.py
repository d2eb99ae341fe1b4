"""Baskets, bowls, racks and cages: hoops and rods."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import outline, smooth, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wires import circle, hoop, rods
from .parts.bicycle import build_bicycle


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.wirework.draw`."""
    kind = parameters["kind"]
    if kind == "bicycle":
        return build_bicycle(parameters)
    if kind == "dish rack":
        return {"wire": join(_rack(parameters))}
    if kind == "bird cage":
        return _cage(parameters)
    return _basket(parameters)


def _plan(p: dict[str, Any], share: float, points: int) -> Floats:
    """[points, 3] of the basket's outline at a share of its height, the points evenly far apart."""
    size = p["taper"] + (1 - p["taper"]) * share + p["bulge"] * 4 * share * (1 - share)
    if p["kind"] == "fruit bowl":
        size = 0.3 + 0.7 * np.sin(0.5 * np.pi * share) ** 0.8
    dense = outline(0.5 * p["width"] * size, 0.5 * p["depth"] * size, p["power"], 720)
    steps = np.linalg.norm(np.diff(np.concatenate([dense, dense[:1]]), axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.linspace(0, along[-1], points, endpoint=False)
    closed = np.concatenate([dense, dense[:1]])
    flat = np.stack([np.interp(at, along, closed[:, axis]) for axis in (0, 1)], -1)
    z = p["rim"] + share * (p["height"] - 2 * p["rim"])
    return np.concatenate([flat, np.full((points, 1), z)], 1)


def _basket(p: dict[str, Any]) -> dict[str, Shape]:
    """Upright wires between hoops, a grid for a floor, ears or a bail."""
    count = p["wires"]
    levels = np.linspace(0, 1, 9)
    rings = np.stack([_plan(p, float(level), count * 4) for level in levels])
    turn = np.round(p["slant"] * levels * count / 4).astype(int)
    index = (np.arange(count)[None] * 4 + 4 * turn[:, None]) % (4 * count)
    uprights = np.take_along_axis(rings, index[..., None], axis=1)
    parts = [rods(uprights[:-1].reshape(-1, 3), uprights[1:].reshape(-1, 3), p["wire"], 7)]
    if p["slant"]:
        other = np.take_along_axis(
            rings, ((np.arange(count)[None] * 4 - 4 * turn[:, None]) % (4 * count))[..., None], axis=1
        )
        parts.append(rods(other[:-1].reshape(-1, 3), other[1:].reshape(-1, 3), p["wire"], 7))
    parts += [
        hoop(_plan(p, share, 96), p["rim"] if share in (0.0, 1.0) else p["wire"], 9)
        for share in np.linspace(0, 1, p["hoops"] + 1)
    ]
    floor = _plan(p, 0.0, 720)
    ys = np.linspace(floor[:, 1].min(), floor[:, 1].max(), max(count // 3, 6))[1:-1]
    half = [float(np.abs(floor[np.abs(floor[:, 1] - y) < 0.02 * p["depth"], 0]).max()) for y in ys]
    z = p["rim"]
    parts.append(
        rods(
            [[-x, y, z] for x, y in zip(half, ys, strict=True)],
            [[x, y, z] for x, y in zip(half, ys, strict=True)],
            p["wire"],
            7,
        )
    )
    slots = {"wire": parts}
    if p["handles"] == "ears":
        parts += _ears(p)
    elif p["handles"] == "bail":
        path = _bail(p)
        parts.append(tube(path, 0.8 * p["rim"], 9))
        slots["grip"] = [tube(path[13:20], 2.6 * p["rim"], 14)]
    return {name: join(shapes) for name, shapes in slots.items()}


def _ears(p: dict[str, Any]) -> list[Shape]:
    """A small arch on each side of the rim."""
    x, top = 0.5 * p["width"], p["height"] - p["rim"]
    arch = np.linspace(0, np.pi, 17)
    depth, height = 0.22 * p["depth"] * np.cos(arch), top + 0.05 * np.sin(arch)
    return [
        tube(np.stack([side * x + side * 0.02 * np.sin(arch), depth, height], -1), 0.8 * p["rim"], 9)
        for side in (-1, 1)
    ]


def _bail(p: dict[str, Any]) -> Floats:
    """The path of a handle that spans the basket."""
    x, top = 0.5 * p["width"], p["height"] - p["rim"]
    arch = np.linspace(np.pi, 0, 33)
    return np.stack([x * np.cos(arch), np.zeros(33), top + 0.75 * x * np.sin(arch) ** 0.8], -1)


def _cage(p: dict[str, Any]) -> dict[str, Shape]:
    """A bird cage: round, domed, on a tray, with a ring, a door and a perch."""
    r, body, count = 0.34 * p["width"] + 0.03, 0.62 * p["height"], p["wires"]
    angle = 2 * np.pi * np.arange(count) / count
    bend = np.linspace(0, np.pi / 2, 9)
    profile = np.concatenate(
        [[[r, 0.012], [r, body]], np.stack([r * np.cos(bend), body + (p["height"] - body) * np.sin(bend)], -1)[1:]]
    )
    profile[-1, 0] = 0.004
    lines = np.stack(
        [
            profile[:, :1] * np.cos(angle),
            profile[:, :1] * np.sin(angle),
            np.broadcast_to(profile[:, 1:], (len(profile), count)),
        ],
        -1,
    )
    parts = [rods(lines[:-1].reshape(-1, 3), lines[1:].reshape(-1, 3), p["wire"], 7)]
    parts += [hoop(circle(r, 72, z), 0.8 * p["rim"], 9) for z in np.linspace(0.03, body, 2 + p["hoops"] // 2)]
    ring = circle(0.022, 32)[:, [0, 2, 1]] + [0, 0, p["height"] + 0.02]
    tray = np.array([[1.0, 0.0], [1.06, 0.002], [1.07, 0.022], [1.055, 0.024], [1.04, 0.012], [0.2, 0.01]]) * [r, 1.0]
    door = np.array(
        [[-0.28 * r, 0.04], [0.28 * r, 0.04], [0.28 * r, 0.5 * body], [0.0, 0.58 * body], [-0.28 * r, 0.5 * body]]
    )
    frame = np.stack([door[:, 0], -np.sqrt(r**2 - door[:, 0] ** 2) - 0.004, door[:, 1]], -1)
    parts += [hoop(ring, 0.7 * p["rim"], 9), turned_profile(tray, 72, None, "flat", "flat")]
    parts.append(rods(frame, np.roll(frame, -1, 0), 0.6 * p["rim"], 9))
    slots = {"wire": join(parts)}
    high = 0.45 * body if p["perch"] else 0.06 * body
    slots["grip"] = rods([[-r, 0.0, high]], [[r, 0.0, high]], 0.006, 16)
    return slots


def _rack(p: dict[str, Any]) -> list[Shape]:
    """A dish rack: a frame on feet and two rows of loops that plates lean on."""
    x, y = 0.5 * p["width"], 0.42 * p["depth"]
    tall = 0.3 * p["height"] + 0.05
    lift = 0.022
    flat = outline(x, y, 7.0, 96)
    frame = np.concatenate([flat, np.full((96, 1), lift)], 1)
    parts = [hoop(frame, p["rim"], 9), hoop(frame * [0.98, 0.98, 1] + [0, 0, 0.5 * tall], p["rim"], 9)]
    count = max(p["wires"] // 3, 7)
    for row in (-0.45, 0.3):
        for at in np.linspace(-0.86, 0.86, count):
            loop = [
                [at * x, row * y - 0.03, lift],
                [at * x, row * y - 0.012, 0.9 * tall],
                [at * x, row * y, tall],
                [at * x, row * y + 0.012, 0.9 * tall],
                [at * x, row * y + 0.03, lift],
            ]
            parts.append(tube(smooth(np.array(loop), 4), p["wire"] * 1.3, 7))
    ys = np.linspace(-0.95, 0.95, 9) * y
    reach = [x * 0.97 if abs(v) < 0.8 * y else 0.9 * x for v in ys]
    parts.append(
        rods(
            [[-r, v, lift] for r, v in zip(reach, ys, strict=True)],
            [[r, v, lift] for r, v in zip(reach, ys, strict=True)],
            p["wire"],
            7,
        )
    )
    corners = np.array([[sx * 0.88 * x, sy * 0.82 * y, 0.0] for sx in (-1, 1) for sy in (-1, 1)])
    parts.append(rods(corners, corners + [0, 0, lift + 0.5 * tall], p["rim"] * 1.1, 10))
    return parts
