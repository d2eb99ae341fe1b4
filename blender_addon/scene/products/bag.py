"""Bags: a folded, slumping body, flap and pocket, straps with holes under them, rings and buckles."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.creases import creases, pushed
from ..shapes.forms import board, loft, outline, smooth, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wires import circle, hoop, rods

AROUND = 112
UP = 44


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.bag.draw`; the front looks to -y."""
    p = parameters
    lift = 0.008 if p["feet"] else 0.0
    skin = _body(p)
    slots: dict[str, list[Shape]] = {"body": [], "strap": [], "metal": []}
    if p["kind"] == "tote":
        slots["body"].append(loft(skin, "flat", "open"))
        inner = pushed(skin, 0.0025 * np.ones(skin.shape[:2]), True)[2:][::-1]
        slots["lining"] = [loft(inner, "open", "flat")]
        slots["body"].append(hoop(0.5 * (skin[-1] + inner[0]) + [0, 0, 0.0005], 0.0022, 8))
    else:
        slots["body"].append(loft(skin, "flat", "flat"))
    if p["zip"] and p["kind"] != "tote":
        slots["metal"] += _zip(p, 0.88 * float(skin[-1, :, 0].max()))
    if p["flap"]:
        slots["body"].append(_flap(p, skin))
        slots["metal"].append(_clasp(p, skin))
    if p["pocket"]:
        slots["pocket"] = [_pocket(p, skin)]
    seams = [skin[1], *([skin[-1]] if p["kind"] not in ("tote", "duffel") else [])]
    slots["strap"] += [hoop(seam, 0.0022, 8) for seam in seams]
    straps, rings = _straps(p, skin)
    slots["strap"] += straps
    slots["metal"] += rings
    if p["feet"]:
        stud = np.array([[0.5, -lift], [0.9, -lift + 0.001], [1.0, 0.0], [0.9, 0.002]]) * [0.007, 1.0]
        for x in (-0.34, 0.34):
            for y in (-0.28, 0.28):
                foot = turned_profile(stud, 20, None, "flat", "flat")
                slots["metal"].append(foot.moved(x=x * p["width"], y=y * p["depth"]))
    if not slots["metal"]:
        slots["metal"].append(_clasp(p, skin))
    return {name: join(parts).moved(z=lift) for name, parts in slots.items()}


def _body(p: dict[str, Any]) -> Floats:
    """[UP, AROUND, 3] rings from the bottom's edge to the top."""
    x, y, height = 0.5 * p["width"], 0.5 * p["depth"], p["height"]
    at = np.linspace(0, 1, UP)
    turn = 0.16 * min(1.0, 0.3 * p["depth"] / height / 0.16)
    foot = np.sqrt(np.clip(1 - (1 - np.clip(at / turn, 0, 1)) ** 2, 0, 1))
    belly = 1 + p["belly"] * np.sin(np.pi * at)
    wide = x * (1 + (p["top"] - 1) * at) * belly
    close = {"tote": 0.75, "handbag": 0.3, "backpack": 0.45, "duffel": 0.12, "pouch": 0.12}[p["kind"]]
    deep = y * (1 - (1 - close) * at**1.7) * belly
    if p["kind"] == "duffel":
        round_off = np.sqrt(np.clip(1 - (2 * at - 1) ** 2, 0, 1))
        deep = y * np.maximum(round_off, 0.25 * (1 - at) + 0.1)
        wide = x * (0.93 + 0.07 * round_off)
    if p["kind"] in ("backpack", "pouch"):
        # Front and back meet in an arch at the top.
        arch = np.sqrt(np.clip(1 - np.clip((at - 0.55) / 0.47, 0, 1) ** 2.4, 0, 1))
        wide = wide * (0.35 + 0.65 * arch)
        deep = deep * (0.3 + 0.7 * arch)
    wide *= 0.9 + 0.1 * foot
    deep *= 0.82 + 0.18 * foot
    plan = outline(1.0, 1.0, p["power"], AROUND)
    rings = np.empty((UP, AROUND, 3))
    rings[..., 0] = wide[:, None] * plan[None, :, 0]
    rings[..., 1] = deep[:, None] * plan[None, :, 1]
    sag = 1 - 0.1 * p["slump"] * at[:, None] * (1 - (rings[..., 0] / x) ** 2)
    rings[..., 2] = height * at[:, None] * sag
    hold = np.clip(at / 0.12, 0, 1) * np.clip((1.02 - at) / 0.1, 0.25, 1)
    depth = p["fold_depth"] * (0.7 + 1.4 * p["slump"]) * hold[:, None]
    stretch = rings * [1.0, 1.0, 0.55]  # the folds of a standing bag are vertical rather than horizontal
    rings = pushed(rings, -depth * creases(stretch, p["folds"], p["fold_scale"]), True)
    rings[..., 2] = np.maximum(rings[..., 2], 0.0)
    rings[0, :, 2] = 0.0
    return rings


