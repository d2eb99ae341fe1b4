"""Toys: cars and engines here, figures and blocks in `toy_figures`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import board, box, outline, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wires import circle, hoop, rods
from .parts.toy_figures import ball, build_blocks, build_peg, build_rings, build_robot


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.toy.draw`; vehicles drive to +x."""
    makers = {
        "car": _car,
        "train": _train,
        "robot": build_robot,
        "stacking rings": build_rings,
        "blocks": build_blocks,
        "peg figure": build_peg,
    }
    return {name: join(parts) for name, parts in makers[parameters["kind"]](parameters).items()}


def _wheels(radius: float, xs: tuple[float, ...], half: float, wide: float) -> tuple[list[Shape], list[Shape]]:
    """Tyres and hubs on both sides, standing on the floor."""
    turn = np.linspace(-np.pi / 2, np.pi / 2, 9)
    tyre = np.concatenate(
        [
            [[0.55 * radius, -0.45 * wide]],
            np.stack([radius * (0.84 + 0.16 * np.cos(turn)), 0.5 * wide * np.sin(turn)], -1),
            [[0.55 * radius, 0.45 * wide]],
        ]
    )
    hub = np.array([[0.6, 0.3], [0.58, 0.46], [0.5, 0.5], [0.4, 0.4], [0.18, 0.42], [0.16, 0.56], [0.05, 0.58]]) * [
        radius,
        wide,
    ]
    tyres: list[Shape] = []
    hubs: list[Shape] = []
    for x in xs:
        for side in (-1, 1):
            for store, profile, end in ((tyres, tyre, "flat"), (hubs, hub, "flat")):
                part = turned_profile(profile, 40, None, "flat", end).turned("x", np.pi / 2)
                part = part if side < 0 else part.turned("z", np.pi)
                store.append(part.moved(x=x, y=side * half, z=radius))
    return tyres, hubs


def _slab(side: Floats, width: float, edge: float) -> Shape:
    """A side view [S, 2] (x and z, counter-clockwise), as thick as `width` across y."""
    return board(side, width, edge, 5).turned("x", np.pi / 2).moved(y=0.5 * width)


def _rounded(corners: list[tuple[float, float]], radius: float) -> Floats:
    """A polygon [S, 2], counter-clockwise, with its corners rounded."""
    points = np.array(corners)
    before, after = np.roll(points, 1, 0) - points, np.roll(points, -1, 0) - points
    pieces = []
    for point, one, two in zip(points, before, after, strict=True):
        cut = min(radius, 0.45 * float(np.linalg.norm(one)), 0.45 * float(np.linalg.norm(two)))
        a, b = point + cut * one / np.linalg.norm(one), point + cut * two / np.linalg.norm(two)
        t = np.linspace(0, 1, 6)[:, None]
        pieces.append((1 - t) ** 2 * a + 2 * (1 - t) * t * point + t**2 * b)
    return np.concatenate(pieces)


def _car(p: dict[str, Any]) -> dict[str, list[Shape]]:
    """A rounded body, a cabin with windows, wheels, lamps and bumpers."""
    length, width, height = p["length"], p["width"], p["height"]
    r = p["wheel"] * length * 0.9
    x, low, belt = 0.5 * length, 0.55 * r, 0.55 * r + p["cab"][2] * height
    top = low + height
    edge = p["edge"] * width
    lower = [(-x, low), (x, low), (x, belt - p["nose"] * height), (0.35 * x, belt), (-x, belt)]
    rear, front = -x + 0.12 * length * p["cab"][0] * 4, -x + p["cab"][1] * 0.84 * length
    slope = p["slope"] * length
    cabin = [
        (rear, belt - 0.01 * height),
        (front, belt - 0.01 * height),
        (front - slope - 0.06 * length, top),
        (rear + slope, top),
    ]
    body = [
        _slab(_rounded(lower, 0.1 * length), width, edge),
        _slab(_rounded(cabin, 0.05 * length), 0.86 * width, 0.7 * edge),
    ]
    middle = np.mean(np.array(cabin), 0)
    pane = _rounded([tuple(middle + 0.74 * (np.array(corner) - middle)) for corner in cabin], 0.03 * length)
    window = [_slab(pane, 0.87 * width, 0.001)]
    # Windscreen and rear window: the cabin's section again, narrower than the body and a little longer.
    screen = _rounded(
        [tuple(middle + np.array([1.012, 0.72]) * (np.array(corner) - middle)) for corner in cabin], 0.02 * length
    )
    window.append(_slab(screen, 0.62 * width, 0.002))
    tyres, hubs = _wheels(r, (-0.6 * x, 0.58 * x), 0.47 * width, 0.5 * r * p["tyre"] * 1.4)
    metal = [
        box(0.02 * length, 0.8 * width, 0.05 * height, 0.01 * height, 2).moved(x=side * x, z=low + 0.06 * height)
        for side in (-1, 1)
    ]
    if p["lamps"]:
        lamp = ball(0.06 * width + 0.002, 20)
        metal += [
            lamp.moved(x=x - 0.006 * length, y=side * 0.32 * width, z=0.55 * (low + belt - p["nose"] * height))
            for side in (-1, 1)
        ]
    accent = list(hubs)
    if p["rack"]:
        bars = np.array([[rear + slope * 1.2, side * 0.34 * width, top + 0.05 * height] for side in (-1, 1)])
        accent.append(rods(bars, bars + [front - slope * 2.2 - rear - 0.06 * length, 0, 0], 0.012 * length, 10))
        accent.append(
            box(0.3 * length, 0.5 * width, 0.12 * height, 0.003, 2).moved(
                x=0.5 * (rear + front) - 0.03 * length, z=top + 0.03 * height
            )
        )
    return {"body": body, "accent": accent, "dark": tyres, "window": window, "metal": metal}


