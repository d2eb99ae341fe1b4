"""Potted plants, in numbers: every leaf is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import finishes
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw

_GOLDEN_RAD = 2.39996
"""The angle from leaf to leaf along a stem in most plants (pi * (3 - sqrt(5)))."""


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A plant with sword leaves, broad leaves on stems, a small tree, a cactus, or grass, in a pot."""
    category = pick(rng, ("snake plant", "broad-leaf plant", "small tree", "cactus", "grass"))
    pot_radius = uniform(rng, 0.04, 0.16)
    parameters: dict[str, Any] = {
        "kind": category,
        "pot_radius": pot_radius,
        "pot_height": round(pot_radius * uniform(rng, 1.1, 2.1), 5),
        "pot_taper": uniform(rng, 0.62, 1.0),
        "pot_belly": uniform(rng, 0.0, 0.2) if chance(rng, 0.4) else 0.0,
        "pot_rim": uniform(rng, 0.06, 0.16) if chance(rng, 0.5) else 0.0,
        "pot_feet": uniform(rng, 0.5, 1.2) if chance(rng, 0.2) else 0.0,
        "trunk": [],
        "cactus": [],
    }
    spread = pot_radius * uniform(rng, 3.0, 5.5)
    parameters["leaves"] = _leaves(rng, category, spread, pot_radius)
    if category == "small tree":
        parameters["trunk"] = [
            uniform(rng, 1.2, 2.2) * spread * 0.45,
            uniform(rng, 0.1, 0.14) * pot_radius,
            uniform(rng, -0.15, 0.15),
        ]
    if category == "cactus":
        parameters["cactus"] = _cactus(rng, pot_radius)
    pot = finishes.one_of(
        rng,
        finishes.ceramic,
        finishes.ceramic,
        finishes.painted,
        finishes.metal,
        finishes.plastic,
        finishes.wood,
    )
    materials = {"pot": pot, "soil": finishes.soil(rng), "leaf": finishes.leaf(rng)}
    if category == "small tree":
        materials["trunk"] = finishes.wood(rng)
    if parameters["pot_feet"]:
        materials["feet"] = finishes.wood(rng)
    return FamilyDraw(category, parameters, materials)


def _leaves(rng: np.random.Generator, kind: str, spread: float, pot: float) -> list[list[float]]:
    """Rows of azimuth, foot radius, stem length, stem lean, blade length, width, droop, and roll; metres and
    radians.
    """
    rows = []
    count = {
        "snake plant": (7, 18),
        "broad-leaf plant": (8, 22),
        "small tree": (70, 130),
        "cactus": (0, 0),
        "grass": (60, 120),
    }[kind]
    number = whole(rng, *count)
    slim, droop = uniform(rng, 0.35, 0.75), uniform(rng, 0.3, 1.3)
    for at in range(number):
        azimuth = round(at * _GOLDEN_RAD + uniform(rng, -0.4, 0.4), 5)
        young = at / max(number - 1, 1)
        roll = uniform(rng, -0.4, 0.4)
        row = _leaf(rng, kind, spread, pot, young, slim, droop)
        rows.append([azimuth, *(round(value, 5) for value in row), roll])
    return rows


def _leaf(
    rng: np.random.Generator, kind: str, spread: float, pot: float, young: float, slim: float, droop: float
) -> list[float]:
    """One row of `_leaves` from foot radius to droop."""
    if kind == "snake plant":
        long = spread * uniform(rng, 0.55, 1.1)
        foot, lean = pot * uniform(rng, 0.05, 0.45), uniform(rng, 0.02, 0.25)
        return [foot, 0.0, lean, long, long * uniform(rng, 0.07, 0.12), uniform(rng, 0.0, 0.2)]
    if kind == "grass":
        foot, lean = pot * uniform(rng, 0.0, 0.5), uniform(rng, 0.05, 0.6)
        return [foot, 0.0, lean, spread * uniform(rng, 0.5, 1.0), pot * 0.05, uniform(rng, 0.3, 1.2)]
    if kind == "small tree":
        stem, lean = uniform(rng, 0.1, 0.5) * spread, uniform(rng, 0.2, 2.2)
        return [0.0, stem, lean, spread * uniform(rng, 0.14, 0.24), spread * 0.22 * slim * 0.5, droop]
    long = spread * uniform(rng, 0.35, 0.55)
    lean = 0.15 + 0.9 * (1 - young) + uniform(rng, -0.1, 0.1)
    return [pot * 0.15, spread * uniform(rng, 0.3, 0.6), lean, long, long * slim, droop]


def _cactus(rng: np.random.Generator, pot: float) -> list[list[float]]:
    """Columns: x, y, radius, height, ribs, lean; the first stands in the middle."""
    columns = [[0.0, 0.0, pot * uniform(rng, 0.4, 0.7), pot * uniform(rng, 0.8, 4.5), whole(rng, 8, 16), 0.0]]
    for at in range(whole(rng, 0, 3)):
        angle = 2.1 * at + uniform(rng, 0.0, 1.0)
        away = pot * uniform(rng, 0.5, 0.65)
        columns.append(
            [
                away * np.cos(angle),
                away * np.sin(angle),
                pot * uniform(rng, 0.18, 0.3),
                pot * uniform(rng, 0.5, 2.5),
                whole(rng, 7, 12),
                uniform(rng, 0.0, 0.3),
            ]
        )
    return [[round(float(value), 5) for value in column] for column in columns]
