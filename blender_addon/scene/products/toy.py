"""Toys: cars, engines, robots, stacking rings, blocks and peg figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..mesh import Floats, Shape, join
from .forms import board, box, outline, smooth, tube, turned_profile
from .wires import circle, hoop, rods


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.shelf.draw_toy`; what drives, drives to +x."""
    makers = {"car": _car, "train": _train, "robot": _robot, "stacking rings": _rings, "blocks": _blocks, "peg figure": _peg}
    return {name: join(parts) for name, parts in makers[parameters["kind"]](parameters).items()}


def _ball(radius: float, segments: int = 32, low: float = -np.pi / 2, high: float = np.pi / 2) -> Shape:
    """A sphere around the origin, or a zone of it between two latitudes."""
    angle = np.linspace(low, high, 18)
    return turned_profile(radius * np.stack([np.cos(angle), np.sin(angle)], -1), segments, None, "flat", "flat")


def _wheels(p: dict[str, Any], radius: float, xs: tuple[float, ...], half: float, wide: float) -> tuple[list[Shape], list[Shape]]:
    """Tyres and hubs on both sides, standing on the floor."""
    turn = np.linspace(-np.pi / 2, np.pi / 2, 9)
    tyre = np.concatenate([[[0.55 * radius, -0.45 * wide]], np.stack([radius * (0.84 + 0.16 * np.cos(turn)), 0.5 * wide * np.sin(turn)], -1), [[0.55 * radius, 0.45 * wide]]])
    hub = np.array([[0.6, 0.3], [0.58, 0.46], [0.5, 0.5], [0.4, 0.4], [0.18, 0.42], [0.16, 0.56], [0.05, 0.58]]) * [radius, wide]
    tyres, hubs = [], []
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
    cabin = [(rear, belt - 0.01 * height), (front, belt - 0.01 * height), (front - slope - 0.06 * length, top), (rear + slope, top)]
    body = [_slab(_rounded(lower, 0.1 * length), width, edge), _slab(_rounded(cabin, 0.05 * length), 0.86 * width, 0.7 * edge)]
    middle = np.mean(np.array(cabin), 0)
    pane = _rounded([tuple(middle + 0.74 * (np.array(corner) - middle)) for corner in cabin], 0.03 * length)
    window = [_slab(pane, 0.87 * width, 0.001)]
    # Windscreen and rear window: the cabin's section again, narrower than the body and a little longer.
    screen = _rounded([tuple(middle + np.array([1.012, 0.72]) * (np.array(corner) - middle)) for corner in cabin], 0.02 * length)
    window.append(_slab(screen, 0.62 * width, 0.002))
    tyres, hubs = _wheels(p, r, (-0.6 * x, 0.58 * x), 0.47 * width, 0.5 * r * p["tyre"] * 1.4)
    metal = [box(0.02 * length, 0.8 * width, 0.05 * height, 0.01 * height, 2).moved(x=side * x, z=low + 0.06 * height) for side in (-1, 1)]
    if p["lamps"]:
        lamp = _ball(0.06 * width + 0.002, 20)
        metal += [lamp.moved(x=x - 0.006 * length, y=side * 0.32 * width, z=0.55 * (low + belt - p["nose"] * height)) for side in (-1, 1)]
    accent = list(hubs)
    if p["rack"]:
        bars = np.array([[rear + slope * 1.2, side * 0.34 * width, top + 0.05 * height] for side in (-1, 1)])
        accent.append(rods(bars, bars + [front - slope * 2.2 - rear - 0.06 * length, 0, 0], 0.012 * length, 10))
        accent.append(box(0.3 * length, 0.5 * width, 0.12 * height, 0.003, 2).moved(x=0.5 * (rear + front) - 0.03 * length, z=top + 0.03 * height))
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
    barrel = np.concatenate([[[boiler, 0.0]], np.stack([boiler * (0.86 + 0.14 * np.cos(bend)), 0.6 * length + 0.14 * boiler * np.sin(bend)], -1), [[0.3 * boiler, 0.6 * length + 0.16 * boiler]]])
    body = [turned_profile(barrel, 48, None, "flat", "flat").turned("y", np.pi / 2).moved(x=-0.16 * length, z=z)]
    cab = box(0.3 * length, 0.84 * width, 2.5 * boiler, 0.05 * width, 3).moved(x=-x + 0.17 * length, z=base + 0.08 * length)
    roof = board(outline(0.2 * length, 0.54 * width, 6.0, 48), 0.035 * length, 0.012 * length).moved(x=-x + 0.17 * length, z=base + 0.08 * length + 2.48 * boiler)
    funnel = np.array([[0.3, -0.4], [0.28, 0.5], [0.3, 0.9], [0.52, 1.25], [0.5, 1.3], [0.3, 1.3]]) * boiler
    dome = np.array([[0.38, -0.3], [0.38, 0.2], [0.3, 0.4], [0.1, 0.5]]) * boiler
    accent = [frame, roof, turned_profile(funnel, 32, None, "flat", "flat").moved(x=0.33 * length, z=z + boiler), turned_profile(dome, 32, None, "flat", "flat").moved(x=0.08 * length, z=z + boiler)]
    accent += [hoop(circle(boiler, 48).dot(np.array([[0, 0, 1.0], [0, 1, 0], [1, 0, 0]])) + [at * length, 0, z], 0.014 * length, 8) for at in (-0.02, 0.2)]
    tyres, hubs = _wheels(p, r, (-0.68 * x, 0.0, 0.62 * x), 0.44 * width, 0.3 * r)
    accent += hubs
    for side in (-1, 1):
        y = side * (0.44 * width + 0.22 * r)
        tyres.append(rods([[-0.68 * x, y, 0.85 * r]], [[0.62 * x, y, 0.85 * r]], 0.1 * r, 10))
    window = box(0.16 * length, 0.85 * width, 0.75 * boiler, 0.01 * length, 2).moved(x=-x + 0.17 * length, z=base + 0.08 * length + 1.4 * boiler)
    return {"body": [*body, cab], "accent": accent, "dark": [*tyres, window]}


