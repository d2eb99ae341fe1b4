"""Drinking glasses: a thin bowl on a stem or a thick base, and what is in it.

A ray through a glass of water crosses air, glass, water, glass and air. That is too much for few bounces, and only two
of these surfaces bend it much. So the wall above the drink is one surface that hardly bends light. Below, the drink
reaches to the wall's outside. A ray then crosses two surfaces, with the same brightness and refraction.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import smooth, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wires import circle, hoop

SEGMENTS = 72
_GAP_M = 0.0004


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.glassware.draw`."""
    p = parameters
    bowl = _bowl(p)
    level = _level(p, bowl)
    around = _facets(p, bowl)
    slots = {"base": _stem(p, bowl) if p["stem"] else _base(p, bowl, around[:1])}
    if not p["level"]:
        slots["bowl"] = turned_profile(bowl, SEGMENTS, around, "flat")
    else:
        lower, upper = _split(bowl, level)
        slots["bowl"] = turned_profile(upper, SEGMENTS, _sampled(upper, bowl, around))
        top = level
        if p["head"]:
            top = level - p["head"] * (level - float(bowl[0, 1]))
            lower, froth = _split(lower, top)
            froth = _topped(froth, 0.004)
            slots["foam"] = turned_profile(froth, SEGMENTS, _sampled(froth, bowl, around), "flat", "flat")
        body = _topped(lower, 0.0 if p["head"] else 0.0012)
        slots["drink"] = turned_profile(body, SEGMENTS, _sampled(body, bowl, around), "flat", "flat")
    if p["straw"]:
        slots["straw"] = _straw(p, bowl)
    if p["rim_band"]:
        rim = bowl[-1]
        slots["band"] = hoop(circle(float(rim[0]), SEGMENTS, float(rim[1])), 0.0009, 8)
    return slots


def _bowl(p: dict[str, Any]) -> Floats:
    """[K, 2] radius and height of the bowl's wall, bottom to rim."""
    radii = np.array(p["bowl"]) / max(p["bowl"]) * p["radius"]
    bottom = p["stem"] * p["height"] if p["stem"] else p["base"]
    if p["stem"]:
        radii[0] = p["stem_radius"] * 1.3
    share = np.linspace(0, 1, len(radii))
    # A stemmed bowl opens quickly from the stem.
    heights = bottom + (p["height"] - bottom) * (share**1.35 if p["stem"] and p["kind"] != "cocktail glass" else share)
    curve = smooth(np.stack([radii, heights], -1), 10)
    if p["kind"] == "cocktail glass":
        curve = np.stack([np.interp(curve[:, 1], heights[[0, -1]], radii[[0, -1]]), curve[:, 1]], -1)
    curve[:, 0] = np.maximum(curve[:, 0], p["stem_radius"])
    return curve


def _facets(p: dict[str, Any], bowl: Floats) -> Floats:
    """[K, SEGMENTS] factors on the radius: flat cuts that fade below the rim."""
    if not p["facets"]:
        return np.ones((len(bowl), SEGMENTS))
    angle = 2 * np.pi * np.arange(SEGMENTS) / SEGMENTS
    height = np.linspace(0, 1, len(bowl))[:, None]
    fade = np.clip((0.72 - height) / 0.1, 0, 1)
    return np.asarray(1 - p["facet_depth"] * fade * (1 - np.abs(np.cos(p["facets"] * angle / 2)))[None])


def _sampled(profile: Floats, bowl: Floats, around: Floats) -> Floats:
    """The bowl's factors at the heights of another profile, [len(profile), SEGMENTS]."""
    at = np.interp(profile[:, 1], bowl[:, 1], np.arange(len(bowl)))
    low = np.clip(np.floor(at).astype(int), 0, len(bowl) - 2)
    share = (at - low)[:, None]
    return np.asarray(around[low] * (1 - share) + around[low + 1] * share)


def _level(p: dict[str, Any], bowl: Floats) -> float:
    """The height that the drink stands at."""
    low, high = float(bowl[0, 1]), float(bowl[-1, 1])
    return float(low + p["level"] * (high - low) * 0.96)


def _split(profile: Floats, level: float) -> tuple[Floats, Floats]:
    """The profile up to a height and from it on, both with the point at that height."""
    cut = np.array([[np.interp(level, profile[:, 1], profile[:, 0]), level]])
    return (
        np.concatenate([profile[profile[:, 1] < level - 1e-6], cut]),
        np.concatenate([cut, profile[profile[:, 1] > level + 1e-6]]),
    )


def _topped(wall: Floats, meniscus: float) -> Floats:
    """A wall and the level surface in it, which climbs the wall by `meniscus` metres."""
    radius, level = wall[-1]
    inside = [
        [0.985 * radius, level - 0.3 * meniscus],
        [0.94 * radius, level - meniscus],
        [0.2 * radius, level - meniscus],
    ]
    return np.concatenate([wall, inside])


def _stem(p: dict[str, Any], bowl: Floats) -> Shape:
    """Foot and stem, one piece of solid glass up to the bowl."""
    r, foot, top = p["stem_radius"], p["foot"] * p["radius"], float(bowl[0, 1])
    points = [
        [foot * 0.97, 0.0],
        [foot, 0.0008],
        [foot * 0.98, 0.0018],
        [foot * 0.55, 0.004],
        [r * 2.6, 0.009],
        [r * 1.25, 0.02],
        [r, 0.04 * top + 0.02],
    ]
    if p["knot"]:
        points += [[r, 0.5 * top], [2.0 * r, 0.56 * top], [2.0 * r, 0.6 * top], [r, 0.66 * top]]
    points += [[r, 0.9 * top], [bowl[0, 0], top - _GAP_M]]
    curve = np.concatenate([np.array(points[:2]), smooth(np.array(points[1:]), 5)[1:]])
    return turned_profile(curve, 56, None, "flat", "flat")


def _base(p: dict[str, Any], bowl: Floats, around: Floats) -> Shape:
    """The thick bottom of a tumbler, its lower edge rounded and a hollow ground into it."""
    radius, top = float(bowl[0, 0]), p["base"] - _GAP_M
    turn = min(0.35 * p["base"], 0.004)
    angle = np.linspace(-np.pi / 2, 0, 6)
    edge = np.stack([radius - turn + turn * np.cos(angle), turn + turn * np.sin(angle)], -1)
    hollow = np.array([[0.25 * radius, min(0.0015, 0.3 * top)], [0.8 * radius, min(0.001, 0.2 * top)]])
    lid = np.array([[radius * 0.999, top]])
    profile = np.concatenate([hollow, edge, lid])
    return turned_profile(profile, SEGMENTS, around, "flat", "flat")


def _straw(p: dict[str, Any], bowl: Floats) -> Shape:
    """A drinking straw from the bottom over the rim, bent or straight."""
    low, rim = bowl[0], bowl[-1]
    foot = np.array([-0.55 * low[0], 0.0, low[1] + 0.004])
    lean = np.array([rim[0] * 0.93, 0.0, rim[1]])
    ahead = (lean - foot) / np.linalg.norm(lean - foot)
    tip = lean + ahead * p["straw"] * p["height"]
    path = np.concatenate([np.linspace(foot, tip, 5), [tip + [0.25 * p["height"] * 0.6, 0, 0.02]]])
    return join([tube(path, 0.0032, 12)]).turned("z", p["straw_turn"])
