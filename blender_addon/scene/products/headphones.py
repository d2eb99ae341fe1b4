"""Headphones: a headband over two cups with cushions, standing on the cups, with a cable or a microphone."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import board, loft, outline, smooth, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wires import rods

SEGMENTS = 64


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.headphones.draw`."""
    p = parameters
    high = p["cup"] * p["cup_oval"]
    shell, cushion, metal = _cup(p)
    half = 0.5 * p["width"]
    slots: dict[str, list[Shape]] = {"shell": [], "cushion": [], "metal": [], "bow": []}
    for side in (1, -1):
        for name, part in (("shell", shell), ("cushion", cushion), ("metal", metal)):
            if part is not None:
                # The cup's axis points outward along x; its cushion looks to the other cup.
                placed = part.turned("y", np.pi / 2 + p["cup_tilt"]).moved(x=half, z=high)
                slots[name].append(placed if side > 0 else placed.turned("z", np.pi))
    arms, bow, pad = _bow(p, half, high)
    slots["metal"] += arms
    slots["bow"] += bow
    slots["cushion"] += pad
    if p["microphone"]:
        boom = smooth(
            np.array([[half + 0.012, 0, high], [half + 0.02, -0.05, high - 0.004], [half - 0.02, -0.12, 0.6 * high]]), 8
        )
        slots["shell"].append(tube(boom, 0.0024, 10))
        slots["cushion"].append(tube(boom[-2:] + (boom[-1] - boom[-2]) * 0.6, 0.007, 14))
    if p["cable"]:
        slots["cable"] = [tube(_cable(p, half, high), 0.0014, 8)]
    return {name: join(parts) for name, parts in slots.items() if parts}


def _cup(p: dict[str, Any]) -> tuple[Shape, Shape, Shape | None]:
    """Shell, cushion and ornament of one cup around z, outward up, oval across x (which becomes the vertical)."""
    r, depth, soft = p["cup"], p["cup_depth"], p["cushion"]
    angle = 2 * np.pi * np.arange(SEGMENTS) / SEGMENTS
    power = p["cup_power"]
    square = (np.abs(np.cos(angle)) ** power + np.abs(np.sin(angle)) ** power) ** (-1 / power)
    turn = 0.6 * depth * p["cup_round"]
    bend = np.linspace(0, np.pi / 2, 7)
    rim = np.stack([r * 0.96 - turn + turn * np.cos(bend), depth - turn + turn * np.sin(bend)], -1)
    shell = np.concatenate(
        [[[0.5 * r, 0.0], [r * 0.98, 0.0], [r, 0.001], [r, 0.003]], rim, [[0.62 * r, depth + 0.0004]]]
    )
    inset = np.array([[0.6 * r, depth - 0.0012], [0.2 * r, depth - 0.0012]])
    parts = [turned_profile(np.concatenate([shell, inset]), SEGMENTS, square, "flat", "flat")]
    if p["holes"]:
        rings = [
            [0.14 * r * (row + 1) * np.cos(a), 0.14 * r * (row + 1) * np.sin(a), depth - 0.0013]
            for row in range(p["holes"])
            for a in np.linspace(0, 2 * np.pi, 6 * (row + 1), endpoint=False)
        ]
        low = np.array(rings)
        parts.append(rods(low, low + [0, 0, 0.0016], 0.035 * r))
    # A ring with a hollow for the ear: half an ellipse over the rim, inward to the driver's cloth.
    sweep = np.linspace(0, np.pi, 14)
    ring = np.stack([r * 0.76 - 0.26 * r * np.cos(sweep[::-1]), -soft * np.sin(sweep[::-1]) ** 0.8], -1)
    hollow = np.array([[0.2 * r, -0.1 * soft], [0.45 * r, -0.1 * soft]])
    cushion = turned_profile(
        np.concatenate([hollow, ring[::-1], [[1.01 * r, 0.001]]]), SEGMENTS, square, "flat", "flat"
    )
    trim = np.array([[0.64, -0.001], [0.66, 0.0008], [0.6, 0.0008], [0.58, -0.001]]) * [r, 1.0] + [0, depth]
    metal = turned_profile(trim, SEGMENTS, square) if p["ring"] else None
    oval = p["cup_oval"]
    # Rotated about y, so that the oval's longer side, along -x before, is vertical.
    return join(parts).scaled(oval, 1, 1), cushion.scaled(oval, 1, 1), metal.scaled(oval, 1, 1) if metal else None


