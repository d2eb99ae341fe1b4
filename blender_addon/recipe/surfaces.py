"""Draws the surfaces of floors, walls and ceilings: `draw_surface` turns a kind into a MaterialPlan.

Lengths are metres, angles radians, colours linear Rec. 709. `scene.materials` builds what is drawn here.
"""

from __future__ import annotations

from collections.abc import Callable
from math import pi
from typing import Any

import numpy as np

from . import surface_palettes as palette
from . import surfaces_outdoor as outdoor
from . import surfaces_plain as plain
from .model import MaterialPlan
from .streams import chance, log_uniform, pick, uniform, whole
from .surfaces_plain import wall_colour

Parameters = dict[str, Any]

_QUARTER = round(pi / 2, 6)


def _planks(rng: np.random.Generator) -> Parameters:
    light, dark = palette.draw_pair(rng, palette.WOODS)
    herringbone = chance(rng, 0.2)
    width = log_uniform(rng, 0.05, 0.11) if herringbone else log_uniform(rng, 0.08, 0.20)
    # A herringbone closes only if its blocks are a whole number of widths long.
    length = round(width * whole(rng, 4, 6), 6) if herringbone else uniform(rng, 0.9, 2.4)
    return {
        "pattern": "herringbone" if herringbone else "boards",
        "light": light,
        "dark": dark,
        "board_m": (length, width),
        "gap_m": log_uniform(rng, 0.0006, 0.003),
        "gap_depth": uniform(rng, 0.25, 0.85),
        "tone": uniform(rng, 0.15, 0.75),
        "grain": uniform(rng, 0.25, 0.9),
        "grain_m": log_uniform(rng, 0.004, 0.014),
        "roughness": uniform(rng, 0.22, 0.6),
        "wear": uniform(rng, 0.03, 0.2),
        "lean": uniform(rng, 0.002, 0.02),
        "turn_rad": pick(rng, (0.0, _QUARTER)),
    }


def _tiles(rng: np.random.Generator) -> Parameters:
    side = log_uniform(rng, 0.05, 0.6)
    aspect = pick(rng, (1.0, 1.0, 1.0, 2.0, 2.0, 3.0))
    height = max(side / aspect, 0.05)
    base = palette.draw_colour(rng, palette.TILE_COLOURS if chance(rng, 0.3) else palette.TILE_NEUTRALS)
    square = aspect == 1.0
    pattern = (
        pick(rng, ("straight", "straight", "checker", "motif")) if square else pick(rng, ("straight", "bond", "bond"))
    )
    second = palette.draw_colour(rng, palette.TILE_NEUTRALS if chance(rng, 0.75) else palette.TILE_COLOURS)
    return {
        "pattern": pattern,
        "colour": base,
        "second": second,
        "joint": palette.draw_colour(rng, palette.JOINTS),
        "size_m": (side, side if square else height),
        "joint_m": log_uniform(rng, 0.0015, 0.006),
        "tone": uniform(rng, 0.0, 0.25),
        "stone": uniform(rng, 0.2, 0.9) if chance(rng, 0.45) else 0.0,
        "stone_m": log_uniform(rng, 0.15, 0.7),
        "roughness": log_uniform(rng, 0.07, 0.6),
        "wear": uniform(rng, 0.02, 0.15),
        "motif": (uniform(rng, 0.5, 3.0), uniform(rng, -2.0, 2.0)),
        "lean": uniform(rng, 0.0, 0.012),
        "turn_rad": pick(rng, (0.0, 0.0, 0.0, round(pi / 4, 6))) if square else pick(rng, (0.0, _QUARTER)),
    }


