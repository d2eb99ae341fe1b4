"""Shoes: an upper lofted from the sole's outline to the collar, lining, laces, applied panels."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import loft, sheet, smooth, tube
from ..shapes.shape import Shape, join
from .parts.sole import ANGLE, AROUND, foot_outline, ground_height, sole

UP = 22
_ANKLE_M = 0.085
"""Height above the ground at the heel where a shoe ends and a shaft begins."""


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.shoe.draw`."""
    slots = _one(parameters)
    if not parameters["pair"]:
        return slots
    away = (
        parameters["width"]
        + parameters["pair_gap"]
        + 0.35 * abs(np.sin(parameters["pair_turn"])) * parameters["length"]
    )
    other = {
        name: shape.mirrored_x().turned("z", parameters["pair_turn"]).moved(x=away, y=parameters["pair_shift"])
        for name, shape in slots.items()
    }
    return {name: join([shape, other[name]]) for name, shape in slots.items()}


def _one(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The left shoe."""
    upper = _upper(parameters)
    slots = {"upper": loft(upper), "sole": sole(parameters), "lining": _lining(upper)}
    panels = []
    if parameters["toe_cap"]:
        panels.append(_panel(upper, (0.83, 1.17), (0.0, 0.42)))
    if parameters["counter"]:
        panels.append(_panel(upper, (-0.3, 0.3), (0.0, 0.6)))
    for stripe in range(parameters["stripes"]):
        for side in (-1, 1):
            middle = side * (0.5 + 0.07 * stripe)
            panels.append(_panel(upper, (middle - 0.02, middle + 0.02), (0.08, 0.75), 0.0012))
    if panels:
        slots["accent"] = join(panels)
    if parameters["laces"]:
        slots["laces"] = _laces(upper, parameters["laces"])
    return slots


def _upper(parameters: dict[str, Any]) -> Floats:
    """[rows, AROUND, 3] rings from the sole to the collar: a Bezier curve from each point of the outline.

    Above the ankle it continues as a shaft, with a smooth transition.
    """
    back, front = min(parameters["back"], _ANKLE_M), min(parameters["front"], _ANKLE_M)
    rings = _vamp(parameters, back, front)
    rise = max(parameters["back"] - back, parameters["front"] - front)
    if rise < 0.005:
        return rings
    share = (1 - np.cos(ANGLE)) / 2
    gain = (parameters["back"] - back) * (1 - share) + (parameters["front"] - front) * share
    steps = max(4, round(rise / 0.006))
    shaft = []
    for at in np.linspace(0, 1, steps + 1)[1:]:
        wide = 1 + 0.18 * at * min(rise / 0.1, 1.0)
        middle = rings[-1].mean(0)
        ring = middle + (rings[-1] - middle) * [wide, wide, 1.0]
        ring[:, 2] += at * gain
        shaft.append(ring)
    rings = np.concatenate([rings, np.array(shaft)])
    for _ in range(6):
        rings[1:-1] = 0.25 * rings[:-2] + 0.5 * rings[1:-1] + 0.25 * rings[2:]
    return rings


def _vamp(parameters: dict[str, Any], back: float, front: float) -> Floats:
    """[UP, AROUND, 3] rings up to a collar that stands `back` and `front` metres above the heel's ground."""
    plan, share = foot_outline(parameters, -0.002)
    ground = ground_height(parameters, share)
    foot = np.concatenate([plan, ground[:, None] - 0.002], 1)
    collar_share = 0.035 + (parameters["opening"] - 0.035) * share
    ring = np.interp(collar_share, [0.0, 0.2, 0.45, 0.8], [0.26, 0.3, 0.3, 0.34]) * parameters["width"]
    collar_x = -np.sin(ANGLE) * ring * 1.08 + 0.1 * collar_share * parameters["width"]
    collar_y = parameters["length"] * (0.5 - collar_share)
    tall = parameters["back"] > _ANKLE_M
    dip = (0.05 if tall else 0.18) * np.sin(np.pi * share) * back
    rise = back * (1 - share) + front * share - dip
    level = (ground if parameters["kind"] == "heel" else ground[0]) + rise
    collar = np.stack([collar_x, collar_y, level], -1)
    toe = share**3
    lift = (1 - toe) * 0.5 * rise + toe * parameters["toe_height"]
    reach = np.maximum(np.linalg.norm(plan, axis=1, keepdims=True), 1e-9)
    outward = np.concatenate([plan / reach, np.zeros((AROUND, 1))], 1)
    first = foot + lift[:, None] * np.array([0, 0, 1.0])
    first += 0.05 * parameters["width"] * outward * (1 - toe)[:, None]
    second = collar + 0.42 * (foot - collar) * np.array([1, 1, 0.0])
    # Below the collar: as steep as the heel at the back, along the instep at the front.
    second[:, 2] -= (0.35 * (1 - toe) + 0.22 * toe) * np.maximum(level - foot[:, 2], 0.0)
    t = np.linspace(0, 1, UP)[:, None, None]
    return np.asarray((1 - t) ** 3 * foot + 3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * collar)


def _normals(rings: Floats) -> Floats:
    """[rows, AROUND, 3] unit normals of the upper, outward."""
    around = np.roll(rings, -1, 1) - np.roll(rings, 1, 1)
    normals = np.cross(around, np.gradient(rings, axis=0))
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-12))


