"""Flowers: petals in rings about a disc, cups of petals, spiny heads; alone, in a bunch or in a pot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..shapes.forms import sheet, smooth, tube, turned_profile
from ..shapes.fur import Pile, fur
from ..shapes.shape import Shape, join

Slots = dict[str, list[Shape]]


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.flower.draw`."""
    p = parameters
    slots: Slots = {name: [] for name in ("petal", "disc", "green", "pot", "soil")}
    base = _pot(p, slots) if p["stand"] == "pot" else 0.0
    if p["kind"] == "grass":
        slots["green"].append(_grass(p, base))
    else:
        for index in range(p["count"]):
            _bloom(p, index, base, slots)
    return {name: join(parts) for name, parts in slots.items() if parts}


def _pot(p: dict[str, Any], slots: Slots) -> float:
    """A pot with soil; returns the height of the soil."""
    width, height, foot = np.array(p["pot"]) * [p["size"], p["size"] * 1.3, 1.0]
    profile = np.array(
        [[foot * 0.9, 0.0], [foot, 0.03], [1.0, 0.93], [1.06, 0.94], [1.06, 1.0], [0.96, 1.0], [0.92, 0.85]]
    )
    slots["pot"].append(turned_profile(profile * [width, height], 56, None, "flat", "flat"))
    slots["soil"].append(
        turned_profile(np.array([[0.95, 0.84], [0.5, 0.9], [0.02, 0.91]]) * [width, height], 40, None, "open", "flat")
    )
    return float(0.86 * height)


def _bloom(p: dict[str, Any], index: int, base: float, slots: Slots) -> None:
    """One stem with its leaves and head."""
    x, y, tall = p["heads"][index]
    spread = 0.0 if p["stand"] == "single" else 1.0
    foot = np.array([0.12 * x, 0.12 * y, 0.0]) * p["size"] * spread + [0, 0, base]
    rise = p["stem"] * tall
    top = foot + [spread * 1.1 * x * p["size"], spread * 1.1 * y * p["size"], rise]
    way = np.arctan2(y, x) if spread else p["seed"] % 628 / 100.0
    lean = p["tilts"][index]
    bend = np.array([np.cos(way), np.sin(way), 0.0]) * 0.25 * lean * p["size"]
    path = smooth(np.stack([foot, foot + 0.5 * (top - foot) - 0.3 * bend, top - 0.1 * bend, top + bend]), 7)
    slots["green"].append(tube(path, 0.0005 * p["stem_mm"], 8))
    for leaf in range(p["leaves"] if p["stand"] != "bunch" else 1):
        at = path[min(3 + 4 * leaf, len(path) - 6)]
        blade = _petal(p["leaf"] * p["size"], 0.2 * p["leaf"] * p["size"], 0.5, 0.6)
        turned = blade.turned("y", -0.7).turned("z", 2.4 * leaf + index + way)
        slots["green"].append(turned.moved(*at))
    head = _HEADS[p["kind"]](p, index)
    for name, part in head.items():
        placed = part.turned("y", lean).turned("z", way)
        slots[name].append(placed.moved(*path[-1]))


def _petal(length: float, width: float, cup: float, curl: float) -> Shape:
    """A petal along x from the origin, its upper side to +z, both sides seen."""
    along, across = np.meshgrid(np.linspace(0, 1, 9), np.linspace(-1, 1, 6), indexing="ij")
    half = 0.5 * width * np.sin(np.pi * (0.06 + 0.9 * along) ** 0.8)
    x = length * along * (1 - 0.25 * np.abs(curl) * along)
    z = length * (0.35 * cup * along - 0.5 * curl * along**3) + cup * half * across**2
    return sheet(np.stack([x, half * across, z], -1))


def _daisy(p: dict[str, Any], index: int) -> dict[str, Shape]:
    petals = []
    for row in range(p["rows"]):
        lift = 0.25 * row
        one = _petal(0.5 * p["size"] * (1 - 0.16 * row), p["slim"] * 0.5 * p["size"], p["cup"] + lift, p["curl"])
        for k in range(p["petals"]):
            wobble = 0.14 * np.sin(7.0 * k + 3.0 * row + index)
            part = one.moved(x=0.35 * p["disc"] * p["size"]).turned("y", -0.18 * row - wobble)
            petals.append(part.turned("z", 2 * np.pi * (k + 0.5 * row) / p["petals"]))
    dome = np.array([[1.0, -0.1], [0.95, 0.18], [0.7, 0.36], [0.35, 0.42], [0.02, 0.36]]) * 0.5 * p["disc"] * p["size"]
    skin = turned_profile(dome, 32, None, "flat", "flat")
    pile = Pile(0.05 * p["size"], 0.012 * p["size"], 0.1, 0.2, (0.0, 0.0, 1.0))
    return {"petal": join(petals), "disc": join([skin, fur(skin, 500, pile, p["seed"])])}


