"""Robots, stacking rings, letter blocks and peg figures; each builder gives the parts of every slot."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...shapes.forms import box, smooth, tube, turned_profile
from ...shapes.shape import Shape
from ...shapes.wires import circle, hoop, rods


def ball(radius: float, segments: int = 32, low: float = -np.pi / 2, high: float = np.pi / 2) -> Shape:
    """A sphere around the origin, or a zone of it between two latitudes."""
    angle = np.linspace(low, high, 18)
    return turned_profile(radius * np.stack([np.cos(angle), np.sin(angle)], -1), segments, None, "flat", "flat")


def build_robot(p: dict[str, Any]) -> dict[str, list[Shape]]:
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
        dark.append(ball(0.085 * wide, 20).moved(x=side * 0.22 * wide, y=-0.4 * d, z=0.88 * h))
        metal.append(
            hoop(circle(0.1 * wide, 24)[:, [0, 2, 1]] + [side * 0.22 * wide, -0.402 * d, 0.88 * h], 0.016 * wide, 8)
        )
    dark.append(rods([[-0.2 * wide, -0.402 * d, 0.81 * h]], [[0.2 * wide, -0.402 * d, 0.81 * h]], 0.02 * wide, 8))
    for at in range(p["aerial"]):
        x = 0.0 if p["aerial"] == 1 else (at - 0.5) * 0.6 * wide
        metal.append(rods([[x, 0, 0.96 * h]], [[1.3 * x, 0, 1.1 * h]], 0.012 * w, 8))
        accent.append(ball(0.035 * w, 16).moved(x=1.3 * x, z=1.1 * h))
    return {"body": [torso, head], "accent": accent, "dark": dark, "metal": metal, "face": [face]}


def build_rings(p: dict[str, Any]) -> dict[str, list[Shape]]:
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
    knob = 0.24 * wide
    pole = np.concatenate([foot, [[0.2 * wide, 0.05], [0.14 * wide, z]]])
    slots["body"] = [turned_profile(pole, 56, None, "flat", "flat"), ball(knob).moved(z=z + 0.75 * knob)]
    return slots


def build_blocks(p: dict[str, Any]) -> dict[str, list[Shape]]:
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
        slots[f"block_{at}"] = [
            cube.moved(
                x=x * (1.0 if floor == 0 else 0.8), y=shift[1] * side * (0.6 if floor == 0 else 0.12), z=floor * side
            )
        ]
    return slots


def build_peg(p: dict[str, Any]) -> dict[str, list[Shape]]:
    """A turned figure: a bell of a body, a round head, hair, a hat's brim or a bun, eyes."""
    h = 0.75 * p["length"]
    r = 0.27 * h * (0.7 + 0.6 * p["head"])
    points = [
        [0.92 * r, 0.0],
        [r, 0.02 * h],
        [0.98 * r, 0.1 * h],
        [0.72 * r, 0.4 * h],
        [0.5 * r, 0.58 * h],
        [0.3 * r, 0.63 * h],
    ]
    head = 0.22 * h
    body = [
        turned_profile(
            np.concatenate([np.array(points[:1]), smooth(np.array(points[1:]), 6)]), 48, None, "flat", "flat"
        )
    ]
    face = ball(head, 40).moved(z=0.62 * h + head)
    hair = ball(head * 1.04, 40, 0.25, np.pi / 2).turned("x", -0.35).moved(z=0.62 * h + head)
    eyes = [
        ball(0.045 * head + 0.0012, 14).moved(x=side * 0.3 * head, y=-0.93 * head, z=0.62 * h + 1.1 * head)
        for side in (-1, 1)
    ]
    accent = [face]
    dark = [hair, *eyes]
    if p["rack"]:
        brim = np.array([[0.9, 0.0], [1.45, 0.02], [1.47, 0.06], [0.95, 0.1], [0.8, 0.6], [0.3, 0.75]]) * head
        dark.append(turned_profile(brim, 44, None, "flat", "flat").moved(z=0.62 * h + 1.6 * head))
    for side in (-1, 1):
        arm = smooth(
            np.array(
                [
                    [side * 0.5 * r, 0, 0.53 * h],
                    [side * 0.85 * r, -0.1 * r, 0.38 * h],
                    [side * 0.8 * r, -0.35 * r, 0.27 * h],
                ]
            ),
            6,
        )
        body.append(tube(arm, 0.045 * h, 14))
    return {"body": body, "accent": accent, "dark": dark}
