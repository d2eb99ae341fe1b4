"""Garments: shirts, sweaters and dresses as on an invisible mannequin, and folded stacks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.creases import creases, pushed
from ..shapes.forms import loft, smooth, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wires import hoop

AROUND = 128
UP = 64


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.garment.draw`; the front looks to -y."""
    return _stack(parameters) if parameters["kind"] in ("folded sweater", "towels") else _worn(parameters)


def _stack(p: dict[str, Any]) -> dict[str, Shape]:
    """Folded cloths, one on the other, the fold to the front, each a little out of line."""
    slots, z = {}, 0.0
    rng = np.random.Generator(np.random.PCG64(p["folds"]))
    for at in range(p["count"]):
        draw = [float(rng.random()) for _ in range(5)]
        loose = 1 - p["neatness"]
        piece = _folded(p, p["folds"] + at, 1 - 0.08 * loose * draw[0], 1 - 0.12 * loose * draw[1])
        piece = piece.turned("z", 0.12 * loose * (draw[2] - 0.5)).moved(
            x=0.03 * loose * (draw[3] - 0.5), y=0.03 * loose * (draw[4] - 0.5)
        )
        low, high = float(piece.vertices[:, 2].min()), float(piece.vertices[:, 2].max())
        slots["cloth" if at == 0 else f"cloth_{at}"] = piece.moved(z=z - low)
        # Cloth is compressed where it lies on cloth.
        z += 0.965 * (high - low)
    return slots


def _folded(p: dict[str, Any], seed: int, wide: float, deep: float) -> Shape:
    """One cloth folded in a zigzag: its section runs back and forth, round at each fold, as thick as the cloth."""
    t, layers = p["cloth"], 2 * p["layers"]
    x, y = 0.5 * p["width"] * wide, 0.5 * p["depth"] * deep
    line = []
    for layer in range(layers):
        z = t * (1.02 * layer + 0.5)
        short = 0.004 * (layer % 3)
        run = np.linspace(-y + 0.5 * t, y - 0.5 * t - short, 12)
        run = run if layer % 2 == 0 else run[::-1]
        line += [[at, z] for at in run]
        if layer < layers - 1:
            side = 1 if layer % 2 == 0 else -1
            bend = np.linspace(-np.pi / 2, np.pi / 2, 7)[1:-1]
            line += [[run[-1] + side * 0.51 * t * np.cos(b), z + 0.51 * t * (1 + np.sin(b))] for b in bend]
    path = np.array(line)
    tangent = np.gradient(path, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], -1)
    section = np.concatenate([path + 0.49 * t * normal, (path - 0.49 * t * normal)[::-1]])
    columns = np.linspace(-1, 1, 40)
    # Edges are rounder than the middle is flat.
    plump = 1 - 0.16 * np.abs(columns) ** 6
    middle = 0.5 * t * layers
    rings = np.empty((40, len(section), 3))
    rings[..., 0] = x * columns[:, None]
    rings[..., 1] = section[None, :, 0] * (0.985 + 0.015 * plump[:, None])
    rings[..., 2] = middle + (section[None, :, 1] - middle) * plump[:, None]
    waves = creases(rings * [1.0, 1.0, 0.0], seed, 0.16)
    rings[..., 2] += 0.35 * t * waves * np.clip(rings[..., 2] / (2 * middle), 0, 1)
    # Ends bulge where folds touch.
    rings[[0, -1], :, 0] *= 1.0 + 0.004
    return loft(rings[:, ::-1] if _turns_left(section) else rings, "flat", "flat")


def _turns_left(section: Floats) -> bool:
    """Whether the section in (y, z) runs clockwise, seen from +x."""
    ahead = np.roll(section, -1, 0)
    return float((section[:, 0] * ahead[:, 1] - ahead[:, 0] * section[:, 1]).sum()) < 0.0


