"""Chairs: seat or shell, legs of four kinds, a back of spindles, slats, panel or frame, arms, cushion."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import board, loft, outline, smooth, tube
from ..shapes.legs import four_legs, pedestal, sled, stretchers
from ..shapes.shape import Shape, join

_SHELL_M = 0.008


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.chair.draw`; its front looks to -y."""
    width, depth, height = parameters["width"], parameters["depth"], parameters["seat_height"]
    thick = parameters["seat_thickness"]
    frame = _base(parameters, height - thick)
    slots: dict[str, Shape] = {}
    if parameters["kind"] == "shell chair":
        slots["seat"] = _shell(parameters).moved(z=height)
    else:
        plan = outline(width / 2, depth / 2, parameters["seat_power"], 72)
        slots["seat"] = board(plan, thick, thick * 0.4).moved(z=height - thick)
        if parameters["back"] != "none":
            back = _back(parameters)
            slots["seat"] = join([slots["seat"], back]) if parameters["back"] == "panel" else slots["seat"]
            frame += [back] if parameters["back"] != "panel" else _posts(parameters, 0.8)
    if parameters["arms"]:
        frame += _arms(parameters)
    if parameters["cushion"]:
        slots["cushion"] = _cushion(parameters)
    return {"frame": join(frame), **slots}


def _base(parameters: dict[str, Any], height: float) -> list[Shape]:
    """Legs up to the seat's underside."""
    half_x, half_y = parameters["width"] * 0.4, parameters["depth"] * 0.4
    if parameters["legs"] == "pedestal":
        return [pedestal(height, parameters["width"] * 0.42, parameters["leg"])]
    if parameters["legs"] == "sled":
        return sled(half_x, half_y, height, parameters["leg"] * 0.6)
    legs = four_legs(half_x, half_y, height, parameters["leg"], parameters["leg_taper"], parameters["splay"])
    if parameters["stretchers"]:
        legs += stretchers(half_x, half_y, height, 0.38, parameters["leg"] * 0.6, parameters["splay"])
    return legs


def _lean(parameters: dict[str, Any], share: Floats) -> tuple[Floats, Floats]:
    """The curve of y and z along the slightly curved back, from the seat (0) to its top (1)."""
    rise = parameters["back_height"] * share
    y = parameters["depth"] / 2 * 0.86 + np.sin(parameters["back_tilt"]) * rise * (0.6 + 0.4 * share)
    return y, parameters["seat_height"] + rise


def _posts(parameters: dict[str, Any], share: float) -> list[Shape]:
    """The two uprights of the back."""
    at = np.linspace(-0.06, share, 10)
    y, z = _lean(parameters, at)
    x = parameters["width"] * 0.38
    return [tube(np.stack([np.full(10, side * x), y + 0.012, z], -1), parameters["leg"] * 0.75, 12) for side in (-1, 1)]


def _rail(parameters: dict[str, Any], share: float, tall: float, thick: float = 0.009) -> Shape:
    """A board across the back at that share of its height, bowed backward."""
    x = parameters["width"] * 0.42
    across = np.linspace(-1, 1, 17)
    y, z = _lean(parameters, np.array([share, share + tall / parameters["back_height"]]))
    bow = 0.09 * parameters["width"] * (1 - across**2)
    rows = []
    for k, front in ((0, -thick), (1, -thick), (1, thick), (0, thick)):
        rows.append(np.stack([x * across, y[k] + bow + front, np.full(17, z[k])], -1))
    rings = np.stack(rows, 1)[::-1]
    return loft(rings, "flat", "flat", np.roll(rings, 2, -1))


