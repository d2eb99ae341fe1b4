"""Grounds and what grows outdoors, in numbers."""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np

from . import surface_palettes as palette
from .streams import chance, log_uniform, pick, uniform

Parameters = dict[str, Any]


def asphalt(rng: np.random.Generator) -> Parameters:
    """Rolled stone in bitumen, black when new and grey when old, with patches and cracks."""
    base = palette.draw_colour(rng, palette.ASPHALTS, light=0.15)
    return {
        "colour": base,
        "second": palette.draw_colour(rng, palette.CONCRETES, light=0.15),
        "stone_m": log_uniform(rng, 0.006, 0.016),
        "stones": uniform(rng, 0.1, 0.5),
        "cloud": uniform(rng, 0.1, 0.45),
        "cloud_m": log_uniform(rng, 0.5, 2.5),
        "cracks": uniform(rng, 0.3, 0.9) if chance(rng, 0.4) else 0.0,
        "crack_m": uniform(rng, 0.8, 2.5),
        "relief": uniform(rng, 0.3, 1.0),
        "roughness": uniform(rng, 0.55, 0.9),
    }


def gravel(rng: np.random.Generator) -> Parameters:
    """Loose stones, sand-coloured or grey."""
    light, dark = palette.draw_pair(rng, palette.STONES)
    return {
        "light": light,
        "dark": dark,
        "stone_m": log_uniform(rng, 0.012, 0.045),
        "tone": uniform(rng, 0.4, 1.0),
        "cloud": uniform(rng, 0.05, 0.3),
        "cloud_m": log_uniform(rng, 0.5, 2.0),
        "relief": uniform(rng, 0.4, 1.0),
    }


def paving(rng: np.random.Generator) -> Parameters:
    """Slabs, setts or bricks laid flat, in sand, now and then with moss."""
    light, dark = palette.draw_pair(rng, palette.STONES if chance(rng, 0.75) else palette.BRICKS)
    width = log_uniform(rng, 0.08, 0.5)
    return {
        "light": light,
        "dark": dark,
        "joint": palette.draw_colour(rng, palette.MOSS if chance(rng, 0.3) else palette.DIRT, light=0.2),
        "size_m": (round(width * pick(rng, (1.0, 1.0, 1.5, 2.0)), 6), width),
        "bond": pick(rng, (0.0, 0.5, 0.5)),
        "joint_m": log_uniform(rng, 0.004, 0.014),
        "tone": uniform(rng, 0.2, 0.9),
        "stain": uniform(rng, 0.05, 0.35),
        "stain_m": log_uniform(rng, 0.3, 1.2),
        "lean": uniform(rng, 0.005, 0.03),
        "relief": uniform(rng, 0.3, 1.0),
        "roughness": uniform(rng, 0.5, 0.9),
        "turn_rad": pick(rng, (0.0, round(pi / 2, 6), round(pi / 4, 6), uniform(rng, 0.0, 1.5))),
    }


def grass(rng: np.random.Generator) -> Parameters:
    """A lawn as it is seen from above and from afar: greens in patches, some of it dry."""
    return {
        "colour": palette.draw_colour(rng, palette.GREENS, light=0.2),
        "second": palette.draw_colour(rng, palette.GREENS, light=0.2),
        "dry": palette.draw_colour(rng, palette.DRY, light=0.2),
        "dry_share": uniform(rng, 0.0, 0.6),
        "tuft_m": log_uniform(rng, 0.008, 0.025),
        "patch_m": log_uniform(rng, 0.2, 1.2),
        "depth": uniform(rng, 0.4, 0.9),
    }


def blades(rng: np.random.Generator) -> Parameters:
    """Grass that stands: paler toward its tip, light shines through it."""
    return {
        "colour": palette.draw_colour(rng, palette.GREENS, light=0.2),
        "second": palette.draw_colour(rng, palette.GREENS + palette.DRY, light=0.2),
        "through": uniform(rng, 0.25, 0.5),
    }


def leaves(rng: np.random.Generator) -> Parameters:
    """A clipped hedge: leaves that each lean their own way, dark between them."""
    return {
        "colour": palette.draw_colour(rng, palette.GREENS, light=0.2),
        "second": palette.draw_colour(rng, palette.GREENS, light=0.2),
        "leaf_m": log_uniform(rng, 0.02, 0.06),
        "lean": uniform(rng, 0.8, 1.8),
        "gap": uniform(rng, 0.3, 0.8),
        "roughness": uniform(rng, 0.35, 0.7),
    }


def boards(rng: np.random.Generator) -> Parameters:
    """Sawn boards out in the weather or painted, one a piece of fence."""
    light, dark = palette.draw_pair(rng, palette.WOODS)
    codes = palette.WHITE_PAINTS + palette.MUTED_PAINTS + palette.BOLD_PAINTS
    return {
        "light": light,
        "dark": dark,
        "paint": palette.draw_colour(rng, codes) if chance(rng, 0.35) else None,
        "piece_m": 0.1,
        "grain_m": log_uniform(rng, 0.004, 0.012),
        "grain": uniform(rng, 0.3, 0.9),
        "tone": uniform(rng, 0.1, 0.6),
        "roughness": uniform(rng, 0.6, 0.9),
    }