def _carpet(rng: np.random.Generator) -> Parameters:
    base = palette.draw_colour(rng, palette.CARPET_COLOURS if chance(rng, 0.25) else palette.CARPETS, light=0.15)
    return {
        "pattern": pick(rng, ("plain", "plain", "flecked", "ribbed")),
        "colour": base,
        "second": palette.shifted(rng, base, light=0.45, tint=0.12),
        "fibre_m": log_uniform(rng, 0.003, 0.009),
        "depth": uniform(rng, 0.3, 0.9),
        "rib_m": log_uniform(rng, 0.005, 0.02),
        "worn": uniform(rng, 0.0, 0.3),
        "worn_m": uniform(rng, 0.4, 1.5),
        "turn_rad": pick(rng, (0.0, _QUARTER)),
    }


def _concrete(rng: np.random.Generator) -> Parameters:
    base = palette.draw_colour(rng, palette.CONCRETES, light=0.12)
    return {
        "colour": base,
        "second": palette.shifted(rng, (base[0] * 0.72, base[1] * 0.72, base[2] * 0.73), light=0.15),
        "cloud_m": log_uniform(rng, 0.3, 1.4),
        "cloud": uniform(rng, 0.25, 0.9),
        "grain": uniform(rng, 0.05, 0.35),
        "pores": uniform(rng, 0.1, 0.9) if chance(rng, 0.6) else 0.0,
        "pore_m": log_uniform(rng, 0.008, 0.03),
        "panel_m": (uniform(rng, 0.9, 2.5), uniform(rng, 0.6, 1.25)) if chance(rng, 0.35) else None,
        "roughness": uniform(rng, 0.25, 0.8),
        "wear": uniform(rng, 0.05, 0.25),
    }


def _plaster(rng: np.random.Generator) -> Parameters:
    return {
        "colour": wall_colour(rng),
        "texture_m": log_uniform(rng, 0.003, 0.025),
        "bump": log_uniform(rng, 0.04, 0.4),
        "blotch": uniform(rng, 0.01, 0.06),
        "blotch_m": log_uniform(rng, 0.3, 1.5),
        "roughness": uniform(rng, 0.55, 0.95),
    }


def _dirty_plaster(rng: np.random.Generator) -> Parameters:
    drawn = _plaster(rng)
    drawn.update(
        bump=log_uniform(rng, 0.15, 0.6),
        blotch=uniform(rng, 0.08, 0.25),
        dirt=palette.draw_colour(rng, palette.DIRT, light=0.2),
        stain=uniform(rng, 0.25, 0.75),
        stain_m=log_uniform(rng, 0.25, 1.2),
        stain_share=uniform(rng, 0.2, 0.5),
        foot_m=uniform(rng, 0.1, 0.7),
        foot=uniform(rng, 0.2, 0.8),
        cracks=uniform(rng, 0.3, 0.9) if chance(rng, 0.45) else 0.0,
        crack_m=uniform(rng, 0.5, 1.4),
    )
    return drawn


def _wallpaper(rng: np.random.Generator) -> Parameters:
    ground = wall_colour(rng)
    if chance(rng, 0.35):
        ink = palette.draw_colour(rng, (*palette.MUTED_PAINTS, *palette.BOLD_PAINTS, *palette.WHITE_PAINTS))
    else:
        level = 0.8 if sum(ground) > 0.6 else 1.5
        ink = palette.shifted(rng, (ground[0] * level, ground[1] * level, ground[2] * level), light=0.12, tint=0.05)
    return {
        "pattern": pick(rng, ("stripes", "dots", "trellis", "leaves", "linen", "damask")),
        "colour": ground,
        "ink": ink,
        "repeat_m": log_uniform(rng, 0.05, 0.32),
        "share": uniform(rng, 0.25, 0.6),
        "ink_strength": uniform(rng, 0.5, 1.0),
        "emboss": uniform(rng, 0.2, 0.6) if chance(rng, 0.35) else 0.0,
        "weave": uniform(rng, 0.03, 0.2),
        "roughness": uniform(rng, 0.5, 0.9),
    }


