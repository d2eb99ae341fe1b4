"""Pans, pots and kettles: a turned wall with a rolled rim, handles with rivets, lids, spouts."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import loft, outline, smooth, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wires import circle, hoop, rods

SEGMENTS = 80


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.cookware.draw`; a long handle points to +x."""
    p = parameters
    outside = _outside(p)
    around = _facets(p)
    rim = outside[-1]
    body: list[Shape] = []
    grips: list[Shape] = []
    metal: list[Shape] = []
    slots: dict[str, list[Shape]] = {"body": body, "grip": grips, "metal": metal}
    inner = _inner(outside, p["wall"])
    if p["kind"] in ("kettle", "moka pot"):
        body.append(turned_profile(np.concatenate([outside, rim * [[0.9, 1.0]]]), SEGMENTS, around, "flat", "flat"))
    else:
        body.append(turned_profile(outside, SEGMENTS, around, "flat"))
        slots["inside"] = [turned_profile(inner[::-1], SEGMENTS, around, "open", "flat")]
        metal.append(
            hoop(circle(float(rim[0]) - 0.4 * p["wall"], SEGMENTS, float(rim[1])), max(p["rim"], 0.7 * p["wall"]), 10)
        )
    for band in range(p["bands"]):
        z = p["height"] * (0.12 + 0.09 * band)
        metal.append(hoop(circle(float(np.interp(z, outside[:, 1], outside[:, 0])), SEGMENTS, z), 0.0011, 8))
    if p["lid"]:
        lid, knob = _lid(p, float(rim[0]), float(rim[1]))
        slots.setdefault("lid" if p["glass_lid"] else "body", []).append(lid)
        if p["glass_lid"]:
            metal.append(hoop(circle(float(rim[0]) * 0.99, SEGMENTS, float(rim[1]) + 0.0035), 0.0022, 8))
        grips.append(knob)
    if p["kind"] == "kettle":
        body.append(_spout(p, outside))
        grips.append(_bail(p, outside, metal))
    elif p["kind"] == "moka pot":
        body.append(_beak(p, outside))
        valve = np.array([0.9 * p["radius"], 0.0, 0.28 * p["height"]])
        metal.append(rods([valve], [valve + [0.14 * p["radius"], 0.0, 0.0]], 0.0042, 16).turned("z", 2.4))
        grips.append(_long_handle(p, outside, metal, drop=True))
    elif p["kind"] == "pot":
        grips += [_ear(p, outside).turned("z", turn) for turn in (0.0, np.pi)]
    else:
        grips.append(_long_handle(p, outside, metal, drop=False))
    return {name: join(parts) for name, parts in slots.items() if parts}


def _outside(p: dict[str, Any]) -> Floats:
    """[K, 2] radius and height of the outer wall, foot to rim."""
    radius, height = p["radius"], p["height"]
    if p["kind"] == "moka pot":
        waist = 0.5 * height
        points = [[radius, 0.0], [radius * 0.98, 0.004], [radius * 0.74, waist - 0.006], [radius * 0.84, waist - 0.004]]
        points += [[radius * 0.84, waist + 0.006], [radius * 0.72, waist + 0.008], [radius * 0.86, height]]
        return np.array(points)
    low = radius * p["flare"]
    curl = min(p["bottom_round"] * radius, 0.45 * height)
    at = np.linspace(0, 1, 20)
    side = low + (radius - low) * at + p["belly"] * radius * np.sin(np.pi * (0.25 + 0.75 * at))
    if p["kind"] == "kettle":
        # The shoulders close to the lid.
        side *= 1 - 0.55 * np.clip((at - 0.45) / 0.55, 0, 1) ** 2.2
    angle = np.linspace(-np.pi / 2, 0, 9)
    corner = np.stack([side[0] - curl + curl * np.cos(angle), curl + curl * np.sin(angle)], -1)
    wall = np.stack([side, curl + (height - curl) * at], -1)
    return np.concatenate([corner[:-1], wall])


def _facets(p: dict[str, Any]) -> Floats | None:
    """[SEGMENTS] factors that make a moka pot a prism."""
    if not p["facets"]:
        return None
    angle = 2 * np.pi * np.arange(SEGMENTS) / SEGMENTS
    sector = 2 * np.pi / p["facets"]
    return np.asarray(np.cos(sector / 2) / np.cos((angle % sector) - sector / 2))