def _robot(p: dict[str, Any]) -> dict[str, list[Shape]]:
    """A tin robot: boxes for head and body, jointed arms, big feet, an aerial and a printed front."""
    h = p["length"] * 1.15
    w, d = 0.42 * h, 0.28 * h
    e = p["edge"] * 0.25 * w
    torso = box(w, d, 0.42 * h, e, 3).moved(z=0.32 * h)
    wide = p["head"] * w
    head = box(wide, 0.8 * d, 0.2 * h, e, 3).moved(z=0.77 * h)
    face = box(0.62 * w, 0.01 * h, 0.26 * h, 0.002, 1).moved(y=-0.5 * d - 0.002, z=0.4 * h)
    neck = rods([[0, 0, 0.72 * h]], [[0, 0, 0.79 * h]], 0.09 * w, 20)
    metal, accent, dark = [neck], [], []
    for side, swing in zip((-1, 1), p["arms"], strict=True):
        shoulder = np.array([side * 0.5 * w, 0.0, 0.67 * h])
        arm = box(0.13 * w, 0.13 * w, 0.32 * h, 0.02 * w, 2).moved(z=-0.3 * h)
        hand = hoop(circle(0.09 * w, 24)[4:21], 0.03 * w, 8).turned("y", np.pi / 2).moved(z=-0.34 * h)
        accent.append(arm.turned("x", swing).moved(*(shoulder + [side * 0.1 * w, 0, 0])))
        metal.append(hand.turned("x", swing).moved(*(shoulder + [side * 0.1 * w, 0, 0])))
        metal.append(rods([shoulder - [side * 0.02 * w, 0, 0]], [shoulder + [side * 0.18 * w, 0, 0]], 0.075 * w, 20))
        accent.append(box(0.3 * w, 0.3 * w, 0.28 * h, 0.03 * w, 2).moved(x=side * 0.24 * w, z=0.06 * h))
        dark.append(box(0.38 * w, 0.56 * w, 0.09 * h, 0.03 * w, 3).moved(x=side * 0.24 * w, y=-0.08 * w))
        dark.append(_ball(0.085 * wide, 20).moved(x=side * 0.22 * wide, y=-0.4 * d, z=0.88 * h))
        metal.append(hoop(circle(0.1 * wide, 24)[:, [0, 2, 1]] + [side * 0.22 * wide, -0.402 * d, 0.88 * h], 0.016 * wide, 8))
    dark.append(rods([[-0.2 * wide, -0.402 * d, 0.81 * h]], [[0.2 * wide, -0.402 * d, 0.81 * h]], 0.02 * wide, 8))
    for at in range(p["aerial"]):
        x = 0.0 if p["aerial"] == 1 else (at - 0.5) * 0.6 * wide
        metal.append(rods([[x, 0, 0.96 * h]], [[1.3 * x, 0, 1.1 * h]], 0.012 * w, 8))
        accent.append(_ball(0.035 * w, 16).moved(x=1.3 * x, z=1.1 * h))
    return {"body": [torso, head], "accent": accent, "dark": dark, "metal": metal, "face": [face]}