def _surface(skin: Floats, x: Floats, z: Floats) -> Floats:
    """The front's y at places (x, z), from the nearest point of the skin."""
    front = skin[:, AROUND // 2 :].reshape(-1, 3)
    away = (front[None, :, 0] - x.reshape(-1, 1)) ** 2 + (front[None, :, 2] - z.reshape(-1, 1)) ** 2
    return np.asarray(front[np.argmin(away, axis=1), 1].reshape(x.shape))


def _panel(skin: Floats, half: float, low: float, high: float, thick: float, power: float) -> Shape:
    """A patch on the front with round corners, given by half its width, its heights and its distance from the skin."""
    plan = outline(half, 0.5 * (high - low), power, 72)
    shares = (1.0, 1.0, 0.97, 0.6, 0.2)
    lifts = (-0.004, 0.7 * thick, thick, thick, thick)
    rings = []
    for share, lift in zip(shares, lifts, strict=True):
        x, z = share * plan[:, 0], 0.5 * (low + high) + share * plan[:, 1]
        rings.append(np.stack([x, _surface(skin, x, z) - lift, z], -1))
    smoothed = np.array(rings)
    for _ in range(3):
        smoothed[..., 1] = (
            0.25 * np.roll(smoothed[..., 1], 1, 1) + 0.5 * smoothed[..., 1] + 0.25 * np.roll(smoothed[..., 1], -1, 1)
        )
    return loft(smoothed, "open", "tip")


def _pocket(p: dict[str, Any], skin: Floats) -> Shape:
    """A pocket sewn on the front."""
    top = 0.36 if p["flap"] else 0.52
    return _panel(skin, 0.32 * p["width"] * min(p["top"], 1.0), 0.09 * p["height"], top * p["height"], 0.012, 6.0)


def _flap(p: dict[str, Any], skin: Floats) -> Shape:
    """A flap over the top and down the front."""
    z = float(skin[-1, :, 2].max())
    half = 0.97 * float(skin[-1, :, 0].max())
    low = z - p["flap"] * p["height"]
    u = np.linspace(-1, 1, 33)
    back = float(skin[-1, :, 1].max())
    front_top = float(skin[-2, :, 1].min())
    downs = np.linspace(0, 1, 16)[1:]
    rows = [
        np.stack([half * u, np.full(33, back), np.full(33, z - 0.01)], -1),
        np.stack([half * u, np.full(33, 0.9 * back), np.full(33, z + 0.004)], -1),
    ]
    rows.append(np.stack([half * u, np.full(33, front_top - 0.001), np.full(33, z + 0.003)], -1))
    round_off = 1 - np.abs(u) ** 5
    for down in downs:
        depth = z - (z - low) * down * (0.72 + 0.28 * round_off)
        y = _surface(skin, half * u, depth) - 0.006
        y = np.convolve(np.pad(y, 3, mode="edge"), np.ones(7) / 7, "valid")
        rows.append(np.stack([half * u, y, depth], -1))
    outer = np.array(rows)
    inner = pushed(outer, -0.0028)
    ring = np.concatenate([outer, inner[:, ::-1]], 1)
    return loft(ring[:, ::-1], "flat", "flat")


def _clasp(p: dict[str, Any], skin: Floats) -> Shape:
    """A turn lock, or a plate with the maker's name, in the middle of the front."""
    z = float(skin[-1, :, 2].max()) - (p["flap"] - 0.06) * p["height"] if p["flap"] else 0.78 * p["height"]
    y = float(_surface(skin, np.array([0.0]), np.array([z]))[0]) - (0.009 if p["flap"] else 0.001)
    plate = board(outline(0.016, 0.011, 4.0, 32), 0.0032, 0.001).turned("x", np.pi / 2).moved(y=y, z=z)
    bar = board(outline(0.0035, 0.0085, 3.0, 24), 0.007, 0.0015).turned("x", np.pi / 2).moved(y=y, z=z)
    return join([plate, bar])


def _zip(p: dict[str, Any], half: float) -> list[Shape]:
    """A zip along the top: two rows of teeth as one ribbed bar, and a puller."""
    z = p["height"] * (1 - 0.09 * p["slump"]) + 0.001
    teeth = max(int(half / 0.0035), 12)
    x = np.linspace(-half, half, teeth)
    row = rods(
        np.stack([x, np.full(teeth, -0.003), np.full(teeth, z)], -1),
        np.stack([x, np.full(teeth, 0.003), np.full(teeth, z)], -1),
        0.0011,
        6,
    )
    pull = board(outline(0.004, 0.013, 3.0, 24), 0.0015, 0.0005).moved(x=half * 0.93, y=-0.012, z=z + 0.001)
    return [row, pull]


def _straps(p: dict[str, Any], skin: Floats) -> tuple[list[Shape], list[Shape]]:
    """Handles over the top, on their rings; a backpack's shoulder straps hang behind."""
    if p["handles"] == "none":
        return [], []
    z = float(skin[-1, :, 2].max()) if p["kind"] != "duffel" else 0.7 * p["height"]
    half = (0.3 if p["kind"] != "backpack" else 0.1) * p["width"]
    rise = p["handle_drop"] * (p["height"] if p["kind"] in ("tote", "handbag", "pouch") else 0.35 * p["height"]) * 0.8
    sides = (-1.0, 1.0) if p["handles"] == "pair" and p["kind"] != "backpack" else (0.0,)
    straps, rings = [], []
    for side in sides:
        y = side * (float(skin[-1, :, 1].max()) + 0.002) if p["kind"] != "duffel" else side * 0.4 * p["depth"]
        arch = np.linspace(np.pi, 0, 31)
        x = half * np.sign(np.cos(arch)) * np.abs(np.cos(arch)) ** 0.7
        lift = rise * np.sin(arch) ** 0.75
        lean = y + side * 0.18 * lift
        path = np.stack([x, lean, z - 0.02 + lift], -1)
        low = np.stack([x[[0, -1]], np.full(2, y), np.full(2, z - 0.06)], -1)
        path = np.concatenate([low[:1], path, low[1:]])
        straps.append(tube(path, 0.5 * p["strap"], 12, 0.35 if p["strap"] > 0.011 else 1.0))
        if p["rings"]:
            for end in (path[1], path[-2]):
                ring = circle(0.011, 24)[:, [0, 2, 1]] + end + [0, -0.004, -0.006]
                rings.append(hoop(ring, 0.0016, 8))
    if p["kind"] == "backpack":
        back = 0.5 * p["depth"]
        for side in (-1, 1):
            points = [
                [side * 0.14 * p["width"], 0.5 * back, 0.95 * p["height"]],
                [side * 0.24 * p["width"], 1.5 * back, 0.78 * p["height"]],
                [side * 0.3 * p["width"], 1.55 * back, 0.45 * p["height"]],
                [side * 0.36 * p["width"], 0.8 * back, 0.1 * p["height"]],
            ]
            straps.append(tube(smooth(np.array(points), 8), 0.022, 14, 0.3))
    return straps, rings
