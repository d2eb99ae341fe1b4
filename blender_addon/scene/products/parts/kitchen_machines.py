"""Espresso machines, coffee grinders, stand mixers and toasters."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...shapes.forms import board, box, outline, smooth, tube, turned_profile
from ...shapes.wires import hoop, rods
from .machine_parts import Slots, feet, front


def espresso(p: dict[str, Any], slots: Slots) -> None:
    """A back, a head that hangs over a tray, a portafilter with its handle, a steam wand, a rail for cups, a tank."""
    w, d, h = p["width"], p["depth"], 1.15 * p["height"]
    z0 = feet(p, slots, 0.38 * w, 0.38 * d)
    edge, base, head = p["edge"] * 0.3 * w, p["base"] * h, 0.34 * h
    deep = d * (1 - p["overhang"])
    slots["body"] += [
        box(w, deep, h, edge).moved(y=0.5 * (d - deep), z=z0),
        box(w, d, head, edge).moved(z=z0 + h - head),
        box(w, d, base, edge).moved(z=z0),
    ]
    grid = np.linspace(-0.4 * w, 0.4 * w, 9)
    top = z0 + base + 0.002
    slots["dark"].append(
        box(0.88 * w, 0.8 * (d - deep), 0.004, 0.001).moved(y=-0.5 * d + 0.52 * (d - deep), z=z0 + base - 0.002)
    )
    near, far = -0.5 * d + 0.1 * (d - deep), -0.5 * d + 0.92 * (d - deep)
    slots["steel"].append(rods([[x, near, top] for x in grid], [[x, far, top] for x in grid], 0.0016, 6))
    y, z = -0.5 * d + 0.5 * (d - deep), z0 + h - head
    group = np.array([[1.0, 0.02], [1.0, -0.5], [0.9, -0.6], [0.85, -1.0], [0.3, -1.05]])[::-1] * [0.16 * w, 0.16 * w]
    slots["steel"].append(turned_profile(group, 36, None, "flat", "flat").moved(y=y, z=z))
    turn = p["arm"]
    way = np.array([np.sin(turn), -np.cos(turn), -0.12])
    start = np.array([0.0, y, z - 0.1 * w]) + 0.14 * w * way
    slots["steel"].append(tube(start + np.linspace(0, 0.25, 4)[:, None] * way * p["handle"] * 2, 0.006, 10))
    grip = start + np.linspace(0.22, 1.0, 6)[:, None] * way * p["handle"] * 1.6
    slots["dark"].append(tube(grip, np.array([0.009, 0.013, 0.0145, 0.0145, 0.013, 0.009]), 14))
    slots["steel"] += [
        tube(np.array([[s * 0.02, y, z - 0.16 * w], [s * 0.02, y - 0.004, z - 0.22 * w]]), 0.005, 8) for s in (-1, 1)
    ]
    if p["wand"]:
        x = 0.43 * w
        wand = smooth(
            np.array(
                [[x, y, z + 0.01], [x + 0.01, y - 0.02, z - 0.05 * h], [x + 0.03, y - 0.03, z0 + base + 0.12 * h]]
            ),
            8,
        )
        slots["steel"].append(tube(wand, 0.0042, 8))
    if p["rail"]:
        frame = outline(0.45 * w, 0.43 * d, 8.0, 40)
        ring = np.concatenate([frame, np.full((40, 1), z0 + h + 0.025)], 1)
        slots["steel"].append(hoop(ring, 0.0025, 8))
        posts = ring[::5]
        slots["steel"].append(rods(posts - [0, 0, 0.027], posts, 0.002, 6))
    if p["tank"]:
        slots["clear"].append(box(0.8 * w, 0.22 * d, 0.6 * h, 0.012).moved(y=0.5 * d + 0.1 * d, z=z0 + 0.3 * h))
    front(p, slots, -0.5 * d, z0 + h - 0.55 * head, w)


def grinder(p: dict[str, Any], slots: Slots) -> None:
    """A body, a clear hopper with its lid, a spout and a bin."""
    w, h = 0.6 * p["width"], p["height"]
    plan = outline(0.5 * w, 0.55 * w, p["power"], 48)
    slots["body"].append(board(plan, h, p["edge"] * 0.3 * w))
    hopper = smooth(np.array([[0.3, 0.0], [0.42, 0.1], [0.48, 0.5], [0.46, 0.8]]), 6) * [w, w]
    slots["clear"].append(turned_profile(hopper, 44).moved(z=h - 0.002))
    slots["dark"].append(
        turned_profile(
            np.array([[0.48, 0.78], [0.49, 0.86], [0.4, 0.92], [0.08, 0.93]]) * w, 44, None, "flat", "flat"
        ).moved(z=h)
    )
    beans = np.array([[0.38, 0.04], [0.44, 0.3], [0.3, 0.36], [0.05, 0.4]]) * w
    slots["dark"].append(turned_profile(beans, 36, None, "flat", "flat").moved(z=h))
    slots["panel"].append(box(0.6 * w, 0.4 * w, 0.4 * h, 0.01).moved(y=-0.62 * w, z=0.0))
    front(p, slots, -0.55 * w, 0.7 * h, 0.8 * w)


def mixer(p: dict[str, Any], slots: Slots) -> None:
    """A foot, a column, a long head, a bowl under it and a beater."""
    w, d, h = p["width"], 1.3 * p["width"], 1.25 * p["width"]
    plan = outline(0.36 * w, 0.62 * d, 4.0, 48)
    slots["body"] += [
        board(plan, 0.12 * h, 0.05 * h),
        box(0.34 * w, p["column"] * 0.6 * d, 0.7 * h, 0.08 * w).moved(y=0.4 * d, z=0.05 * h),
    ]
    angle = 2 * np.pi * np.arange(36) / 36
    along = np.linspace(-0.6, 0.62, 16)
    swell = np.sqrt(np.clip(1.0 - (along / 0.66) ** 6, 0.02, 1.0)) * 0.24 * w
    path = np.stack([np.zeros(16), along * d, np.full(16, 0.86 * h)], -1)
    slots["body"].append(tube(path, swell, len(angle)))
    bowl = smooth(np.array([[0.14, 0.0], [0.3, 0.08], [0.4, 0.3], [0.42, 0.52]]), 8) * [w * 0.8, h]
    wall = np.concatenate([bowl, bowl[::-1] * [0.97, 1.0] + [0.0, 0.004]])
    slots["steel"] += [
        turned_profile(wall, 48, None, "flat", "flat").moved(y=-0.28 * d, z=0.12 * h),
        tube(np.array([[0, -0.28 * d, 0.86 * h], [0, -0.28 * d, 0.4 * h]]), 0.012, 10),
    ]
    front({**p, "buttons": 0}, slots, -0.63 * d, 0.86 * h, 0.2 * w)


def toaster(p: dict[str, Any], slots: Slots) -> None:
    """A rounded body with slots in its top, a lever and a knob."""
    w, d, h = p["width"], 0.55 * p["width"], 0.62 * p["width"]
    z0 = feet(p, slots, 0.38 * w, 0.36 * d)
    slots["body"].append(box(w, d, h, p["edge"] * w, 5).moved(z=z0))
    for k in range(p["slots"]):
        y = (k - 0.5 * (p["slots"] - 1)) * 0.36 * d
        slots["dark"].append(box(0.72 * w, 0.16 * d, 0.006, 0.002).moved(y=y, z=z0 + h - 0.003))
        slots["steel"].append(
            hoop(
                np.concatenate([outline(0.36 * w, 0.085 * d, 10.0, 40), np.full((40, 1), z0 + h + 0.002)], 1)
                + [0, y, 0],
                0.002,
                6,
            )
        )
    slots["dark"].append(box(0.03, 0.3 * d, 0.02, 0.006).moved(x=0.5 * w + 0.012, z=z0 + 0.6 * h))
    front(p, slots, -0.5 * d, z0 + 0.28 * h, 0.7 * w)
