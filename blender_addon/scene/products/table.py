"""Tables: a top of any outline, legs of seven kinds, apron, drawers, shelf."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..shapes.forms import board, box, outline, turned_profile
from ..shapes.legs import four_legs, hairpins, pedestal, sled, trestle, tripod
from ..shapes.shape import Shape, join


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.table.draw`; drawers open to -y."""
    x, y, height = parameters["length"] / 2, parameters["depth"] / 2, parameters["height"]
    thick = parameters["thickness"]
    under = height - thick
    plan = outline(x, y, parameters["power"], 128)
    tops = [board(plan, thick, thick * parameters["edge"]).moved(z=under)]
    frame = _legs(parameters, under)
    inset = 1 - parameters["inset"]
    # A rounded top has no corners, so the legs stay inside its outline.
    fit = inset if parameters["power"] > 5 else 0.66 * inset
    tall = max(parameters["apron"], 0.09 if parameters["drawers"] else 0.0)
    if tall > 0.0 and parameters["legs"] not in ("pedestal", "tripod"):
        frame.append(_apron(x * fit, y * fit, tall).moved(z=under - tall))
    if parameters["shelf"]:
        frame.append(
            board(outline(x * fit, y * fit, 12.0), thick * 0.7, thick * 0.2).moved(z=parameters["shelf"] * height)
        )
    slots = {"top": join(tops), "frame": join(frame)}
    if parameters["drawers"] and parameters["legs"] not in ("pedestal", "tripod"):
        fronts, knobs = _drawers(parameters["drawers"], x * fit, y * fit, tall, under)
        slots["frame"] = join([slots["frame"], *fronts])
        slots["knob"] = join(knobs)
    return slots


def _legs(parameters: dict[str, Any], height: float) -> list[Shape]:
    """What carries the top."""
    kind, leg = parameters["legs"], parameters["leg"]
    fit = (1 - parameters["inset"]) * (0.94 if parameters["power"] > 5 else 0.62)
    x, y = parameters["length"] / 2 * fit, parameters["depth"] / 2 * fit
    if kind == "pedestal":
        return [pedestal(height, 0.62 * min(parameters["length"], parameters["depth"]) / 2 + 0.03, leg * 0.8)]
    if kind == "tripod":
        return tripod(0.7 * min(x, y) + 0.05, height, leg * 0.45)
    if kind == "hairpin":
        return hairpins(x, y, height, 0.0055)
    if kind == "trestle":
        return trestle(x * 0.88, y, height, leg * 0.8)
    if kind == "sled":
        return sled(x, y, height, leg * 0.55)
    return four_legs(x, y, height, leg, parameters["leg_taper"], parameters["splay"] * 0.6, square=kind == "square")


def _apron(x: float, y: float, tall: float) -> Shape:
    """Four boards on edge under the top."""
    long, short = box(2 * x, 0.02, tall, 0.002, 2), box(2 * y, 0.02, tall, 0.002, 2).turned("z", np.pi / 2)
    return join([long.moved(y=-y), long.moved(y=y), short.moved(x=-x), short.moved(x=x)])


def _drawers(count: int, x: float, y: float, tall: float, under: float) -> tuple[list[Shape], list[Shape]]:
    """Drawer fronts a little in front of the apron, a knob on each."""
    wide = 2 * x / count
    fronts, knobs = [], []
    knob = np.array([[0.4, 0.0], [0.4, 0.5], [1.0, 0.8], [1.1, 1.2], [0.8, 1.5], [0.05, 1.6]]) * 0.011
    for at in range(count):
        middle = -x + (at + 0.5) * wide
        fronts.append(
            box(wide - 0.012, 0.016, tall - 0.014, 0.003, 2).moved(x=middle, y=-y - 0.014, z=under - tall + 0.007)
        )
        knobs.append(
            turned_profile(knob, 24, None, "flat", "flat")
            .turned("x", np.pi / 2)
            .moved(x=middle, y=-y - 0.022, z=under - tall / 2)
        )
    return fronts, knobs
