"""Loose objects: boxes, plinths, frames that lean on a wall, cables."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..shapes.forms import board, box, outline, smooth, tube
from ..shapes.shape import Shape, join

Parameters = dict[str, Any]


def build_boxes(p: Parameters) -> dict[str, Shape]:
    """Stacked boxes, each smaller than the one below, with a strip of tape over each."""
    body, tapes = [], []
    x, y, z = p["width"], p["depth"], p["height"]
    level = 0.0
    for index in range(p["count"]):
        turn = p["turns"][index] if index else 0.0
        body.append(box(x, y, z, p["edge"], 2).turned("z", turn).moved(z=level))
        if p["tape"]:
            strip = min(0.05, 0.2 * y)
            over = box(x * 1.002 + 0.0006, strip, z * 1.001 + 0.0006, p["edge"], 1).turned("z", turn)
            tapes.append(over.moved(z=level - 0.0003))
        level += z
        x, y, z = (size * p["shrink"] for size in (x, y, z))
    return {"body": join(body)} | ({"tape": join(tapes)} if tapes else {})


def build_plinth(p: Parameters) -> dict[str, Shape]:
    """A block, square or round."""
    if not p["round"]:
        return {"body": box(p["width"], p["depth"], p["height"], p["edge"], 3)}
    return {"body": board(outline(p["width"] / 2, p["depth"] / 2, 2.0, 96), p["height"], p["edge"], 3)}


def build_frame(p: Parameters) -> dict[str, Shape]:
    """A frame with a picture in it, leaning back: its back's upper edge and its foot touch y = depth / 2 and z = 0."""
    x, tall, rim, deep = p["width"] / 2, p["height"], p["border"], p["deep"]
    bars = [
        box(2 * x, deep, rim, 0.002, 1),
        box(2 * x, deep, rim, 0.002, 1).moved(z=tall - rim),
        box(rim, deep, tall - 2 * rim, 0.002, 1).moved(x=-x + rim / 2, z=rim),
        box(rim, deep, tall - 2 * rim, 0.002, 1).moved(x=x - rim / 2, z=rim),
    ]
    inside = rim + p["mount"] * 2 * x
    slots = {"frame": join(bars), "mount": _pane(x - rim, rim, tall - rim, 0.0)}
    slots["picture"] = _pane(x - inside, inside, tall - inside, -0.002)
    return {name: shape.turned("x", -p["lean_rad"]) for name, shape in slots.items()}


def _pane(half: float, low: float, high: float, y: float) -> Shape:
    """An upright rectangle that looks to −y; its UV are (0, 0) to (1, 1)."""
    points = np.array([[-half, y, low], [half, y, low], [half, y, high], [-half, y, high]])
    uv = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    return Shape(points, np.arange(4), np.array([4]), uv, points)


def build_cable(p: Parameters) -> dict[str, Shape]:
    """A cable in loose bends on the floor."""
    rng = np.random.Generator(np.random.PCG64(p["seed"]))
    count = p["loops"] * 2 + 2
    way = np.cumsum(rng.uniform(-1.0, 1.0, count))
    x = np.linspace(-0.5, 0.5, count) * p["length"] + rng.uniform(-0.1, 0.1, count) * p["length"]
    y = (way - way.mean()) / max(float(np.ptp(way)), 1e-6) * 0.45 * p["length"]
    path = smooth(np.stack([x, y, np.full(count, p["thick"])], -1), 8)
    return {"cable": tube(path, p["thick"], 6)}