def _rose(p: dict[str, Any], index: int) -> dict[str, Shape]:
    """Rows of petals, the outer ones wider open."""
    petals = []
    for row in range(p["rows"]):
        share = (row + 1) / p["rows"]
        one = _petal(0.55 * p["size"], 0.75 * p["size"] * (0.4 + 0.6 * share), 1.3, 0.5 * p["curl"] * share)
        for k in range(p["petals"]):
            part = one.turned("y", -1.45 + 0.95 * share + 0.06 * np.sin(5.0 * k + index)).moved(
                x=0.05 * share * p["size"]
            )
            petals.append(part.turned("z", 2 * np.pi * (k + 0.37 * row) / p["petals"]))
    heart = turned_profile(
        np.array([[0.05, 0.0], [0.1, 0.2], [0.08, 0.42], [0.01, 0.45]]) * p["size"], 20, None, "flat", "flat"
    )
    return {"petal": join(petals), "disc": heart}


def _tulip(p: dict[str, Any], index: int) -> dict[str, Shape]:
    return _rose({**p, "rows": 2, "petals": 3, "curl": -abs(p["curl"])}, index)


def _thistle(p: dict[str, Any], index: int) -> dict[str, Shape]:
    """A ball of scales with spines, and a brush on top."""
    turn = np.linspace(-np.pi / 2, np.pi / 2, 14)
    skin = turned_profile(0.4 * p["size"] * np.stack([np.cos(turn) + 0.01, np.sin(turn) + 1.0], -1), 32)
    spines = fur(skin, 700, Pile(0.26 * p["size"], 0.018 * p["size"], 0.35, 0.25, (0.0, 0.0, 1.0)), p["seed"] + index)
    cap = turned_profile(np.array([[0.24, 0.62], [0.2, 0.76], [0.02, 0.8]]) * p["size"], 28, None, "flat", "flat")
    brush = fur(cap, 1400, Pile(0.5 * p["size"], 0.008 * p["size"], 0.0, 0.5, (0.0, 0.0, 1.0)), p["seed"] + 31 + index)
    return {"green": join([skin, spines]), "petal": join([cap, brush])}


def _grass(p: dict[str, Any], base: float) -> Shape:
    """Blades that rise from the soil and bend over."""
    rng = np.random.Generator(np.random.PCG64(p["seed"]))
    count, steps = p["blades"], 7
    turn = 6.2832 * rng.random(count)
    out = 0.7 * p["pot"][0] * p["size"] * np.sqrt(rng.random(count))
    length = p["blade"] * (0.55 + 0.6 * rng.random(count))
    t = np.linspace(0, 1, steps)[None, :]
    reach = out[:, None] + length[:, None] * (0.15 + 0.5 * p["droop"] * rng.random(count)[:, None]) * t**1.6
    rise = base + length[:, None] * (t - 0.38 * p["droop"] * rng.random(count)[:, None] * t**2.4)
    middle = np.stack([reach * np.cos(turn)[:, None], reach * np.sin(turn)[:, None], rise], -1)
    side = np.stack([-np.sin(turn), np.cos(turn), 0.2 * np.ones(count)], -1)[:, None]
    half = 0.0028 * (1.0 - 0.92 * t**2)[..., None] * (0.6 + rng.random((count, 1, 1)))
    blades = [sheet(np.stack([middle[k] - half[k] * side[k], middle[k] + half[k] * side[k]], 1)) for k in range(count)]
    return _together(blades)


def _together(parts: list[Shape]) -> Shape:
    """Many small shapes as one, each with its own place in the material."""
    whole = join(parts)
    return replace(whole, grain=whole.vertices.copy())


_HEADS = {"daisy": _daisy, "rose": _rose, "tulip": _tulip, "thistle": _thistle}