def _back(parameters: dict[str, Any]) -> Shape:
    """The back of the kind that was drawn."""
    kind, bars = parameters["back"], parameters["bars"]
    tall = 0.22 * parameters["back_height"]
    if kind == "panel":
        return _rail(parameters, 0.3, 0.7 * parameters["back_height"], 0.011)
    if kind == "slats":
        count = min(bars, 4)
        gaps = np.linspace(0.25, 0.88, count)
        return join([*_posts(parameters, 1.0), *(_rail(parameters, float(g), 0.35 * tall + 0.02) for g in gaps)])
    top = _rail(parameters, 0.85, 0.6 * tall)
    parts = [*_posts(parameters, 0.95), top]
    if kind == "frame":
        parts.append(_rail(parameters, 0.25, 0.4 * tall))
    low = 0.3 if kind == "frame" else -0.05
    for across in np.linspace(-0.8, 0.8, bars + 2)[1:-1]:
        share = np.linspace(low, 0.9, 8)
        y, z = _lean(parameters, share)
        bow = 0.09 * parameters["width"] * (1 - across**2) * np.clip(share / 0.85, 0, 1)
        path = np.stack([np.full(8, across * 0.4 * parameters["width"]), y + bow, z], -1)
        parts.append(tube(path, 0.0045 + parameters["leg"] * 0.15, 8))
    return join(parts)


def _arms(parameters: dict[str, Any]) -> list[Shape]:
    """Two arm rests, each on a post at the front."""
    x, front = parameters["width"] * 0.49, -parameters["depth"] * 0.36
    level = parameters["seat_height"] + 0.55 * min(parameters["back_height"], 0.4)
    y, _ = _lean(parameters, np.array([0.5]))
    parts = []
    for side in (-1, 1):
        path = np.array(
            [
                [side * x, front, parameters["seat_height"] - 0.03],
                [side * x * 1.02, front, level - 0.04],
                [side * x * 1.02, front + 0.04, level],
                [side * x, 0.0, level + 0.005],
                [side * x * 0.85, float(y[0]), level],
            ]
        )
        parts.append(tube(smooth(path, 6), parameters["leg"] * 0.85, 12))
    return parts


def _cushion(parameters: dict[str, Any]) -> Shape:
    """A pillow on the seat, thicker in its middle."""
    plan = outline(parameters["width"] * 0.46, parameters["depth"] * 0.46, max(parameters["seat_power"], 3.0), 72)
    thick = 0.1 if parameters["kind"] == "armchair" else 0.04
    pad = board(plan, thick, thick * 0.49, 6)
    reach = np.hypot(pad.vertices[:, 0] / plan[:, 0].max(), pad.vertices[:, 1] / plan[:, 1].max())
    lift = 0.25 * thick * np.clip(1 - reach**2, 0, 1) * (pad.vertices[:, 2] > thick / 2)
    return Shape(pad.vertices + lift[:, None] * [0, 0, 1], pad.corners, pad.sizes, pad.uv, pad.grain).moved(
        z=parameters["seat_height"] - 0.004
    )


def _shell(parameters: dict[str, Any]) -> Shape:
    """A moulded seat and back in one, its sides curled up along the seat and forward along the back."""
    u, v = np.meshgrid(np.linspace(-1, 1, 33), np.linspace(0, 1, 41))
    half, depth = parameters["width"] / 2, parameters["depth"]
    bend = np.array([[-0.52, -0.035], [-0.42, 0.0], [0.1, -0.02], [0.36, 0.01], [0.47, 0.14], [0.53, 0.5], [0.6, 1.0]])
    bend[4:, 0] += 0.3 * parameters["back_tilt"] * bend[4:, 1]
    line = smooth(bend, 20)
    row = v * (len(line) - 1)
    y = np.interp(row, np.arange(len(line)), line[:, 0]) * depth
    z = np.interp(row, np.arange(len(line)), line[:, 1]) * parameters["back_height"]
    narrow = 1 - 0.25 * np.abs(v * 2 - 1) ** 4
    curl = parameters["shell_curl"] * np.abs(u) ** 3
    up = np.clip(1 - v * 1.6, 0, 1)
    skin = [u * half * narrow, y - 0.22 * curl * depth * (1 - up), z + 0.3 * curl * half * up]
    front = np.stack(skin, -1)
    behind = front + _SHELL_M * np.stack([np.zeros_like(u), 1 - up, -np.maximum(up, 0.3)], -1)
    return loft(np.concatenate([front, behind[:, ::-1]], 1), "flat", "flat")
