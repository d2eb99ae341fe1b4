"""Spectacles: rims or none, a bridge, transparent lenses, temples open or folded."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import board, box, loft, outline, smooth, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wires import hoop, rods

_POINTS = 56


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.spectacles.draw`; the lenses look to -y."""
    p = parameters
    wide, tall = p["lens_width"], p["lens_width"] * p["lens_height"]
    lens = _lens_outline(p, wide, tall)
    middle = 0.5 * (p["bridge"] + wide)
    rim = max(p["rim"], 0.0006)
    bottom = -float(lens[:, 1].min()) + rim * 1.02
    frames: list[Shape] = []
    lenses: list[Shape] = []
    pads: list[Shape] = []
    for side in (1, -1):
        flat = lens * [side, 1.0]
        path = np.stack([flat[:, 0], np.zeros(_POINTS), flat[:, 1]], -1)
        glass = board(lens if side > 0 else flat[::-1], 0.0016, 0.0005, 1).moved(z=-0.0008).turned("x", np.pi / 2)
        parts = [(lenses, glass)]
        if p["rim"]:
            parts.append((frames, hoop(path, p["rim"], 10, p["rim_depth"])))
        for store, part in parts:
            # The face curves a little: each side looks outward.
            store.append(part.turned("z", side * p["wrap"]).moved(x=side * middle, y=_back(p, middle), z=bottom))
        if "pad" in p["kind"] or p["rim"] < 0.0012:
            pad = turned_profile(_drop(), 16, None, "flat", "flat").scaled(0.5, 1, 1).turned("x", np.pi / 2 + 0.2)
            pads.append(pad.turned("z", side * 0.7).moved(x=side * 0.0065, y=0.006, z=bottom - 0.05 * tall))
    frames += _bridge(p, tall, bottom)
    hinge = np.array(
        [
            middle + 0.5 * wide * np.cos(p["wrap"]),
            _back(p, middle) + 0.5 * wide * np.sin(p["wrap"]),
            bottom + 0.2 * tall,
        ]
    )
    temples, tips = _temples(p, hinge)
    for side in (1, -1):
        block = box(0.006 + p["rim"], 0.004 + p["rim"], 0.0025 + 1.6 * p["temple_bar"] * p["temple_tall"], 0.0008, 2)
        frames.append(block.moved(x=side * (hinge[0] + 0.002), y=hinge[1] + 0.002, z=hinge[2] - 0.0025))
    slots = {"frame": join(frames), "lens": join(lenses), "temple": join(temples)}
    if p["kind"] in ("wire glasses", "aviators", "rimless glasses"):
        slots["pad"] = join(pads)
        slots["tip"] = join(tips)
    return slots


def _lens_outline(p: dict[str, Any], wide: float, tall: float) -> Floats:
    """[_POINTS, 2] of the right lens, counter-clockwise, its nose side at -x: rounder below, dropped outward."""
    angle = 2 * np.pi * (np.arange(_POINTS) + 0.5) / _POINTS
    power = np.where(np.sin(angle) > 0, p["lens_power"] + 0.8, p["lens_power"])
    reach = (np.abs(np.cos(angle)) ** power + np.abs(np.sin(angle)) ** power) ** (-1 / power)
    x, y = 0.5 * wide * reach * np.cos(angle), 0.5 * tall * reach * np.sin(angle)
    low = np.clip(-y / tall, 0, 1)
    high = np.clip(y / tall, 0, 1)
    share = x / wide
    return np.stack(
        [x * (1 - 0.5 * p["drop"] * low), y + tall * (-p["drop"] * share * low + p["brow"] * share * high)], -1
    )


def _back(p: dict[str, Any], x: float) -> float:
    """How far the face curve lies back at a distance from the nose."""
    return float(abs(x) * np.tan(p["wrap"]) * 0.6)


def _drop() -> Floats:
    """The profile of a nose pad."""
    angle = np.linspace(-np.pi / 2 + 0.2, np.pi / 2 - 0.2, 8)
    return np.stack([0.0046 * np.cos(angle), 0.0009 * np.sin(angle)], -1)


