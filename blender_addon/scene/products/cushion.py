"""Cushions: two bulging panels sewn at the edge, with creases, piping, tassels and buttons; and bolsters."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.creases import creases, pushed
from ..shapes.forms import loft, outline, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wires import hoop

AROUND = 96
IN = 26


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.cushion.draw`; its front looks to -y."""
    if parameters["kind"] == "bolster":
        return _bolster(parameters)
    p = parameters
    seam, rings = _panel(p)
    front = loft(rings, "open", "tip")
    back = loft((rings * [-1.0, 1.0, -1.0]), "open", "tip")
    trim: list[Shape] = []
    if p["piping"]:
        trim.append(hoop(seam, 0.0045, 10))
    if p["tassels"]:
        trim += _tassels(p, seam)
    if p["button"]:
        peak = rings[-1, :, 2].mean()
        knob = np.array([[0.4, -0.006], [1.0, 0.0], [0.95, 0.35], [0.7, 0.6], [0.1, 0.7]]) * [0.017, 0.012]
        disc = turned_profile(knob, 28, None, "flat", "flat").moved(z=float(peak) - 0.004)
        trim += [disc, disc.turned("x", np.pi)]
    slots = {"cover": join([front, back])}
    if trim:
        slots["trim"] = join(trim)
    # Rotated from lying to standing on an edge; short of a quarter turn it leans back.
    return {name: shape.turned("x", p["tilt"]) for name, shape in slots.items()}


def _panel(p: dict[str, Any]) -> tuple[Floats, Floats]:
    """The seam [AROUND, 3], and the upper panel's rings [IN, AROUND, 3] from the seam to near the middle."""
    x, y, thick = 0.5 * p["width"], 0.5 * p["height"], 0.5 * p["thick"]
    plan = outline(1.0, 1.0, p["power"], AROUND)
    # Filling pulls the sides of a cover in, while its corners stay out.
    corner = np.abs(plan[:, 0] * plan[:, 1])
    pull = 1 - 0.07 * (1 - corner) + p["ears"] * corner**3 if p["power"] > 4 else np.ones(AROUND)
    edge = plan * pull[:, None]
    share = np.cos(np.linspace(0, 0.97, IN) * np.pi / 2) ** 0.9  # from the seam inward
    flat = share[:, None, None] * edge[None]
    if p["power"] > 4:
        u, v = (np.clip(np.abs(flat[..., axis]) / (1 + p["ears"]), 0, 1) for axis in (0, 1))
        bulge = ((1 - u**2.6) * (1 - v**2.6)) ** 0.55
    else:
        bulge = np.sqrt(np.clip(1 - share[:, None] ** 2.4, 0, 1)) * np.ones(AROUND)
    bulge[0] = 0.0
    z = thick * bulge
    middle = np.exp(-((flat[..., 0] ** 2 + flat[..., 1] ** 2) / 0.05))
    if p["button"]:
        z = z * (1 - 0.45 * middle)
    if p["pleats"]:
        angle = 2 * np.pi * (np.arange(AROUND) + 0.5) / AROUND
        z = z * (1 - 0.06 * (0.5 + 0.5 * np.cos(p["pleats"] * angle)) * np.clip(share[:, None] * 1.4, 0, 1))
    if p["dent"]:
        # A karate chop: the upper edge is pushed down in its middle.
        chop = p["dent"] * 0.22 * np.exp(-((flat[..., 0] / 0.25) ** 2)) * np.clip(flat[..., 1], 0, 1)
        flat = flat - np.stack([0 * chop, chop], -1)
    rings = np.stack([x * flat[..., 0], y * flat[..., 1], z], -1)
    # Wrinkles run in from the seam, strongest near it.
    hold = (np.sqrt(1 - share) * (0.35 + 0.65 * share))[:, None]
    folds = creases(rings * [1.0, 1.0, 0.4], p["folds"], p["fold_scale"])
    rings = pushed(rings, -2.6 * p["fold_depth"] * hold * folds, True)
    seam = rings[0].copy()
    return seam, rings


def _tassels(p: dict[str, Any], seam: Floats) -> list[Shape]:
    """A bunch of threads at each corner."""
    parts = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            corner = seam[np.argmax(sx * seam[:, 0] / p["width"] + sy * seam[:, 1] / p["height"])]
            way = np.array([sx * 0.7, sy * 0.7, 0.0])
            path = corner + way * np.linspace(0, 0.055, 7)[:, None]
            parts.append(tube(path, np.array([0.003, 0.006, 0.004, 0.006, 0.007, 0.008, 0.008]), 12))
    return parts


def _bolster(p: dict[str, Any]) -> dict[str, Shape]:
    """A roll with gathered ends and a cord at each."""
    r, half = 0.5 * p["thick"], 0.5 * p["width"]
    at = np.linspace(0, 1, 60)
    bend = np.clip(np.minimum(at, 1 - at) / 0.07, 0, 1)
    radius = (
        r
        * (0.93 + 0.07 * np.sqrt(1 - (1 - bend) ** 2))
        * np.where(bend < 1, 0.9 + 0.1 * np.sqrt(np.clip(1 - (1 - bend) ** 2, 0, 1)), 1.0)
    )
    angle = 2 * np.pi * np.arange(AROUND) / AROUND
    ends = r * np.array([0.12, 0.35, 0.62, 0.84])
    profile = np.concatenate(
        [
            np.stack([-half - 0.012 + 0 * ends, ends], -1),
            np.stack([-half + 2 * half * at, radius], -1),
            np.stack([half + 0.012 + 0 * ends, ends[::-1]], -1),
        ]
    )
    pleat = 1 + 0.05 * np.cos(16 * angle)[None] * (np.abs(profile[:, :1]) > half)
    rings = np.stack(
        [
            np.broadcast_to(profile[:, :1], pleat.shape),
            profile[:, 1:] * pleat * np.cos(angle),
            profile[:, 1:] * pleat * np.sin(angle),
        ],
        -1,
    )
    folds = creases(rings * [1.0, 0.5, 0.5], p["folds"], p["fold_scale"])
    hold = np.clip((half * 0.97 - np.abs(rings[..., 0])) / 0.03, 0, 1)
    rings = pushed(rings, -0.6 * p["fold_depth"] * hold * folds, True)
    cover = loft(rings, "flat", "flat")
    cord = []
    for side in (-1, 1):
        ring = np.stack(
            [np.full(64, side * half), 0.95 * r * np.cos(angle[:64] * 1.5), 0.95 * r * np.sin(angle[:64] * 1.5)], -1
        )
        cord.append(hoop(ring, 0.005, 10))
        knob = np.array([[0.2, 0.0], [0.016, 0.004], [0.016, 0.012], [0.01, 0.016], [0.002, 0.017]])
        knob[0, 0] = 0.014
        cord.append(
            turned_profile(knob, 24, None, "flat", "flat").turned("y", side * np.pi / 2).moved(x=side * (half + 0.009))
        )
    return {"cover": cover, "trim": join(cord)}