def _inner(outside: Floats, wall: float) -> Floats:
    """The inside, foot to rim."""
    inner = np.maximum(outside - [wall, 0.0], [0.002, wall])
    return inner[inner[:, 0] > 0.003]


def _lid(p: dict[str, Any], radius: float, z: float) -> tuple[Shape, Shape]:
    """A domed lid on the rim, and its knob."""
    rise = p["dome"] * radius
    at = np.linspace(0, 1, 12)
    dome = np.stack([radius * np.cos(0.5 * np.pi * at), 0.004 + rise * np.sin(0.5 * np.pi * at)], -1)
    under = np.array([[0.9, -0.003], [0.96, -0.003], [0.96, 0.0], [1.02, 0.0], [1.03, 0.002]]) * [radius, 1.0]
    top = 0.004 + rise
    lid = turned_profile(np.concatenate([under, dome[:-1]]), 64, None, "flat", "flat").moved(z=z)
    size = 0.012 + 0.05 * radius
    if p["knob"] == "loop":
        arch = np.linspace(0, np.pi, 15)
        loop = np.stack([1.7 * size * np.cos(arch), np.zeros(15), 1.6 * size * np.sin(arch) ** 0.6], -1)
        return lid, tube(loop, 0.24 * size, 10, 1.6).moved(z=z + top - 0.1 * size)
    profiles = {
        "ball": np.stack(
            [size * np.cos(np.linspace(-1.2, 1.57, 14)), size * (1.2 + np.sin(np.linspace(-1.2, 1.57, 14)))], -1
        ),
        "disc": np.array([[0.5, 0.0], [0.45, 0.7], [1.2, 0.9], [1.3, 1.1], [1.25, 1.3], [0.9, 1.4], [0.1, 1.42]])
        * size,
    }
    return lid, turned_profile(profiles[p["knob"]], 32, None, "flat", "flat").moved(z=z + top - 0.1 * size)


def _section(path: Floats, wide: Floats, thick: Floats) -> Shape:
    """A handle along a path in the xz plane, wide along y, its edges round."""
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    up = np.cross(tangent, [0.0, 1.0, 0.0])
    flat = outline(1.0, 1.0, 2.6, 24)
    rings = path[:, None] + wide[:, None, None] * flat[None, :, :1] * [0.0, 1.0, 0.0]
    rings = rings - thick[:, None, None] * flat[None, :, 1:] * up[:, None]
    along = np.linspace(0, float(np.linalg.norm(path[-1] - path[0])), len(path))
    grain = np.concatenate(
        [
            wide[:, None, None] * np.broadcast_to(flat, (len(path), 24, 2)),
            np.broadcast_to(along[:, None, None], (len(path), 24, 1)),
        ],
        -1,
    )
    return loft(rings[:, ::-1], "flat", "flat", grain[:, ::-1])


def _long_handle(p: dict[str, Any], outside: Floats, metal: list[Shape], drop: bool) -> Shape:
    """A handle to +x: a shaped bar, a rod, or a loop; a moka pot's comes down again."""
    z = 0.86 * p["height"] if drop else 0.72 * p["height"]
    wall = float(np.interp(z, outside[:, 1], outside[:, 0]))
    long, bar = p["handle_length"], p["handle_bar"]
    if drop:
        long = 0.42 * p["height"]
        points = np.array(
            [
                [wall - 0.004, 0, z],
                [wall + long, 0, z + 0.03 * p["height"]],
                [wall + 1.05 * long, 0, z - 0.1 * p["height"]],
                [wall + 0.9 * long, 0, 0.45 * p["height"]],
            ]
        )
        path = smooth(points, 8)
        return _section(path, np.full(len(path), 0.8 * bar), np.full(len(path), 0.5 * bar))
    rise = p["handle_rise"] * long
    mount = np.array([[wall - 0.003, 0, z], [wall + 0.012, 0, z + 0.002], [wall + 0.04, 0, z + 0.2 * rise + 0.003]])
    metal.append(_section(smooth(mount, 6), np.full(13, 0.75 * bar), np.full(13, 0.0022)))
    if p["rivets"]:
        metal.append(
            rods(
                [[wall - 0.006, y, z] for y in (-0.006, 0.006)],
                [[wall + 0.0035, y, z] for y in (-0.006, 0.006)],
                0.0026,
                12,
            )
        )
    points = np.array(
        [[wall + 0.03, 0, z + 0.12 * rise], [wall + 0.4 * long, 0, z + 0.55 * rise], [wall + long, 0, z + rise]]
    )
    path = smooth(points, 12)
    share = np.linspace(0, 1, len(path))
    ends = np.clip(np.minimum(share, 1 - share) / 0.04, 0.35, 1) ** 0.5
    if p["handle"] == "rod":
        return tube(path, bar * 0.62, 14)
    if p["handle"] == "loop":
        across = 0.8 * bar * np.sin(np.pi * np.clip(share, 0.05, 0.97)) ** 0.35
        ring = np.concatenate(
            [
                path + np.stack([0 * across, across, 0 * across], -1),
                (path - np.stack([0 * across, across, 0 * across], -1))[::-1],
            ]
        )
        return hoop(ring, 0.0034, 10)
    return _section(path, bar * (0.85 + 0.35 * share) * ends, bar * 0.62 * ends)


