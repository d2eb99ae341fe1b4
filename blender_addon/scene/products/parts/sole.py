"""What a shoe stands on: the foot's outline, the sole with its rounded edge, the heel block.

The toe points to -y. Around the shoe, angle 0 is the heel, pi the toe.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ....arrays import Floats
from ...shapes.forms import loft
from ...shapes.shape import Shape, join

AROUND = 72
ANGLE = 2 * np.pi * np.arange(AROUND) / AROUND


def foot_outline(parameters: dict[str, Any], grow: float = 0.0) -> tuple[Floats, Floats]:
    """The foot's outline [AROUND, 2] counter-clockwise from the heel, and how far to the toe each point lies
    (0 to 1).
    """
    share = (1 - np.cos(ANGLE)) / 2
    toe = parameters["toe_width"]
    width = np.interp(share, [0.0, 0.2, 0.45, 0.68, 0.82, 1.0], [0.66, 0.68, 0.7, 1.0, 0.5 + 0.5 * toe, toe])
    width = np.convolve(np.pad(width, 3, mode="wrap"), np.ones(7) / 7, "valid")
    power = np.where(share < 0.5, 3.5, parameters["toe_power"])
    ends = np.clip(1 - np.abs(2 * share - 1) ** (2 * power), 0, 1) ** 0.5
    half = 0.5 * parameters["width"] * width * ends + grow * ends**0.5
    bend = 0.12 * parameters["width"] * np.sin(np.pi * share) - 0.06 * parameters["width"] * share
    y = (parameters["length"] + 2 * grow) * (0.5 - share)
    return np.stack([-np.sign(np.sin(ANGLE)) * half + bend, y], -1), share


def ground_height(parameters: dict[str, Any], share: Floats) -> Floats:
    """Height of the sole's upper side: raised at the heel, lifted at the toe."""
    slope = np.clip((share - 0.12) / 0.5, 0, 1)
    slope = slope * slope * (3 - 2 * slope)
    return np.asarray(
        parameters["sole"] + (parameters["heel"] - parameters["sole"]) * (1 - slope) + _spring(parameters, share)
    )


def _spring(parameters: dict[str, Any], share: Floats) -> Floats:
    """How far the toe stands off the floor."""
    return np.asarray(parameters["toe_spring"] * np.clip((share - 0.72) / 0.28, 0, 1) ** 2)


def sole(parameters: dict[str, Any]) -> Shape:
    """The sole, its edge rounded, with a heel block where it is not flat on the floor."""
    plan, share = foot_outline(parameters, 0.001 + parameters["flare"])
    tight, _ = foot_outline(parameters, -0.004)
    top = ground_height(parameters, share)
    wedge = parameters["kind"] in ("sneaker", "high top")
    low = _spring(parameters, share) if wedge else np.maximum(top - max(parameters["sole"], 0.004), 0.0)
    bulge = 0.25 * (top - low)
    rings = [
        (tight, low),
        (0.3 * tight + 0.7 * plan, low),
        (plan, low + bulge),
        (plan, top - 0.3 * bulge),
        (0.7 * plan + 0.3 * tight, top + 0.002),
        (tight, top + 0.002),
    ]
    parts = [loft(np.stack([np.concatenate([flat, z[:, None]], 1) for flat, z in rings]), "flat", "flat")]
    if not wedge and parameters["heel"] - parameters["sole"] > 0.004:
        parts.append(_heel(parameters, plan))
    return join(parts)


def _heel(parameters: dict[str, Any], plan: Floats) -> Shape:
    """The block under the heel, narrower at the floor the higher it is."""
    height = parameters["heel"]
    back = float(plan[:, 1].max())
    long = 0.26 * parameters["length"]
    slim = float(np.clip(1.15 - 7.0 * height, 0.3, 0.95)) if parameters["kind"] == "heel" else 0.95
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    half = 0.5 * float(np.ptp(plan[plan[:, 1] > back - long][:, 0]))
    x = half * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.6
    y = 0.5 * long * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.6
    middle = float(plan[plan[:, 1] > back - long][:, 0].mean())
    rings = []
    for at in np.linspace(0, 1, 6):
        size = slim + (0.97 - slim) * at**2
        ring = np.stack([middle + x * size, back - 0.003 - 0.5 * long * size + y * size, np.full(40, 0.0)], -1)
        share = np.clip(0.5 - ring[:, 1] / parameters["length"], 0, 1)
        ring[:, 2] = at * (ground_height(parameters, share) - 0.5 * parameters["sole"])
        rings.append(ring)
    return loft(np.array(rings), "flat", "flat")