def _bridge(p: dict[str, Any], tall: float, bottom: float) -> list[Shape]:
    """One bar over the nose, or two; pads' wires on thin frames."""
    half = 0.5 * p["bridge"] + 0.1 * p["lens_width"]
    bar = max(p["rim"], 0.0009)
    at = np.linspace(-1, 1, 13)
    bend = 1 - at**2
    levels = (0.12, 0.36) if p["twin_bridge"] else (0.16,)
    bars = []
    for level in levels:
        curl = 0.0 if level > 0.3 else 0.16 * tall
        path = np.stack([half * at, 0.002 - 0.001 * bend, bottom + level * tall + curl * bend], -1)
        path[:, 1] += _back(p, half) * np.abs(at)
        bars.append(tube(path, bar, 10, 1.0 if p["rim"] < 0.0015 else 1.3))
    if p["rim"] < 0.0012:
        for side in (1, -1):
            start = [side * (half - 0.002), 0.002, bottom + 0.08 * tall]
            bars.append(rods([start], [[side * 0.0065, 0.006, bottom - 0.05 * tall]], 0.0005, 6))
    return bars


def _temples(p: dict[str, Any], hinge: Floats) -> tuple[list[Shape], list[Shape]]:
    """Arms from the hinges, back and down to the floor, or folded across behind the lenses."""
    bar, long, hook = p["temple_bar"], p["temple"], p["hook"]
    low = bar * 1.1
    temples, tips = [], []
    for side in (1, -1):
        x, y, z = hinge
        if p["folded"]:
            # One arm lies behind the other.
            behind = y + 0.006 + (0.0075 if side > 0 else 0.0)
            straight = min(long - hook, 2 * x - 0.004)
            points = [
                [x + 0.001, y + 0.003, z],
                [x - 0.006, behind, z],
                [x - 0.5 * straight, behind + 0.001, z - 0.001],
            ]
            points += [[x - straight, behind, z - 0.003], [x - straight - 0.5 * hook, behind, 0.6 * z + 0.4 * low]]
            points += [[x - straight - 0.7 * hook, behind, low + 0.004]]
        else:
            out = p["flare"] * long
            points = [[x + 0.003, y + 0.002, z], [x + 0.003 + 0.5 * out, y + 0.4 * long, z + 0.001]]
            points += [[x + out, y + long - hook, z], [x + out - 0.003, y + long - 0.45 * hook, 0.6 * z + 0.4 * low]]
            points += [[x + out - 0.006, y + long, low]]
        path = smooth(np.array(points) * [side, 1.0, 1.0], 8)
        taller = np.linspace(1.0, 0.75, len(path)) if p["temple_tall"] < 1.2 else np.linspace(1.15, 0.8, len(path))
        temples.append(tube(path, bar * taller, 10, 1.0))
        if p["temple_tall"] > 1.2:
            # A broad acetate arm: the same bar stacked upright reads as a blade.
            temples[-1] = _blade(path, bar * taller, p["temple_tall"])
        tips.append(tube(path[-14:], 0.0017, 10))
    return temples, tips


def _blade(path: Floats, half_thick: Floats, tall: float) -> Shape:
    """A bar along a path that is `tall` times as high as thick, with rounded edges."""
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    across = np.cross(tangent, [0.0, 0.0, 1.0])
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    up = np.cross(across, tangent)
    section = outline(1.0, tall, 3.0, 20)
    r = half_thick[:, None, None]
    rings = path[:, None] + r * (section[None, :, :1] * across[:, None] + section[None, :, 1:] * up[:, None])
    lowest = rings[..., 2].min()
    if lowest < 0.0:
        rings[..., 2] += np.where(rings[..., 2].min(1, keepdims=True) < 0.0, -rings[..., 2].min(1, keepdims=True), 0.0)
    return loft(rings[:, ::-1], "flat", "flat")
