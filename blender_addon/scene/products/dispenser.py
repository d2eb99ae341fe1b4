"""Squeeze tubes, spray bottles, soap dispensers and droppers; clear ones show their contents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import board, loft, smooth, tube, turned_profile
from ..shapes.shape import Shape, join
from .bottle import pump

SEGMENTS = 72


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.dispenser.draw`; a spout points to +x."""
    if parameters["kind"] == "tube":
        return _tube(parameters)
    p = parameters
    wall, around = _wall(p)
    depth = p["depth"]
    slots: dict[str, Shape] = {}
    if p["level"]:
        level = 0.004 + p["level"] * 0.9 * p["body"] * p["height"]
        lower, upper = wall[wall[:, 1] <= level], wall[wall[:, 1] >= level]
        cut = np.array([[np.interp(level, wall[:, 1], wall[:, 0]), level]])
        lower, upper = np.concatenate([lower, cut]), np.concatenate([cut, upper])
        rows = _sampled(wall, around, np.concatenate([lower, upper]))
        flat = np.array([[0.96, level - 0.0006], [0.3, level - 0.0006]]) * [cut[0, 0], 1.0]
        fluid = np.concatenate([lower, flat])
        factors = np.concatenate([rows[: len(lower)], np.repeat(rows[len(lower) - 1 : len(lower)], 2, 0)])
        slots["liquid"] = turned_profile(fluid, SEGMENTS, factors, "flat", "flat").scaled(1, depth, 1)
        slots["body"] = turned_profile(upper, SEGMENTS, rows[len(lower) :], "open", "flat").scaled(1, depth, 1)
        pipe = np.array([[0, 0, wall[-1, 1] - 0.004], [0.004, 0, 0.5 * wall[-1, 1]], [0.16 * p["width"], 0, 0.012]])
        slots["pipe"] = tube(smooth(pipe, 6), 0.0022, 10)
    else:
        slots["body"] = turned_profile(wall, SEGMENTS, around, "flat", "flat").scaled(1, depth, 1)
    if p["label"]:
        slots["label"] = _front(p, wall)
    neck, top = float(wall[-1, 0]), float(wall[-1, 1])
    if p["kind"] == "spray bottle":
        slots["top"], slots["trigger"] = _sprayer(neck, p["height"] - top)
        slots = {name: part.moved(z=top) if name in ("top", "trigger") else part for name, part in slots.items()}
    elif p["kind"] == "soap dispenser":
        slots["top"] = pump(neck, 0.42 * (p["height"] - top)).moved(z=top - 0.006)
    else:
        slots["top"] = _dropper(neck, p["height"] - top).moved(z=top)
    return slots


def _wall(p: dict[str, Any]) -> tuple[Floats, Floats]:
    """[K, 2] radius and height, foot to mouth, and [K, SEGMENTS] factors that make the body square or oval."""
    r, body = 0.5 * p["width"], p["body"] * p["height"]
    curl = min(0.16 * r, 0.008)
    angle = np.linspace(-np.pi / 2, 0, 7)
    foot = np.stack([r - curl + curl * np.cos(angle), curl + curl * np.sin(angle)], -1)
    neck = max(r * p["neck"], 0.007)
    rise = min(p["shoulder"] * (r - neck), 0.18 * p["height"]) + 0.004
    at = np.linspace(0, 1, 24)[1:]
    side = r * (1 - p["grip"] * np.exp(-(((at - 0.78) / 0.16) ** 2)))
    straight = np.stack([side, curl + (body - curl) * at], -1)
    bend = np.linspace(0, np.pi / 2, 10)[1:]
    start = float(side[-1])
    shoulder = np.stack([neck + (start - neck) * np.cos(bend), body + rise * np.sin(bend)], -1)
    mouth = np.array([[neck, body + rise + 0.008]])
    wall = np.concatenate([foot, straight, shoulder, mouth])
    turn = 2 * np.pi * np.arange(SEGMENTS) / SEGMENTS
    square = (np.abs(np.cos(turn)) ** p["power"] + np.abs(np.sin(turn)) ** p["power"]) ** (-1 / p["power"])
    share = np.clip((body + rise - wall[:, 1]) / rise, 0, 1)[:, None]
    return wall, 1 + (square[None] - 1) * share


def _sampled(wall: Floats, around: Floats, at: Floats) -> Floats:
    """The factors at the heights of other points of the wall."""
    index = np.searchsorted(wall[:, 1], at[:, 1], side="left").clip(0, len(wall) - 1)
    return np.asarray(around[index])


def _front(p: dict[str, Any], wall: Floats) -> Shape:
    """A label stuck on the front and around the sides, a fraction of a millimetre thick, its corners round."""
    body = p["body"] * p["height"]
    low, high = (share * body for share in p["label"])
    levels = np.linspace(low, high, 24)
    radius = np.interp(levels, wall[:, 1], wall[:, 0])
    turn = -np.pi / 2 + np.pi * p["front"] * np.linspace(-1, 1, 49)
    power = p["power"]
    square = (np.abs(np.cos(turn)) ** power + np.abs(np.sin(turn)) ** power) ** (-1 / power)
    out = radius[None] * square[:, None] + 0.0004
    grid = np.stack(
        [out * np.cos(turn)[:, None], p["depth"] * out * np.sin(turn)[:, None], np.broadcast_to(levels, out.shape)], -1
    )
    back = grid * [0.985, 0.985, 1.0]
    ring = np.concatenate([grid, back[::-1]])
    shape = loft(ring.transpose(1, 0, 2), "flat", "flat")
    # The print's middle half is the front; the back of the film, inside the wall, takes the rest.
    u = shape.uv[:, 0] * 2.0
    return replace(shape, uv=np.stack([0.5 + (np.clip(u, 0.0, 1.0) - 0.5) * min(p["front"], 1.0), shape.uv[:, 1]], -1))


