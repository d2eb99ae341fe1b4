"""Blades of grass: one mesh of bent triangles around the product, none under it."""

from __future__ import annotations

import bpy
import numpy as np

from ...library.asset import Library
from ...recipe.model import BladesPlan, Vector
from ..materials import surface_material
from ..sheets import mesh_of
from .facing import reach

_SHARE_OF_PRODUCT = 0.05
"""Of the product's height: no blade is taller, so that its foot is seen."""
_SPREAD_M = (0.5, 3.0)
"""Least and greatest radius of the patch that blades stand on."""


def build_blades(plan: BladesPlan, low: Vector, high: Vector, library: Library, floor: float) -> bpy.types.Object:
    """The blades, thickest near the product; not linked to the scene.

    Three triangles' worth each: two at the foot, one at the tip, as two quads of which the upper one is closed to a
    point would be, so a lawn of 14,000 blades is as dear as a small model.
    """
    rng = np.random.Generator(np.random.PCG64(plan.seed))
    around = reach(low, high)
    radius = float(np.clip(around * 4.0, *_SPREAD_M)) + around
    # Even in the square root would be as thick everywhere; this power thins them out toward the rim.
    away = radius * rng.random(plan.count) ** 0.7
    turn = rng.random(plan.count) * 2.0 * np.pi
    x, y = away * np.cos(turn), away * np.sin(turn)
    # Where something stands on the grass no blade does; on a support of its own the product covers none.
    under = (x > low[0]) & (x < high[0]) & (y > low[1]) & (y < high[1]) & (floor > low[2] - 0.01)
    x, y = x[~under], y[~under]
    count = len(x)
    most = min(plan.height_m, max(_SHARE_OF_PRODUCT * (high[2] - floor), 0.008))
    tall = most * (0.35 + 0.65 * rng.random(count))
    wide = np.clip(tall * 0.09, 0.0012, 0.004) * (0.7 + 0.6 * rng.random(count))
    face, lean = rng.random(count) * 2.0 * np.pi, plan.bend * rng.random(count)
    side = np.stack([np.cos(face), np.sin(face), np.zeros(count)], axis=1) * wide[:, None]
    ahead = np.stack([-np.sin(face), np.cos(face), np.zeros(count)], axis=1) * (tall * lean)[:, None]
    foot = np.stack([x, y, np.full(count, floor - 0.002)], axis=1)
    middle = foot + ahead * 0.3 + np.array([0.0, 0.0, 1.0]) * (0.55 * tall)[:, None]
    tip = foot + ahead + np.array([0.0, 0.0, 1.0]) * (tall * np.sqrt(1.0 - 0.5 * lean**2))[:, None]
    corners = np.stack([foot - side, foot + side, middle - side * 0.7, middle + side * 0.7, tip], axis=1)
    first = np.arange(count)[:, None, None] * 5
    faces = (first + np.array([[0, 1, 3], [0, 3, 2], [2, 3, 4]])[None]).reshape(-1, 3)
    which = np.repeat(rng.random(count), 9)
    up = np.tile(np.array([0.0, 0.0, 0.55, 0.0, 0.55, 0.55, 0.55, 0.55, 1.0]), count)
    metres = np.stack([which, up], axis=1)
    material = surface_material(plan.material, library)
    return mesh_of("grass", corners.reshape(-1, 3), faces, metres, material, smooth=False)