def _worn(p: dict[str, Any]) -> dict[str, Shape]:
    """Torso, two sleeves, neckband and hem around an invisible mannequin."""
    torso = _torso(p)
    slots: dict[str, list[Shape]] = {"cloth": [_skin(torso)], "lining": [_lining(torso)], "trim": []}
    for side in (1, -1):
        sleeve = _sleeve(p, side)
        slots["cloth"].append(_skin(sleeve))
        slots["lining"].append(_lining(sleeve))
        slots["trim"].append(hoop(sleeve[-1], 0.0032 if p["kind"] != "sweater" else 0.006, 10))
    slots["trim"] += [hoop(torso[-1], 0.0055, 10, 1.6), hoop(torso[0] + [0, 0, 0.004], 0.0035, 10)]
    if p["print"]:
        slots["print"] = [_print(torso)]
    if p["buttons"]:
        slots["button"] = _buttons(p, torso)
    whole = {name: join(parts) for name, parts in slots.items()}
    low = min(float(shape.vertices[:, 2].min()) for shape in whole.values())
    return {name: shape.moved(z=-low) for name, shape in whole.items()}


def _skin(rings: Floats) -> Shape:
    """Cloth over rings, with the cloth's own coordinates as grain."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(rings, axis=0), axis=-1).mean(1))])
    girth = np.linalg.norm(np.roll(rings[len(rings) // 2], -1, 0) - rings[len(rings) // 2], axis=1).sum()
    u = np.linspace(0, float(girth), rings.shape[1])
    grain = np.stack(np.broadcast_arrays(u[None], 0.0 * u[None], along[:, None]), -1)
    return loft(rings, "open", "open", grain)


def _lining(rings: Floats) -> Shape:
    """The inside of the cloth, seen through its openings."""
    inner = pushed(rings, 0.0022, True)
    return loft(inner[::-1], "open", "open")


def _torso(p: dict[str, Any]) -> Floats:
    """[UP, AROUND, 3] rings from the hem to the neckband."""
    height, x, y = p["height"], 0.5 * p["width"], 0.5 * p["depth"]
    neck = 0.5 * p["neck"]
    shoulder = height - 0.055
    angle = 2 * np.pi * np.arange(AROUND) / AROUND
    at = np.linspace(0, 1, UP - 16)
    waist_at = 0.55 if p["kind"] == "dress" else 0.45
    span = [0.0, waist_at, 0.82, 1.0]
    wide = np.interp(at, span, [p["hem"], p["waist"], 1.0, 0.95])
    wide = np.convolve(np.pad(wide, 6, mode="edge"), np.ones(13) / 13, "valid")
    deep = np.interp(at, span, [0.9 * p["hem"] ** 1.4, p["waist"], 1.0, 0.66])
    deep = np.convolve(np.pad(deep, 6, mode="edge"), np.ones(13) / 13, "valid")
    power = 2.6
    flat = (np.abs(np.cos(angle)) ** power + np.abs(np.sin(angle)) ** power) ** (-1 / power)
    cosine, sine = flat * np.cos(angle), flat * np.sin(angle)
    rings = np.stack(
        np.broadcast_arrays(x * wide[:, None] * cosine, y * deep[:, None] * sine, (shoulder * 0.97 * at)[:, None]), -1
    )
    # From the armpits' level over the shoulders to the neck: the ring closes while its sides stay low.
    top = rings[-1]
    collar = np.stack([neck * np.cos(angle), 0.8 * neck * np.sin(angle) + 0.01, np.full(AROUND, height)], -1)
    collar[:, 2] -= p["scoop"] * 0.16 * np.clip(-np.sin(angle), 0, 1) ** 1.5 + 0.012 * np.clip(np.sin(angle), 0, 1)
    over = np.linspace(0, 1, 17)[1:, None, None]
    ease = np.array([1.0, 1.0, 0.0]) * over + np.array([0.0, 0.0, 1.0]) * np.sin(0.5 * np.pi * over) ** 0.75
    rings = np.concatenate([rings, top + (collar - top) * ease])
    for _ in range(3):
        rings[1:-1] = 0.25 * rings[:-2] + 0.5 * rings[1:-1] + 0.25 * rings[2:]
    if p["kind"] == "dress":
        flutes = np.cos(round(9 + 5 * p["hem"]) * angle + 0.7 * np.sin(3 * angle))
        drop = np.clip(1 - rings[:, :1, 2] / (waist_at * shoulder), 0, 1) ** 1.3
        rings[..., :2] *= (1 + 0.1 * drop * flutes)[..., None]
    hold = np.clip((height - rings[..., 2]) / 0.14, 0.0, 1.0)
    folds = creases(rings * [1.0, 1.0, 0.6], p["folds"], p["fold_scale"])
    return pushed(rings, -p["fold_depth"] * hold * folds, True)


def _sleeve(p: dict[str, Any], side: int) -> Floats:
    """[rows, AROUND, 3] rings from inside the shoulder to the cuff."""
    x, top = 0.5 * p["width"], p["height"] - 0.055
    start = np.array([0.58 * x, 0.0, top - 0.125])
    way = np.array([np.cos(p["arm"]), 0.0, -np.sin(p["arm"])])
    end = start + (p["sleeve"] + 0.05 + 0.16 * x) * way
    bend = 0.5 * (start + end) + np.array([0.02, -0.03 * p["sleeve"], 0.015])
    path = smooth(np.array([start, bend, end]), 16)
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    across = np.cross(tangent, [0.0, 1.0, 0.0])
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    share = np.linspace(0, 1, len(path))
    cuff = 0.58 if p["kind"] == "sweater" else 0.92
    r = p["sleeve_width"] * (1.12 + (cuff - 1.12) * share**0.8)
    if p["kind"] == "sweater":
        r = r * (1 - 0.16 * np.clip((share - 0.88) / 0.06, 0, 1))
    angle = 2 * np.pi * np.arange(64) / 64
    rings = path[:, None] + r[:, None, None] * (
        np.cos(angle)[None, :, None] * across[:, None] + 0.82 * np.sin(angle)[None, :, None] * np.array([0.0, 1.0, 0.0])
    )
    folds = creases(rings, p["folds"] + 7, 0.7 * p["fold_scale"])
    hold = np.clip(np.minimum(share / 0.1, (1 - share) / 0.08), 0, 1)[:, None]
    # across × y = tangent × y × y is −tangent: turned round, the rings face outward along the sleeve.
    rings = pushed(rings[:, ::-1], -0.9 * p["fold_depth"] * hold * folds[:, ::-1], True)
    return rings if side > 0 else (rings * [-1.0, 1.0, 1.0])[:, ::-1]


def _print(torso: Floats) -> Shape:
    """A print on the chest: a piece of the skin, slightly in front of it."""
    columns = np.arange(AROUND * 3 // 4 - 14, AROUND * 3 // 4 + 15)
    rows = np.arange(int(0.46 * UP), int(0.66 * UP))
    lifted = pushed(torso, -0.0007, True)
    inner = torso[np.ix_(rows, columns)]
    piece = lifted[np.ix_(rows, columns)]
    grid = np.concatenate([inner[:, :1], piece, inner[:, -1:]], 1)
    ring = np.concatenate([grid, inner[:, ::-1]], 1)
    shape = loft(ring, "flat", "flat")
    u = np.clip(shape.uv[:, 0] * ring.shape[1] / grid.shape[1], 0.0, 1.0)
    return replace(shape, uv=np.stack([0.29 + 0.42 * u, shape.uv[:, 1]], -1))


def _buttons(p: dict[str, Any], torso: Floats) -> list[Shape]:
    """Buttons down the middle of the front."""
    profile = np.array([[0.7, -0.001], [1.0, 0.0005], [1.0, 0.002], [0.85, 0.0028], [0.6, 0.0022], [0.1, 0.0022]]) * [
        0.0065,
        1.0,
    ]
    rows = np.linspace(0.42 * UP, 0.86 * UP, p["buttons"]).astype(int)
    parts = []
    for row in rows:
        place = torso[row, AROUND * 3 // 4]
        parts.append(turned_profile(profile, 24, None, "flat", "flat").turned("x", np.pi / 2).moved(*place))
    return parts
