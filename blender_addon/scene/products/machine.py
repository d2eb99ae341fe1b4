"""Machines: rounded boxes and turned parts, knobs, handles, clear tanks, and a cable or hose on the floor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..shapes.forms import board, box, outline, smooth, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wires import circle, hoop, rods
from .parts.kitchen_machines import espresso, grinder, mixer, toaster
from .parts.machine_parts import Slots, cable, feet, knob


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.machine.draw`; its front looks to −y."""
    p = parameters
    slots: Slots = {name: [] for name in ("body", "panel", "steel", "dark", "cable", "clear")}
    _BUILDERS[p["kind"]](p, slots)
    if p["cable"]:
        slots["cable"].append(cable(p))
    return {name: join(parts) for name, parts in slots.items() if parts}


def _drill(p: dict[str, Any], slots: Slots) -> None:
    """A barrel with a chuck and a bit, a grip below it, a trigger, a battery or a cable."""
    length = 0.9 * p["width"]
    radius = 0.16 * length
    z = 0.85 * length
    path = np.stack([np.zeros(8), np.linspace(-0.4, 0.5, 8) * length, np.full(8, z)], -1)
    slots["body"].append(tube(path, radius * np.array([0.8, 1, 1.06, 1.06, 1.04, 1.0, 0.94, 0.8]), 28))
    grip = np.array([[0, 0.2, 0.0], [0, 0.24, -0.3], [0, 0.32, -0.66]]) * length + [0, 0, z - 0.1 * length]
    slots["body"].append(tube(smooth(grip, 6), 0.62 * radius, 20, 1.35))
    slots["dark"] += [
        tube(np.array([[0, 0.1, -0.14], [0, 0.11, -0.24]]) * length + [0, 0, z], 0.35 * radius, 12),
        turned_profile(
            np.array([[0.7, 0.0], [0.72, 0.5], [0.5, 1.0], [0.2, 1.1]]) * [radius, 0.22 * length],
            32,
            None,
            "flat",
            "flat",
        )
        .turned("x", np.pi / 2)
        .moved(y=-0.41 * length, z=z),
        box(0.42 * length, 0.6 * length, 0.15 * length, 0.03 * length).scaled(0.6, 1.0, 1.0).moved(y=0.3 * length),
    ]
    bit = np.array([[0, -0.62, 0.0], [0, -0.62 - p["overhang"], 0.0]]) * length + [0, 0, z]
    slots["steel"].append(tube(bit, 0.03 * length, 10))


def _vacuum(p: dict[str, Any], slots: Slots) -> None:
    """A canister on wheels, a corrugated hose and a pipe with its nozzle."""
    w, d, h = p["width"], 1.4 * p["width"], 0.75 * p["width"]
    plan = outline(0.5 * w, 0.5 * d, 3.0, 56)
    slots["body"].append(board(plan, h, 0.35 * h, 8).moved(z=0.04 * h))
    slots["panel"].append(board(0.72 * plan, 0.1 * h, 0.05 * h).moved(z=1.0 * h))
    wheel = turned_profile(
        np.array([[1.0, 0.0], [1.0, 1.0], [0.5, 1.2]]) * [0.3 * h, 0.06 * w], 36, None, "flat", "flat"
    )
    for side in (-1, 1):
        slots["dark"].append(wheel.turned("y", side * np.pi / 2).moved(x=side * 0.47 * w, y=0.28 * d, z=0.3 * h))
    handle = smooth(np.array([[-0.2, 0.1, 0.0], [-0.1, 0.1, 0.14], [0.1, 0.1, 0.14], [0.2, 0.1, 0.0]]), 6)
    handle = handle * w + [0.0, 0.0, 1.04 * h]
    slots["dark"].append(tube(handle, 0.014, 10))
    reach = p["hose"] * w
    hand = np.sign(p["arm"]) or 1.0
    knots = np.array(
        [
            [0.0, -0.45 * d, 0.8 * h],
            [0.1 * hand * reach, -0.5 * d - 0.4 * reach, 1.1 * h],
            [0.7 * hand * reach, -0.5 * d - 0.7 * reach, 0.5 * h],
            [1.3 * hand * reach, -0.5 * d - 0.2 * reach, 0.12 * h],
            [1.6 * hand * reach, 0.1 * d, 0.1 * h],
        ]
    )
    path = smooth(knots, 40)
    ripple = 0.019 * (1.0 + 0.13 * np.sin(np.arange(len(path)) * 2.1))
    slots["dark"].append(tube(path, ripple, 14))
    end = path[-1] + np.linspace(0, 1, 4)[:, None] * [0.25 * hand * reach, 0.9 * reach, 0.0]
    slots["steel"].append(tube(end, 0.017, 14))
    slots["panel"].append(box(0.28, 0.09, 0.035, 0.012).moved(x=float(end[-1, 0]), y=float(end[-1, 1])))


def _projector(p: dict[str, Any], slots: Slots) -> None:
    """A flat box with a lens, vents and buttons."""
    w, d, h = 1.2 * p["width"], 0.9 * p["width"], 0.42 * p["width"]
    z0 = feet(p, slots, 0.4 * w, 0.4 * d)
    slots["body"].append(board(outline(0.5 * w, 0.5 * d, p["power"], 56), h, p["edge"] * 0.6 * h).moved(z=z0))
    x, radius = 0.25 * w * (1 if p["arm"] > 0 else -1), p["lens"] * w * 0.5
    slots["dark"].append(knob(radius, 0.6 * radius).moved(x=x, y=-0.5 * d + 0.01, z=z0 + 0.5 * h))
    slots["clear"].append(knob(0.8 * radius, 0.64 * radius).moved(x=x, y=-0.5 * d + 0.01, z=z0 + 0.5 * h))
    lines = np.linspace(0.15, 0.8, 7) * h + z0
    slots["dark"].append(
        rods(
            [[-0.42 * w - x * 0.1, -0.5 * d, z] for z in lines],
            [[-0.05 * w - x * 0.6, -0.5 * d, z] for z in lines],
            0.0018,
            6,
        )
    )
    top = hoop(circle(0.3 * radius, 24, z0 + h + 0.001), 0.0018, 6)
    slots["steel"].append(top.moved(x=-x, y=0.1 * d))


_BUILDERS: dict[str, Callable[[dict[str, Any], Slots], None]] = {
    "espresso machine": espresso,
    "coffee grinder": grinder,
    "mixer": mixer,
    "toaster": toaster,
    "drill": _drill,
    "vacuum cleaner": _vacuum,
    "projector": _projector,
}