def _tube(p: dict[str, Any]) -> dict[str, Shape]:
    """A squeeze tube that stands on its cap: round at the shoulder, flat at the crimped end."""
    height, r = p["height"], 0.5 * p["width"]
    cap = p["cap"] * height
    angle = 2 * np.pi * np.arange(SEGMENTS) / SEGMENTS
    at = np.linspace(0, 1, 40)
    crimp = 1 - p["crimp"]
    flat = np.clip(at / crimp, 0, 1) ** 1.25
    # The tube's circumference is constant: it widens as it flattens.
    half_y = r * (1 - flat) + 0.0008
    half_x = r * (1 + 0.42 * flat)
    z = cap + (height - cap) * at
    skirt = np.array([[0.5, -0.004], [0.9, -0.0035], [0.985, -0.001]])
    rings = [
        np.stack([s * r * np.cos(angle), s * r * np.sin(angle), np.full(SEGMENTS, cap + dz)], -1) for s, dz in skirt
    ]
    rings += [
        np.stack([x * np.cos(angle), y * np.sin(angle), np.full(SEGMENTS, level)], -1)
        for x, y, level in zip(half_x, half_y, z, strict=True)
    ]
    skin = loft(np.array(rings), "flat", "flat")
    slots = {"label": replace(skin, uv=skin.uv - [0.25, 0.0])}
    wide = r * p["cap_width"]
    profile = np.array(
        [[0.93, 0.0], [0.98, 0.0012], [1.0, 0.003], [0.985, cap - 0.0012], [0.95, cap - 0.0002], [0.4, cap]]
    ) * [wide, 1.0]
    ridges = np.ones((6, SEGMENTS))
    ridges[2:4] = 1 + 0.012 * np.cos(np.pi * np.arange(SEGMENTS))
    slots["top"] = turned_profile(profile, SEGMENTS, ridges, "flat", "flat")
    return slots


def _sprayer(neck: float, height: float) -> tuple[Shape, Shape]:
    """Head and trigger of a spray bottle, the nozzle to +x, its foot at z = 0."""
    collar = np.array([[1.12, -0.012], [1.3, -0.012], [1.32, 0.006], [1.25, 0.012], [0.8, 0.014], [0.1, 0.014]]) * [
        neck,
        1.0,
    ]
    ridge = 1 + 0.03 * np.cos(2 * np.pi * np.arange(60) / 3)
    rows = np.ones((6, 60))
    rows[1:3] = ridge
    head = np.array(
        [
            [-0.55, 0.32],
            [-0.5, 0.72],
            [-0.2, 0.95],
            [0.35, 1.0],
            [1.0, 0.97],
            [1.05, 0.8],
            [0.75, 0.68],
            [0.3, 0.62],
            [0.25, 0.15],
            [-0.35, 0.13],
        ]
    )
    side = smooth(np.concatenate([head, head[:1]]), 4)[:-1] * [0.9 * height, height]
    # Counter-clockwise seen from the board's top.
    slab = board(side[::-1], 1.5 * neck, 0.3 * neck).turned("x", np.pi / 2).moved(y=0.75 * neck)
    nozzle = turned_profile(
        np.array([[0.5, 0.0], [0.62, 0.002], [0.62, 0.012], [0.5, 0.014], [0.2, 0.014]]) * [neck, 1.0],
        24,
        None,
        "flat",
        "flat",
    )
    top = join([turned_profile(collar, 60, rows, "flat", "flat"), slab])
    tip = nozzle.turned("y", np.pi / 2).moved(x=0.9 * height, z=0.88 * height)
    lever = np.array([[0.5, 0, 0.68], [0.62, 0, 0.45], [0.52, 0, 0.15], [0.6, 0, -0.15]]) * height
    return top, join([tip, tube(smooth(lever, 6), 0.32 * neck, 12, 1.7)])


def _dropper(neck: float, height: float) -> Shape:
    """A ribbed collar with a rubber bulb."""
    collar = np.array(
        [[1.15, -0.009], [1.2, -0.007], [1.2, 0.2 * height], [1.1, 0.24 * height], [0.3, 0.25 * height]]
    ) * [neck, 1.0]
    rows = np.ones((5, 60))
    rows[1:3] = 1 + 0.03 * np.cos(2 * np.pi * np.arange(60) / 3)
    at = np.linspace(0, 1, 16)
    bulb = np.stack(
        [neck * (0.78 - 0.12 * at) * np.sqrt(np.clip(1 - at**6, 0.0004, 1)), 0.2 * height + 0.8 * height * at], -1
    )
    return join([turned_profile(collar, 60, rows, "flat", "flat"), turned_profile(bulb, 40, None, "flat", "flat")])
