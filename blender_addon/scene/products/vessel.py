"""Vessels: a turned wall with an inside, lobes or facets, handles, a spout, a lid."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes import vessel_profile
from ..shapes.forms import tube, turned_profile
from ..shapes.shape import Shape, join

SEGMENTS = 96


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.vessel.draw`."""
    outside = vessel_profile.outside(parameters)
    radius = float(outside[:, 0].max())
    around = _around(parameters, len(outside))
    if parameters["spout"]:
        around = around * _spout(parameters["spout"], len(outside))
    body = [_wall(outside, around, parameters["wall"])]
    for side in range(parameters["handles"]):
        bar = radius * parameters["handle_bar"]
        path = vessel_profile.handle_path(outside, bar, vessel_profile.handle_reach(parameters))
        body.append(tube(path, bar, 12, 1.5).turned("z", np.pi * (side + 1)))
    slots = {"body": join(body)}
    if parameters["lid"]:
        slots["lid"] = _lid(float(outside[-1, 0]), parameters["knob"]).moved(z=float(outside[-1, 1]))
    return slots


def _around(parameters: dict[str, Any], rows: int) -> Floats:
    """[rows, SEGMENTS] factors on the radius: lobes or facets that fade out at foot and rim and may twist."""
    if not parameters["lobes"]:
        return np.ones((rows, SEGMENTS))
    height = np.linspace(0, 1, rows)[:, None]
    angle = 2 * np.pi * np.arange(SEGMENTS)[None] / SEGMENTS + parameters["twist"] * height
    count = min(parameters["lobes"], SEGMENTS // 6)
    wave = np.abs(np.cos(count * angle / 2)) if parameters["facets"] else 0.5 + 0.5 * np.cos(count * angle)
    fade = np.clip(np.minimum(height, 1 - height) / 0.12, 0, 1)
    return np.asarray(1 - parameters["lobe_depth"] * fade * (1 - wave))


def _spout(reach: float, rows: int) -> Floats:
    """[rows, SEGMENTS] factors that pull the rim out at +x."""
    angle = 2 * np.pi * np.arange(SEGMENTS)[None] / SEGMENTS
    near = np.exp(-((np.minimum(angle, 2 * np.pi - angle) / 0.35) ** 2))
    return 1 + reach * near * np.clip(np.linspace(-3, 1, rows)[:, None], 0, 1) ** 1.5


def _wall(outside: Floats, around: Floats, thickness: float) -> Shape:
    """Outer wall, rounded rim and inner wall; a thickness of 0 is one surface (thin glass)."""
    if thickness <= 0:
        return turned_profile(outside, SEGMENTS, around, start="flat")
    profile, rows = vessel_profile.wall(outside, thickness)
    return turned_profile(profile, SEGMENTS, around[rows], start="flat", end="flat")


def _lid(radius: float, knob: str) -> Shape:
    """A lid that lies on the rim, its underside at z = 0."""
    top = max(radius * 0.16, 0.006)
    cover = np.array([[0.9, -0.4], [0.9, 0.0], [1.04, 0.0], [1.06, 0.3], [1.04, 0.75], [0.98, 1.0], [0.3, 1.1]])
    parts = [turned_profile(cover * [radius, top], 64, None, "flat", "flat")]
    ball = radius * 0.16
    if knob == "ball":
        angle = np.linspace(-1.2, np.pi / 2, 14)
        parts.append(
            turned_profile(np.stack([ball * np.cos(angle), top + ball + ball * np.sin(angle)], -1), 32, None, "flat")
        )
    elif knob == "disc":
        disc = np.array([[0.5, 0], [0.5, 0.6], [1.3, 0.8], [1.4, 1.1], [1.3, 1.4], [0.2, 1.45]]) * ball + [
            0,
            top,
        ]
        parts.append(turned_profile(disc, 32, None, "flat", "flat"))
    return join(parts)
