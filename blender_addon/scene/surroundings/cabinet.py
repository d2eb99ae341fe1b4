"""Cupboards, bookcases and shelves: boards, doors, drawers, books."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from ..shapes.forms import box, turned_profile
from ..shapes.shape import Shape, join

Parameters = dict[str, Any]
_FRONT_M = 0.018


def _slab(low: tuple[float, float, float], high: tuple[float, float, float], edge: float = 0.0015) -> Shape:
    """A box with broken edges between two corners."""
    x, y, z = (h - w for w, h in zip(low, high, strict=True))
    return box(x, y, z, edge, 1).moved((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2])


def build_cupboard(p: Parameters) -> dict[str, Shape]:
    """A carcass on feet or a plinth with doors or drawers, its front to −y, its back at y = depth / 2."""
    x, y, top, foot = p["width"] / 2, p["depth"] / 2, p["height"], p["foot"] if p["foot"] > 0.01 else 0.0
    body = [
        _slab((-x, -y + _FRONT_M + 0.001, foot), (x, y, top - 0.02)),
        _slab((-x, -y, top - 0.02), (x, y, top), 0.004),
    ]
    if foot > 0.0:
        if p["plinth"]:
            body.append(_slab((-x + 0.02, -y + 0.05, 0.0), (x - 0.02, y, foot)))
        else:
            leg = 0.018
            for side in (-x + 0.04, x - 0.04):
                for end in (-y + 0.05, y - 0.05):
                    body.append(_slab((side - leg, end - leg, 0.0), (side + leg, end + leg, foot)))
    fronts, handles = [], []
    gap = p["gap"]
    wide, tall = 2 * x / p["columns"], (top - 0.022 - foot) / p["rows"]
    for column in range(p["columns"]):
        for row in range(p["rows"]):
            left, low = -x + column * wide + gap, foot + row * tall + gap
            right, high = left + wide - 2 * gap, low + tall - 2 * gap
            fronts.append(_slab((left, -y, low), (right, -y + _FRONT_M, high), 0.002))
            if p["panel"] > 0.0 and min(right - left, high - low) > 3 * p["panel"]:
                rim = p["panel"]
                for a, b in (((left, low), (left + rim, high)), ((right - rim, low), (right, high))):
                    fronts.append(_slab((a[0], -y - 0.006, a[1]), (b[0], -y, b[1]), 0.002))
                for z in (low, high - rim):
                    fronts.append(_slab((left + rim, -y - 0.006, z), (right - rim, -y, z + rim), 0.002))
            if p["handle"] != "none":
                handles.append(_handle(p, left, right, low, high, -y - (0.006 if p["panel"] else 0.0), column))
    slots = {"body": join(body), "front": join(fronts)}
    return slots | ({"handle": join(handles)} if handles else {})


def _handle(p: Parameters, left: float, right: float, low: float, high: float, y: float, column: int) -> Shape:
    """A handle: in the middle of a drawer, or on a door at the side that opens."""
    door = high - low > 0.3
    edge = right - 0.04 if column % 2 == 0 else left + 0.04
    x = edge if door else (left + right) / 2
    z = (low + high) / 2 if door else high - 0.3 * (high - low)
    if p["handle"] == "knob":
        knob = np.array([[0.4, 0.0], [0.45, 0.6], [1.0, 1.0], [1.0, 1.4], [0.05, 1.6]]) * 0.013
        return turned_profile(knob, 12, None, "flat", "flat").turned("x", np.pi / 2).moved(x, y, z)
    length = min(0.16, 0.5 * (high - low if door else right - left))
    half = (0.005, length / 2) if door else (length / 2, 0.005)
    return _slab((x - half[0], y - 0.028, z - half[1]), (x + half[0], y - 0.018, z + half[1]), 0.002)


def build_bookcase(p: Parameters) -> dict[str, Shape]:
    """Sides, boards, perhaps a back; rows of books and a few objects, drawn by the seed. Its front is at −y."""
    x, y, top, board = p["width"] / 2, p["depth"] / 2, p["height"], p["board"]
    columns, rows = p["columns"], p["rows"]
    body = [_slab((side - board / 2, -y, 0.0), (side + board / 2, y, top)) for side in np.linspace(-x, x, columns + 1)]
    levels = np.linspace(0.06, top - board, rows + 1)
    # Boards end inside the sides, so that no two faces lie in one plane.
    body += [_slab((-x, -y + 0.002, z), (x, y - 0.002, z + board)) for z in levels]
    if p["back"]:
        body.append(_slab((-x, y - 0.006, 0.05), (x, y - 0.001, top - 0.003), 0.0005))
    rng = np.random.Generator(np.random.PCG64(p["seed"]))
    books: dict[str, list[Shape]] = {f"books{number}": [] for number in range(4)}
    things: list[Shape] = []
    wide = 2 * x / columns
    for z, above in pairwise(levels):
        for column in range(columns):
            left = -x + column * wide + board / 2 + 0.005
            free = (wide - board - 0.01, 2 * y - 0.02, above - z - board - 0.01)
            if rng.random() < p["filled"]:
                _fill(rng, left, z + board, y, free, books, things)
    slots = {"body": join(body)} | {name: join(shapes) for name, shapes in books.items() if shapes}
    return slots | ({"things": join(things)} if things else {})


def _fill(
    rng: np.random.Generator,
    left: float,
    z: float,
    y: float,
    free: tuple[float, float, float],
    books: dict[str, list[Shape]],
    things: list[Shape],
) -> None:
    """One compartment: books from the left, and then perhaps a vase or a box."""
    at, end = left, left + free[0] * rng.uniform(0.35, 1.0)
    base = rng.uniform(0.55, 0.8) * free[2]
    while base > 0.06:
        thick = rng.uniform(0.012, 0.045)
        if at + thick > end:
            break
        tall = min(base * rng.uniform(0.8, 1.2), free[2])
        deep = min(rng.uniform(0.12, 0.2), free[1])
        back = y - 0.012
        spine = _slab((at, back - deep, z), (at + thick - 0.001, back, z + tall), 0.001)
        books[f"books{int(rng.integers(4))}"].append(spine)
        at += thick
    rest = left + free[0] - at
    if rest > 0.1 and rng.random() < 0.7:
        radius = min(rest / 2 - 0.02, free[1] / 2, 0.09) * rng.uniform(0.6, 1.0)
        tall = free[2] * rng.uniform(0.3, 0.85)
        profile = np.array([[0.7, 0.0], [1.0, 0.25], [1.0, 0.55], [0.5, 0.85], [0.6, 1.0]]) * [radius, tall]
        things.append(turned_profile(profile, 20, None, "flat", "flat").moved(at + rest / 2, 0.0, z))


def build_shelf(p: Parameters) -> dict[str, Shape]:
    """A shelf with the top of one board at `height`; its front is at −y."""
    x, y, top, board = p["width"] / 2, p["depth"] / 2, p["height"], p["board"]
    high = top + p["rise"]
    # Each board a little narrower than the sides, so that no two faces lie in one plane.
    levels = [top - board]
    while levels[-1] - p["spacing"] > 0.05:
        levels.append(levels[-1] - p["spacing"])
    body = [_slab((-x, -y + 0.002, z), (x, y - 0.002, z + board)) for z in levels]
    if p["above"]:
        body.append(_slab((-x, -y + 0.002, high - board), (x, y - 0.002, high)))
    upper = high if p["sides"] else top - 0.001
    body += [_slab((side - board / 2, -y, 0.0), (side + board / 2, y, upper)) for side in (-x, x)]
    if p["back"]:
        body.append(_slab((-x, y - 0.006, 0.03), (x, y - 0.001, high - 0.003), 0.0005))
    return {"body": join(body)}
