"""Mugs and cups: a turned wall, a handle of three kinds, saucer, lid, sleeve, print and drink."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import smooth, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wrap import wrapped

SEGMENTS = 80


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.mug.draw`."""
    lift = 0.008 if parameters["saucer"] else 0.0
    outside = _outside(parameters)
    wall, radius, height = parameters["wall"], parameters["radius"], parameters["height"]
    inside = np.maximum(outside - [wall, 0], [0.001, wall * 1.6])[::-1]
    rim = outside[-1:] + wall * np.array([[-0.1, 0.3], [-0.5, 0.5], [-0.9, 0.3]])
    body = [turned_profile(np.concatenate([outside, rim, inside]), SEGMENTS, None, "flat", "flat").moved(z=lift)]
    if parameters["saucer"]:
        body.append(_saucer(radius))
    slots = {"body": join(body)}
    if parameters["handle"] != "none":
        slots["handle"] = _handle(parameters, outside).moved(z=lift)
    if parameters["lid"]:
        top = float(outside[-1, 0])
        cover = np.array(
            [[0.99, -0.02], [1.04, 0.0], [1.05, 0.06], [1.0, 0.12], [0.9, 0.13], [0.86, 0.09], [0.1, 0.09]]
        )
        slots["lid"] = turned_profile(cover * [top, height * 0.5] + [0, height], SEGMENTS, None, "flat", "flat")
    if parameters["sleeve"]:
        slots["sleeve"] = wrapped(outside, 0.25 * height, 0.62 * height, 0.0018, SEGMENTS)
    if parameters["print"]:
        slots["print"] = wrapped(outside, 0.2 * height, 0.86 * height, 0.0004, SEGMENTS).moved(z=lift)
    if parameters["drink"]:
        level = outside[int(len(outside) * 0.85)]
        surface = np.array([[level[0] - wall * 0.8, level[1] - 0.001], [level[0] - wall * 1.3, level[1]]])
        slots["drink"] = turned_profile(surface, SEGMENTS, None, "open", "flat").moved(z=lift)
    return slots


def _outside(parameters: dict[str, Any]) -> Floats:
    """[K, 2] radius and height of the outer wall, foot to rim."""
    radius, height = parameters["radius"], parameters["height"]
    bottom = radius * parameters["taper"]
    curl = min(parameters["bottom_round"] * radius, height * 0.3)
    at = np.linspace(0, 1, 26)
    side = bottom + (radius - bottom) * at + parameters["belly"] * radius * 4 * at * (1 - at)
    angle = np.linspace(-np.pi / 2, 0, 8)
    corner = np.stack([side[0] - curl + curl * np.cos(angle), curl + curl * np.sin(angle)], -1)
    return np.concatenate([corner[:-1], np.stack([side, curl + (height - curl) * at], -1)])


def _handle(parameters: dict[str, Any], outside: Floats) -> Shape:
    """The handle at +x, with its ends inside the wall."""
    height, bar = parameters["height"], parameters["handle_bar"] * parameters["height"] * 0.9
    low, high = 0.2 * height, 0.82 * height
    near_low, near_high = (float(np.interp(z, outside[:, 1], outside[:, 0])) - bar * 0.4 for z in (low, high))
    far = max(near_low, near_high) + parameters["handle_reach"] * height
    middle = 0.5 * (low + high)
    shapes = {
        "ear": [
            [near_high, high],
            [0.5 * (near_high + far), high + 0.04 * height],
            [far, 0.3 * low + 0.7 * high],
            [0.15 * near_low + 0.85 * far, middle - 0.08 * height],
            [near_low, low],
        ],
        "ring": [
            [near_high, high - 0.1 * height],
            [0.4 * near_high + 0.6 * far, high - 0.02 * height],
            [far, middle],
            [0.4 * near_low + 0.6 * far, low + 0.02 * height],
            [near_low, low + 0.1 * height],
        ],
        "square": [
            [near_high, high],
            [0.5 * (near_high + far), high],
            [0.96 * far, high - 0.01 * height],
            [far, high - 0.06 * height],
            [far, middle],
            [far, low + 0.06 * height],
            [0.96 * far, low + 0.01 * height],
            [0.5 * (near_low + far), low],
            [near_low, low],
        ],
    }
    points = np.array(shapes[parameters["handle"]])
    return tube(smooth(np.insert(points, 1, 0.0, axis=1), 8), bar, 14, parameters["handle_flatten"])


def _saucer(radius: float) -> Shape:
    """A shallow plate that the cup stands on."""
    profile = np.array(
        [
            [0.62, 0.0],
            [0.7, 0.0],
            [0.72, 0.0025],
            [1.3, 0.008],
            [1.75, 0.017],
            [1.78, 0.0185],
            [1.75, 0.02],
            [1.3, 0.012],
            [0.75, 0.0075],
            [0.1, 0.0075],
        ]
    )
    return turned_profile(profile * [radius, 1.0], SEGMENTS, None, "flat", "flat")
