"""Fruit and vegetables: turned bodies with ribs, dents and a stem, and bananas along their bend."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..shapes.creases import creases
from ..shapes.forms import loft, smooth, tube
from ..shapes.shape import Shape, join

AROUND, ALONG = 64, 40
PROFILES: dict[str, tuple[tuple[float, float], ...]] = {
    "apple": ((0.0, 0.1), (0.3, 0.0), (0.75, 0.2), (1.0, 0.58), (0.85, 0.92), (0.45, 1.0), (0.0, 0.86)),
    "pear": ((0.0, 0.04), (0.4, 0.0), (0.9, 0.22), (1.0, 0.42), (0.7, 0.7), (0.42, 0.88), (0.25, 0.99), (0.0, 1.0)),
    "citrus": ((0.0, 0.0), (0.3, 0.01), (0.8, 0.2), (1.0, 0.5), (0.8, 0.8), (0.3, 0.98), (0.0, 1.0)),
    "pumpkin": ((0.0, 0.08), (0.35, 0.0), (0.85, 0.2), (1.0, 0.5), (0.85, 0.82), (0.4, 1.0), (0.0, 0.86)),
    "gourd": ((0.0, 0.0), (0.5, 0.02), (1.0, 0.25), (0.85, 0.45), (0.42, 0.65), (0.4, 0.82), (0.25, 0.98), (0.0, 1.0)),
    "pepper": ((0.0, 0.08), (0.3, 0.0), (0.7, 0.08), (0.85, 0.4), (1.0, 0.75), (0.75, 0.98), (0.3, 0.95), (0.0, 0.85)),
    "aubergine": ((0.0, 0.0), (0.6, 0.02), (1.0, 0.22), (0.9, 0.45), (0.62, 0.75), (0.4, 0.95), (0.0, 1.0)),
}
"""Radius and height from foot to stem: the radius as a share of half the width, the height of the length."""
SLIM = {"apple": 1.08, "pear": 0.66, "citrus": 1.0, "pumpkin": 1.3, "gourd": 0.6, "pepper": 0.72, "aubergine": 0.4}
"""Width over length."""


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.fruit.draw`."""
    p = parameters
    skins, stems = [], []
    for index in range(p["count"]):
        skin, stem = _banana(p, index) if p["kind"] == "banana" else _turned(p, index)
        skins.append(skin)
        stems.append(stem)
    return {"skin": join(skins), "stem": join(stems)}


def _turned(p: dict[str, Any], index: int) -> tuple[Shape, Shape]:
    """A fruit turned around its axis; long ones lie on their side."""
    size = p["sizes"][index]
    length = p["length"] * size
    width = 0.5 * length * SLIM[p["kind"]] * p["girth"]
    profile = smooth(np.array(PROFILES[p["kind"]]), ALONG // (len(PROFILES[p["kind"]]) - 1))
    angle = 2 * np.pi * np.arange(AROUND) / AROUND
    lobes = 1.0 - p["rib"] * np.abs(np.sin(0.5 * p["ribs"] * angle)) ** 0.7 if p["ribs"] else np.ones(AROUND)
    radius = np.maximum(profile[:, :1], 0.004) * width * lobes
    rings = np.stack(
        [
            radius * np.cos(angle),
            radius * np.sin(angle),
            np.broadcast_to(profile[:, 1:] * length * p["flat"], radius.shape),
        ],
        -1,
    )
    rings = rings * (1.0 + p["wobble"] * creases(rings + 0.31 * index, p["seed"], 0.8 * length)[..., None])
    skin = loft(rings, "flat", "flat")
    top = float(profile[-1, 1]) * length * p["flat"] - 0.02 * length
    reach = np.linspace(0.0, 1.0, 7)[:, None]
    bend = np.array([[p["stem_bend"], 0.2 * p["stem_bend"], 0.0]])
    path = np.array([[0.0, 0.0, top]]) + p["stem"] * length * (reach * [0.0, 0.0, 1.0] + reach**2 * bend * 0.6)
    stem = tube(path, (0.05 if p["kind"] in ("pumpkin", "gourd") else 0.025) * length * np.linspace(1.3, 0.8, 7), 10)
    parts = [skin, stem]
    if p["kind"] in ("aubergine", "gourd", "pear", "pepper") and p["roll"] > 0.25:
        tilt = np.pi / 2 - 0.1
        parts = [each.turned("y", tilt) for each in parts]
    low = float(parts[0].vertices[:, 2].min())
    parts = [each.turned("z", p["turns"][index]).moved(z=-low) for each in parts]
    away = 0.0 if index == 0 else 1.15 * max(width * 2, 0.6 * length)
    spot = away * np.array([np.cos(2.1 * index), np.sin(2.1 * index)])
    skin, stem = (each.moved(x=float(spot[0]), y=float(spot[1])) for each in parts)
    return skin, stem


def _banana(p: dict[str, Any], index: int) -> tuple[Shape, Shape]:
    """Bananas: five-sided, thickest in the middle, along an arc; several share a stem."""
    length = p["length"] * p["sizes"][index]
    at = np.linspace(-0.5, 0.5, ALONG)
    arc = p["bend"]
    reach = length / arc
    path = np.stack([reach * np.sin(arc * at), np.zeros(ALONG), reach * (np.cos(arc * at) - np.cos(0.5 * arc))], -1)
    thick = 0.088 * length * p["girth"]
    radii = thick * np.clip(np.minimum(1.0 - np.abs(2 * at) ** 5, 1.0), 0.0, 1.0) ** 0.45
    radii = np.maximum(radii, 0.27 * thick)
    angle = 2 * np.pi * np.arange(AROUND) / AROUND
    sides = 1.0 + 0.045 * np.cos(5 * angle)
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    up = np.cross(np.array([0.0, 1.0, 0.0]), tangent)
    circle = (sides * np.cos(angle))[None, :, None] * np.array([0.0, 1.0, 0.0]) + (sides * np.sin(angle))[
        None, :, None
    ] * (-up[:, None])
    rings = path[:, None] + radii[:, None, None] * circle
    skin = loft(rings, "flat", "flat")
    end = path[-1] + np.linspace(0.0, 1.0, 6)[:, None] * tangent[-1] * 0.1 * length
    stem = tube(end, 0.25 * thick * np.linspace(1.0, 0.8, 6), 10, 0.8)
    spread = (index - 0.5 * (p["count"] - 1)) * 0.9
    parts = [each.moved(x=-float(end[-1, 0])).turned("z", 0.22 * spread) for each in (skin, stem)]
    # On its side with the bend flat on the floor, or on its outer curve; several on top of each other form a hand.
    tilt = np.pi / 2 - p["roll"] if p["count"] == 1 else p["roll"]
    parts = [each.turned("x", tilt).moved(y=1.7 * thick * spread) for each in parts]
    low = min(float(each.vertices[:, 2].min()) for each in parts)
    skin, stem = (each.moved(z=-low) for each in parts)
    return skin, stem