def _rings(p: dict[str, Any]) -> dict[str, list[Shape]]:
    """Rings of falling size on a cone with a foot and a ball on top."""
    wide, count = 0.5 * p["length"], p["count"]
    foot = np.array([[0.9, 0.0], [1.0, 0.012], [0.98, 0.03], [0.3, 0.04]]) * [wide, 1.0]
    slots: dict[str, list[Shape]] = {}
    z = 0.036
    for at in range(count):
        size = wide * (1.0 - 0.58 * at / max(count - 1, 1))
        thick = 0.19 * wide * (1 - 0.25 * at / count)
        turn = np.linspace(-np.pi / 2, 1.5 * np.pi, 25)
        ring = np.stack([size - thick + thick * np.cos(turn), z + thick * 0.92 * (1 + np.sin(turn))], -1)
        slots[f"ring_{at}"] = [turned_profile(ring, 64)]
        z += 1.8 * thick
    ball = 0.24 * wide
    pole = np.concatenate([foot, [[0.2 * wide, 0.05], [0.14 * wide, z]]])
    slots["body"] = [turned_profile(pole, 56, None, "flat", "flat"), _ball(ball).moved(z=z + 0.75 * ball)]
    return slots


def _blocks(p: dict[str, Any]) -> dict[str, list[Shape]]:
    """Cubes in two or three storeys, each turned a little."""
    side = 0.3 * p["length"]
    edge = (0.2 + p["edge"]) * 0.2 * side
    slots = {}
    lower = (p["count"] - 1 + 1) // 2 + 1
    for at in range(p["count"] - 1):
        floor = 0 if at < min(lower, 3) else 1 if at < min(lower, 3) + 2 else 2
        slot = at if floor == 0 else at - min(lower, 3) if floor == 1 else 0.5
        row = {0: min(lower, 3), 1: 2, 2: 1}[floor]
        x = (slot - (row - 1) / 2) * 1.5 * side if floor < 2 else 0.0
        shift = p["blocks"][at % 6]
        cube = box(side, side, side, edge, 3).turned("z", p["turns"][at % 6] * (1.0 if floor == 0 else 0.5))
        slots[f"block_{at}"] = [cube.moved(x=x * (1.0 if floor == 0 else 0.8), y=shift[1] * side * (0.6 if floor == 0 else 0.12), z=floor * side)]
    return slots


def _peg(p: dict[str, Any]) -> dict[str, list[Shape]]:
    """A turned figure: a bell of a body, a round head, hair, a hat's brim or a bun, eyes."""
    h = 0.75 * p["length"]
    r = 0.27 * h * (0.7 + 0.6 * p["head"])
    points = [[0.92 * r, 0.0], [r, 0.02 * h], [0.98 * r, 0.1 * h], [0.72 * r, 0.4 * h], [0.5 * r, 0.58 * h], [0.3 * r, 0.63 * h]]
    head = 0.22 * h
    body = [turned_profile(np.concatenate([np.array(points[:1]), smooth(np.array(points[1:]), 6)]), 48, None, "flat", "flat")]
    face = _ball(head, 40).moved(z=0.62 * h + head)
    hair = _ball(head * 1.04, 40, 0.25, np.pi / 2).turned("x", -0.35).moved(z=0.62 * h + head)
    eyes = [_ball(0.045 * head + 0.0012, 14).moved(x=side * 0.3 * head, y=-0.93 * head, z=0.62 * h + 1.1 * head) for side in (-1, 1)]
    accent = [face]
    dark = [hair, *eyes]
    if p["rack"]:
        brim = np.array([[0.9, 0.0], [1.45, 0.02], [1.47, 0.06], [0.95, 0.1], [0.8, 0.6], [0.3, 0.75]]) * head
        dark.append(turned_profile(brim, 44, None, "flat", "flat").moved(z=0.62 * h + 1.6 * head))
    for side in (-1, 1):
        arm = smooth(np.array([[side * 0.5 * r, 0, 0.53 * h], [side * 0.85 * r, -0.1 * r, 0.38 * h], [side * 0.8 * r, -0.35 * r, 0.27 * h]]), 6)
        body.append(tube(arm, 0.045 * h, 14))
    return {"body": body, "accent": accent, "dark": dark}