def _brick(rng: np.random.Generator) -> Parameters:
    light, dark = palette.draw_pair(rng, palette.BRICKS)
    painted = palette.draw_colour(rng, palette.WHITE_PAINTS + palette.PALE_PAINTS) if chance(rng, 0.35) else None
    return {
        "light": light,
        "dark": dark,
        "mortar": palette.draw_colour(rng, palette.MORTARS, light=0.15),
        "paint": painted,
        "size_m": (uniform(rng, 0.205, 0.245), uniform(rng, 0.055, 0.072)),
        "mortar_m": uniform(rng, 0.008, 0.013),
        "tone": uniform(rng, 0.3, 0.95),
        "rough_face": uniform(rng, 0.15, 0.6),
        "relief": uniform(rng, 0.4, 1.0),
        "roughness": uniform(rng, 0.7, 0.95),
    }


def _paint(rng: np.random.Generator) -> Parameters:
    """Ceilings, skirting boards and frames: nearly always white, now and then wood-brown, grey or black."""
    codes = pick(rng, (*(palette.WHITE_PAINTS,) * 17, palette.PALE_PAINTS, palette.MUTED_PAINTS, palette.BOLD_PAINTS))
    return {
        "colour": palette.draw_colour(rng, codes, light=0.05, tint=0.015),
        "texture_m": log_uniform(rng, 0.002, 0.008),
        "bump": log_uniform(rng, 0.02, 0.12),
        "roughness": uniform(rng, 0.25, 0.8),
    }


def _image(rng: np.random.Generator) -> Parameters:
    """A tiling photograph. Its real size is unknown, so the scale is drawn around what such textures show."""
    level = log_uniform(rng, 0.7, 1.5)
    return {
        "scale_m": log_uniform(rng, 0.7, 2.2),
        "height": 1.0,  # of the image's tile, over its width
        "rotation_rad": pick(rng, (0.0, _QUARTER)),
        "tint": tuple(round(level * (1.0 + uniform(rng, -0.05, 0.05)), 6) for _ in range(3)),
        "roughness": uniform(rng, 0.3, 0.8),
        "bump": uniform(rng, 0.4, 1.0),
    }


_DRAWERS: dict[str, Callable[[np.random.Generator], Parameters]] = {
    "planks": _planks,
    "tiles": _tiles,
    "carpet": _carpet,
    "concrete": _concrete,
    "plaster": _plaster,
    "dirty_plaster": _dirty_plaster,
    "wallpaper": _wallpaper,
    "brick": _brick,
    "paint": _paint,
    "image": _image,
    "gloss_paint": plain.gloss_paint,
    "scuffed": plain.scuffed,
    "plain": plain.plain,
    "cloth": plain.cloth,
    "panelling": plain.panelling,
    "print": plain.print_,
    "metal": plain.metal,
    "asphalt": outdoor.asphalt,
    "gravel": outdoor.gravel,
    "paving": outdoor.paving,
    "grass": outdoor.grass,
    "blades": outdoor.blades,
    "leaves": outdoor.leaves,
    "boards": outdoor.boards,
}
SURFACES = tuple(_DRAWERS)


def draw_surface(kind: str, rng: np.random.Generator, texture: str | None = None) -> MaterialPlan:
    """A surface of that kind in numbers, all of them JSON-ready.

    Args:
        kind: One of SURFACES: what spec.FLOORS, spec.WALLS and spec.GROUNDS name, "paint", or "image".
        rng: The stream to draw from; only `random()` is called.
        texture: Asset id of the image texture, for kind "image" and for no other.

    Raises:
        ValueError: An unknown kind, "image" without a texture, or a texture with another kind.
    """
    if kind not in _DRAWERS:
        raise ValueError(f"no surface of kind {kind!r}; there are {', '.join(SURFACES)}")
    if (kind == "image") != (texture is not None):
        raise ValueError(f"surface {kind!r}, texture {texture!r}: kind 'image' needs one, the others take none")
    parameters = _DRAWERS[kind](rng)
    # The offset in the endless pattern, so that no two walls show the same part of the noise.
    parameters["shift_m"] = (uniform(rng, 0.0, 40.0), uniform(rng, 0.0, 40.0))
    return MaterialPlan(kind, parameters, texture)
