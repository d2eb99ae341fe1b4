"""What machines share: knobs and gauges on a front, feet, and a cable that wanders over the floor."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...shapes.forms import smooth, tube, turned_profile
from ...shapes.shape import Shape, join

Slots = dict[str, list[Shape]]


def cable(p: dict[str, Any]) -> Shape:
    """From the back down to the floor, then as it fell; with a plug at its end on some."""
    radius = 0.0005 * p["cable_mm"]
    back, side = 0.5 * p["depth"], np.sign(p["wander"][0][0]) or 1.0
    points = [
        [0.2 * p["width"] * side, back - 0.01, 0.12 * p["height"]],
        [0.25 * p["width"] * side, back + 0.03, 3 * radius],
    ]
    for k, (across, along) in enumerate(p["wander"]):
        share = (k + 1) / len(p["wander"])
        points.append(
            [
                side * p["width"] * (0.3 + 0.9 * share * p["reach"]) + 0.25 * p["width"] * across,
                back + 0.04 + 0.3 * p["width"] * along - share * p["reach"] * p["depth"] * 0.9,
                radius,
            ]
        )
    path = smooth(np.array(points), 9)
    path[:, 2] = np.maximum(path[:, 2], radius)
    parts = [tube(path, radius, 8)]
    if p["plug"]:
        away = path[-1] - path[-4]
        away /= max(float(np.linalg.norm(away)), 1e-9)
        parts.append(tube(path[-1] + np.linspace(0, 0.045, 4)[:, None] * away + [0, 0, 3 * radius], 0.011, 12))
    return join(parts)


def knob(radius: float, length: float) -> Shape:
    """A knob that looks to −y, its foot on y = 0."""
    profile = np.array([[1.0, 0.0], [1.0, 0.55], [0.86, 0.95], [0.1, 1.0]]) * [radius, length]
    return turned_profile(profile, 28, None, "flat", "flat").turned("x", np.pi / 2)


def front(p: dict[str, Any], slots: Slots, y: float, z: float, width: float) -> None:
    """Knobs, buttons and a gauge in a row on a front at y."""
    count = p["knobs"] + p["buttons"] + (1 if p["gauge"] else 0)
    places = np.linspace(-0.36, 0.36, max(count, 1)) * width if count > 1 else np.zeros(1)
    radius = min(p["knob"] * p["width"], 0.36 * width / max(count, 1))
    for k in range(count):
        at = {"x": float(places[k]), "y": y, "z": z}
        if k < p["knobs"]:
            slots["dark" if k % 2 else "steel"].append(knob(radius, 0.9 * radius).moved(**at))
        elif k < p["knobs"] + p["buttons"]:
            slots["dark"].append(knob(0.5 * radius, 0.25 * radius).moved(**at))
        else:
            slots["steel"].append(knob(1.05 * radius, 0.35 * radius).moved(**at))
            slots["panel"].append(knob(0.85 * radius, 0.38 * radius).moved(**at))


def feet(p: dict[str, Any], slots: Slots, x: float, y: float) -> float:
    """Four feet at ±x, ±y; returns their height."""
    height = p["feet"] * p["width"]
    foot = turned_profile(
        np.array([[0.9, 0.0], [1.0, 0.3], [0.85, 1.0]]) * [0.06 * p["width"], height], 20, None, "flat", "flat"
    )
    slots["dark"] += [foot.moved(x=sx * x, y=sy * y) for sx in (-1, 1) for sy in (-1, 1)]
    return float(height)