def _arch(p: dict[str, Any], half: float, low: float, turns: int = 49) -> Floats:
    """[turns, 3] of the bow from the left to the right, a half superellipse over the cups."""
    angle = np.linspace(np.pi, 0, turns)
    power = p["bow_power"]
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** (2 / power)
    z = np.abs(np.sin(angle)) ** (2 / power)
    return np.stack([half * x, np.zeros(turns), low + (p["height"] - low) * z], -1)


def _strap(path: Floats, width: Floats | float, thick: Floats | float) -> Shape:
    """A flat band along a path in the xz plane, `width` along y, its edges rounded."""
    count = len(path)
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    out = np.cross(tangent, [0.0, 1.0, 0.0])
    section = outline(0.5, 0.5, 4.0, 20)
    across = np.broadcast_to(np.asarray(width, float), (count,))[:, None, None]
    deep = np.broadcast_to(np.asarray(thick, float), (count,))[:, None, None]
    rings = path[:, None] + across * section[None, :, :1] * [0.0, 1.0, 0.0] - deep * section[None, :, 1:] * out[:, None]
    # The ring must run counter-clockwise seen from the end of the path.
    return loft(rings[:, ::-1], "flat", "flat")


def _bow(p: dict[str, Any], half: float, high: float) -> tuple[list[Shape], list[Shape], list[Shape]]:
    """Arms to the cups, the bow itself, and its padding."""
    arch = _arch(p, half + 0.004, high * 1.7)
    arms: list[Shape] = []
    for side in (-1, 1):
        top = arch[0 if side < 0 else -1]
        out = side * (half + 0.35 * p["cup_depth"])
        if p["yoke"]:
            # A fork that holds the cup at its middle, in front and behind.
            reach = p["cup"] * 1.03
            a = np.linspace(0, np.pi, 17)
            fork = np.stack([np.full(17, out), reach * np.cos(a), high + 1.06 * high * np.sin(a)], -1)
            arms.append(tube(fork, 0.0022, 10, 1.5))
            arms.append(rods([[out, 0, 2.04 * high]], [top + [0, 0, 0.002]], 0.0032, 12))
        else:
            slab = board(outline(0.0042, 0.009, 4.0, 24), 1.2 * high, 0.0015).moved(x=out, z=high * 0.75)
            arms.append(slab)
    if p["bow"] in ("wire", "twin"):
        gaps = (0.0,) if p["bow"] == "wire" else (-0.3, 0.3)
        bow = [tube(arch + [0, gap * p["bow_width"], 0], 0.0019 if len(gaps) > 1 else 0.003, 10) for gap in gaps]
        pad = [_strap(0.5 * arch[12:37] + 0.5 * arch[12:37] - [0, 0, 0.012], p["bow_width"] * 1.1, 0.004)]
        ends = [_strap(arch[index], p["bow_width"], 0.007) for index in (slice(0, 4), slice(-4, None))]
        return arms + ends, bow, pad
    share = np.abs(np.linspace(-1, 1, len(arch)))
    swell = np.clip((p["pad"] + 0.1 - share) / 0.1, 0, 1)
    if p["bow"] == "padded":
        return arms, [_strap(arch, p["bow_width"] * (0.7 + 0.3 * swell), 0.005 + 0.008 * swell)], []
    inner = _arch(p, half - 0.002, high * 1.7)
    inner[:, 2] -= 0.005
    cut = slice(int(len(arch) * (0.5 - 0.5 * p["pad"])), int(len(arch) * (0.5 + 0.5 * p["pad"])) + 1)
    return arms, [_strap(arch, p["bow_width"], 0.0032)], [_strap(inner[cut], p["bow_width"] * 0.8, 0.007)]


def _cable(p: dict[str, Any], half: float, high: float) -> Floats:
    """From the cup down to the floor and along it in waves, ending in a plug."""
    lie = 0.0015
    waves = p["cable"]
    points = [[-half - 0.01, 0, 0.25 * high], [-half - 0.02, -0.012, 0.1 * high], [-half - 0.03, -0.03, lie]]
    points += [[-half + 0.035 * at - 0.02, -0.045 - 0.4 * abs(wave), lie] for at, wave in enumerate(waves)]
    path = smooth(np.array(points), 10)
    path[:, 2] = np.maximum(path[:, 2], lie)
    return path