def _panel(upper: Floats, turn: tuple[float, float], rise: tuple[float, float], lift: float = 0.0009) -> Shape:
    """A piece applied to the upper: from and to around (in units of pi) and up (shares), a millimetre above
    it.
    """
    columns = (
        np.arange(round(turn[0] * AROUND / 2), max(round(turn[1] * AROUND / 2), round(turn[0] * AROUND / 2) + 1) + 1)
        % AROUND
    )
    rows = np.arange(int(rise[0] * (UP - 1)), int(rise[1] * (UP - 1)) + 1)
    piece = (upper + lift * _normals(upper))[np.ix_(rows, columns)]
    inner = upper[np.ix_(rows, columns)]
    rim = [inner[:, :1], piece, inner[:, -1:]]
    closed = np.concatenate(rim, 1)
    top = np.concatenate([inner[-1:, :1], inner[-1:], inner[-1:, -1:]], 1)
    return sheet(np.concatenate([closed, top]).transpose(1, 0, 2))


def _lining(upper: Floats) -> Shape:
    """A padded rim around the collar, and the inside of shaft and shoe, seen through the opening."""
    rings = [upper[-1]]
    rings += [_shrunk(upper[-1], shrink, lift) for shrink, lift in ((0.965, 0.002), (0.93, -0.001))]
    rings += [_shrunk(ring, 0.92, 0.0) for ring in upper[UP:-1][::-1]]
    ankle = upper[UP - 1]
    depth = ankle[:, 2] - upper[0, :, 2].min()
    rings += [_shrunk(ankle, shrink, -sink * depth) for shrink, sink in ((0.84, 0.35), (0.84, 0.75))]
    return loft(np.array(rings), "open", "flat")


def _shrunk(ring: Floats, shrink: float, lift: float | Floats) -> Floats:
    """A ring drawn in toward its middle and raised."""
    centre = ring.mean(0)
    inner = centre + (ring - centre) * [shrink, shrink, 1.0]
    inner[:, 2] += lift
    return np.asarray(inner)


def _laces(upper: Floats, rows: int) -> Shape:
    """Bars across the instep, crossing from row to row, and a bow."""
    skin = upper + 0.0022 * _normals(upper)
    reach = round(0.16 * AROUND / 2)
    columns = np.arange(AROUND // 2 - reach, AROUND // 2 + reach + 1)
    levels = np.linspace(0.52 * (UP - 1), min(0.95 * (len(skin) - 1), 2.2 * UP), rows)
    parts = []
    for level, following in zip(levels, np.append(levels[1:], levels[-1]), strict=True):
        for first, last in ((level, 0.5 * (level + following)), (0.5 * (level + following), level)):
            at = np.linspace(first, last, len(columns))
            low = np.floor(at).astype(int).clip(0, len(skin) - 2)
            path = skin[low, columns] + (at - low)[:, None] * (skin[low + 1, columns] - skin[low, columns])
            parts.append(tube(path, 0.0019, 8))
    knot = skin[round(levels[-1]), AROUND // 2] + [0, 0, 0.002]
    for side in (-1, 1):
        loop = (
            np.array(
                [
                    [0, 0, 0],
                    [0.5, -0.25, 0.28],
                    [1.0, -0.3, 0.1],
                    [0.95, 0.1, -0.1],
                    [0.4, 0.12, 0.05],
                    [0, 0, 0],
                ]
            )
            * 0.032
            * [side, 1, 1]
        )
        end = np.array([[0, 0, 0], [0.35, -0.4, 0.1], [0.75, -0.7, -0.25]]) * 0.032 * [side, 1, 1]
        parts += [tube(smooth(knot + loop, 6), 0.0017, 8), tube(smooth(knot + end, 6), 0.0017, 8)]
    return join(parts)
