"""Shoes: an upper lofted from the sole's outline to the collar, sole and heel, lining, laces, applied panels.

The toe points to -y. Around the shoe, angle 0 is the heel, pi the toe.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..mesh import Floats, Shape, join
from .forms import loft, sheet, smooth, tube

AROUND, UP = 72, 22
ANGLE = 2 * np.pi * np.arange(AROUND) / AROUND


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.shoe.draw_shoe`."""
    slots = _one(parameters)
    if not parameters["pair"]:
        return slots
    away = (
        parameters["width"]
        + parameters["pair_gap"]
        + 0.35 * abs(np.sin(parameters["pair_turn"])) * parameters["length"]
    )
    other = {
        name: shape.mirrored_x()
        .turned("z", parameters["pair_turn"])
        .moved(x=away, y=parameters["pair_shift"])
        for name, shape in slots.items()
    }
    return {name: join([shape, other[name]]) for name, shape in slots.items()}


def _one(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The left shoe."""
    upper = _upper(parameters)
    slots = {"upper": loft(upper), "sole": _sole(parameters), "lining": _lining(upper)}
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


def _outline(parameters: dict[str, Any], grow: float = 0.0) -> tuple[Floats, Floats]:
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


def _ground(parameters: dict[str, Any], share: Floats) -> Floats:
    """Height of the sole's upper side: raised at the heel, lifted at the toe."""
    slope = np.clip((share - 0.12) / 0.5, 0, 1)
    slope = slope * slope * (3 - 2 * slope)
    return (
        parameters["sole"]
        + (parameters["heel"] - parameters["sole"]) * (1 - slope)
        + _spring(parameters, share)
    )


def _spring(parameters: dict[str, Any], share: Floats) -> Floats:
    """How far the toe stands off the floor."""
    return parameters["toe_spring"] * np.clip((share - 0.72) / 0.28, 0, 1) ** 2


def _upper(parameters: dict[str, Any]) -> Floats:
    """[UP, AROUND, 3] rings from the sole to the collar: a Bezier curve from each point of the outline."""
    plan, share = _outline(parameters, -0.002)
    ground = _ground(parameters, share)
    foot = np.concatenate([plan, ground[:, None] - 0.002], 1)
    back = ground[0]
    collar_share = 0.035 + (parameters["opening"] - 0.035) * share
    ring = np.interp(collar_share, [0.0, 0.2, 0.45, 0.8], [0.26, 0.3, 0.3, 0.34]) * parameters["width"]
    collar_x = (
        -np.sin(ANGLE) * ring * 1.08 + np.interp(collar_share, [0, 1], [0.0, 0.1]) * parameters["width"]
    )
    collar_y = parameters["length"] * (0.5 - collar_share)
    dip = 0.18 * np.sin(np.pi * share) * parameters["back"] * (0.4 if parameters["kind"] == "boot" else 1.0)
    rise = parameters["back"] * (1 - share) + parameters["front"] * share - dip
    level = (ground if parameters["kind"] == "heel" else back) + rise
    collar = np.stack([collar_x, collar_y, level], -1)
    toe = share**3
    lift = (1 - toe) * 0.5 * rise + toe * parameters["toe_height"]
    outward = np.concatenate(
        [plan / np.maximum(np.linalg.norm(plan, axis=1, keepdims=True), 1e-9), np.zeros((AROUND, 1))], 1
    )
    first = (
        foot
        + lift[:, None] * np.array([0, 0, 1.0])
        + (0.05 * parameters["width"]) * outward * (1 - toe)[:, None]
    )
    second = collar + 0.42 * (foot - collar) * np.array([1, 1, 0.0])
    # Down from the collar as steeply as a shaft has it; along the instep at the front.
    second[:, 2] -= (0.35 * (1 - toe) + 0.22 * toe) * np.maximum(level - foot[:, 2], 0.0)
    shaft = np.clip((parameters["back"] - 0.08) / 0.1, 0, 1)
    second[:, :2] = (1 - 0.75 * shaft) * second[:, :2] + 0.75 * shaft * collar[:, :2]
    t = np.linspace(0, 1, UP)[:, None, None]
    return (1 - t) ** 3 * foot + 3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * collar


def _normals(rings: Floats) -> Floats:
    """[UP, AROUND, 3] unit normals of the upper, outward."""
    around = np.roll(rings, -1, 1) - np.roll(rings, 1, 1)
    normals = np.cross(around, np.gradient(rings, axis=0))
    return normals / np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-12)


def _panel(
    upper: Floats, turn: tuple[float, float], rise: tuple[float, float], lift: float = 0.0009
) -> Shape:
    """A piece applied to the upper: from and to around (in units of pi) and up (shares), a millimetre above
    it.
    """
    columns = (
        np.arange(
            round(turn[0] * AROUND / 2), max(round(turn[1] * AROUND / 2), round(turn[0] * AROUND / 2) + 1) + 1
        )
        % AROUND
    )
    rows = np.arange(int(rise[0] * (UP - 1)), int(rise[1] * (UP - 1)) + 1)
    piece = (upper + lift * _normals(upper))[np.ix_(rows, columns)]
    inner = upper[np.ix_(rows, columns)]
    rim = [inner[:, :1], piece, inner[:, -1:]]
    closed = np.concatenate(rim, 1)
    top = np.concatenate([inner[-1:, :1], inner[-1:], inner[-1:, -1:]], 1)
    return sheet(np.concatenate([closed, top]).transpose(1, 0, 2))


def _sole(parameters: dict[str, Any]) -> Shape:
    """The sole, its edge rounded, with a heel block where it is not flat on the floor."""
    plan, share = _outline(parameters, 0.001 + parameters["flare"])
    tight, _ = _outline(parameters, -0.004)
    top = _ground(parameters, share)
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
        ring = np.stack(
            [middle + x * size, back - 0.003 - 0.5 * long * size + y * size, np.full(40, 0.0)], -1
        )
        share = np.clip(0.5 - ring[:, 1] / parameters["length"], 0, 1)
        ring[:, 2] = at * (_ground(parameters, share) - 0.5 * parameters["sole"])
        rings.append(ring)
    return loft(np.array(rings), "flat", "flat")


def _lining(upper: Floats) -> Shape:
    """A padded rim around the collar and the inside of the shoe, seen through the opening."""
    collar = upper[-1]
    centre = collar.mean(0)
    rings = [collar]
    for shrink, sink in ((0.965, 0.002), (0.93, -0.001), (0.92, -0.35), (0.95, -0.75)):
        ring = centre + (collar - centre) * [shrink, shrink, 1.0]
        depth = collar[:, 2] - upper[0, :, 2].min()
        ring[:, 2] = collar[:, 2] + (sink if abs(sink) < 0.01 else sink * depth)
        rings.append(ring)
    return loft(np.array(rings), "open", "flat")


def _laces(upper: Floats, rows: int) -> Shape:
    """Bars across the instep, crossing from row to row, and a bow."""
    skin = upper + 0.0022 * _normals(upper)
    reach = round(0.16 * AROUND / 2)
    columns = np.arange(AROUND // 2 - reach, AROUND // 2 + reach + 1)
    levels = np.linspace(0.52, 0.95, rows) * (UP - 1)
    parts = []
    for level, following in zip(levels, np.append(levels[1:], levels[-1]), strict=True):
        for first, last in ((level, 0.5 * (level + following)), (0.5 * (level + following), level)):
            at = np.linspace(first, last, len(columns))
            low = np.floor(at).astype(int).clip(0, UP - 2)
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