def _train(p: dict[str, Any]) -> dict[str, list[Shape]]:
    """A steam engine: boiler, cab, funnel, dome, wheels and a couple of rods."""
    length, width = p["length"], p["width"]
    r = p["wheel"] * length * 0.8
    base = 1.2 * r
    boiler = 0.36 * width
    x = 0.5 * length
    frame = box(length, 0.8 * width, 0.09 * length, 0.02 * length, 3).moved(z=base)
    z = base + 0.09 * length + boiler * 0.94
    bend = np.linspace(0, np.pi / 2, 6)
    barrel = np.concatenate(
        [
            [[boiler, 0.0]],
            np.stack([boiler * (0.86 + 0.14 * np.cos(bend)), 0.6 * length + 0.14 * boiler * np.sin(bend)], -1),
            [[0.3 * boiler, 0.6 * length + 0.16 * boiler]],
        ]
    )
    body = [turned_profile(barrel, 48, None, "flat", "flat").turned("y", np.pi / 2).moved(x=-0.16 * length, z=z)]
    cab = box(0.3 * length, 0.84 * width, 2.5 * boiler, 0.05 * width, 3).moved(
        x=-x + 0.17 * length, z=base + 0.08 * length
    )
    roof = board(outline(0.2 * length, 0.54 * width, 6.0, 48), 0.035 * length, 0.012 * length).moved(
        x=-x + 0.17 * length, z=base + 0.08 * length + 2.48 * boiler
    )
    funnel = np.array([[0.3, -0.4], [0.28, 0.5], [0.3, 0.9], [0.52, 1.25], [0.5, 1.3], [0.3, 1.3]]) * boiler
    dome = np.array([[0.38, -0.3], [0.38, 0.2], [0.3, 0.4], [0.1, 0.5]]) * boiler
    accent = [
        frame,
        roof,
        turned_profile(funnel, 32, None, "flat", "flat").moved(x=0.33 * length, z=z + boiler),
        turned_profile(dome, 32, None, "flat", "flat").moved(x=0.08 * length, z=z + boiler),
    ]
    accent += [
        hoop(
            circle(boiler, 48).dot(np.array([[0, 0, 1.0], [0, 1, 0], [1, 0, 0]])) + [at * length, 0, z],
            0.014 * length,
            8,
        )
        for at in (-0.02, 0.2)
    ]
    tyres, hubs = _wheels(r, (-0.68 * x, 0.0, 0.62 * x), 0.44 * width, 0.3 * r)
    accent += hubs
    for side in (-1, 1):
        y = side * (0.44 * width + 0.22 * r)
        tyres.append(rods([[-0.68 * x, y, 0.85 * r]], [[0.62 * x, y, 0.85 * r]], 0.1 * r, 10))
    window = box(0.16 * length, 0.85 * width, 0.75 * boiler, 0.01 * length, 2).moved(
        x=-x + 0.17 * length, z=base + 0.08 * length + 1.4 * boiler
    )
    return {"body": [*body, cab], "accent": accent, "dark": [*tyres, window]}