def _ear(p: dict[str, Any], outside: Floats) -> Shape:
    """A pot's side handle at +x: a flat loop."""
    z = 0.74 * p["height"]
    wall = float(np.interp(z, outside[:, 1], outside[:, 0]))
    reach, wide = 0.035 + 0.1 * p["radius"], 0.042 + 0.12 * p["radius"]
    arch = np.linspace(-np.pi / 2, np.pi / 2, 21)
    x = wall - 0.004 + reach * np.abs(np.cos(arch)) ** 0.6
    return tube(
        np.stack(
            [x, wide * np.sign(np.sin(arch)) * np.abs(np.sin(arch)) ** 0.8, np.full(21, z) + 0.1 * (x - wall)], -1
        ),
        0.62 * p["handle_bar"],
        12,
    )


def _spout(p: dict[str, Any], outside: Floats) -> Shape:
    """A kettle's spout at -x."""
    z = (0.3 if p["spout"] == "goose" else 0.52) * p["height"]
    wall = float(np.interp(z, outside[:, 1], outside[:, 0]))
    tip = 0.95 * p["height"] if p["spout"] == "goose" else 0.86 * p["height"]
    reach = 0.55 * p["height"]
    points = [
        [-wall + 0.01, 0, z],
        [-wall - 0.45 * reach, 0, z + 0.18 * (tip - z)],
        [-wall - 0.65 * reach, 0, z + 0.75 * (tip - z)],
        [-wall - reach, 0, tip],
    ]
    path = smooth(np.array(points), 8)
    thick = 0.016 if p["spout"] == "goose" else 0.026
    return tube(path, thick * np.linspace(1.0, 0.5, len(path)), 20)


def _bail(p: dict[str, Any], outside: Floats, metal: list[Shape]) -> Shape:
    """A kettle's handle over the lid, on two posts."""
    z = 0.78 * p["height"]
    wall = float(np.interp(z, outside[:, 1], outside[:, 0]))
    top = p["height"] * (1.25 + 0.4 * p["handle_rise"]) + p["dome"] * p["radius"]
    arch = np.linspace(np.pi * 0.93, np.pi * 0.07, 25)
    path = np.stack([wall * 1.05 * np.cos(arch), np.zeros(25), z + (top - z) * np.sin(arch) ** 0.7], -1)
    metal.append(tube(np.concatenate([[[-wall * 0.97, 0, z - 0.004]], path[:9]]), 0.0035, 10))
    metal.append(tube(np.concatenate([path[-9:], [[wall * 0.97, 0, z - 0.004]]]), 0.0035, 10))
    return tube(path[6:-6], 0.95 * p["handle_bar"], 14, 1.2)


def _beak(p: dict[str, Any], outside: Floats) -> Shape:
    """A moka pot's pouring lip at -x."""
    top, r = p["height"], float(outside[-1, 0])
    rings = []
    for at in np.linspace(0, 1, 6):
        z = top * (0.72 + 0.28 * at)
        reach = r * (0.86 + 0.62 * at**1.3)
        half = r * (0.04 + 0.34 * at)
        rings.append([[-0.7 * r, half, z], [-reach, 0.15 * half, z], [-reach, -0.15 * half, z], [-0.7 * r, -half, z]])
    return loft(np.array(rings), "flat", "flat")
