"""A bicycle: spoked wheels, a tube frame, saddle, handlebar, crank and chain."""

from __future__ import annotations

from typing import Any

import numpy as np

from ....arrays import Floats
from ...shapes.forms import loft, smooth, tube
from ...shapes.shape import Shape, join
from ...shapes.wires import circle, hoop, rods


def build_bicycle(p: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot; it rides to +x, in the plane y = 0, see `recipe.families.wirework`."""
    r, base = p["wheel"], p["base"]
    rear, front = np.array([-0.42 * base, 0.0, r]), np.array([0.58 * base, 0.0, r])
    crank = np.array([rear[0] + 0.43, 0.0, r - 0.06])
    seat = np.array([crank[0] - 0.2, 0.0, p["saddle"]])
    seat_lug = crank + (seat - crank) * 0.78
    head = np.array([front[0] - 0.24, 0.0, 2.0 * r + 0.16])
    head_low = head + (front - head) * 0.2 * [0.6, 1.0, 1.0]
    tyre: list[Shape] = []
    chrome: list[Shape] = []
    for hub, steered in ((rear, 0.0), (front, p["steer"])):
        rubber, metal = _wheel(p)
        for store, part in ((tyre, rubber), (chrome, metal)):
            store.append(part.turned("z", steered).moved(x=hub[0], z=hub[2]))
    top_tube = (
        [head_low + (head - head_low) * 0.4, seat_lug]
        if not p["step_through"]
        else [head_low + [0, 0, 0.02], crank + (seat_lug - crank) * 0.35]
    )
    pairs = [(head_low, crank, 0.016), (crank, seat_lug, 0.0145), (*top_tube, 0.0135), (head_low, head, 0.018)]
    frame = [rods([a for a, _, _ in pairs], [b for _, b, _ in pairs], np.array([w for _, _, w in pairs]), 14)]
    frame.append(rods([[crank[0], -0.035, crank[2]]], [[crank[0], 0.035, crank[2]]], 0.02, 16))
    for y in (-0.062, 0.062):
        out = np.array([0.0, y, 0.0])
        near = np.array([0.0, 0.35 * y, 0.0])
        frame.append(rods([crank + near, seat_lug + near], [rear + out, rear + out], 0.0085, 10))
    fork = _fork(head_low, front, p)
    frame += fork
    if p["mudguards"]:
        frame += [
            _guard(rear, r, p["tyre"], 0.55, 3.3),
            _guard(front, r, p["tyre"], 1.1, 3.0)
            .moved(x=-front[0], z=-front[2])
            .turned("z", p["steer"])
            .moved(x=front[0], z=front[2]),
        ]
    chrome.append(rods([seat_lug], [seat - [0, 0, 0.02]], 0.0125, 14))
    chrome += _drive(p, crank, rear)
    bars, grips = _bars(p, head)
    chrome += bars
    return {
        "frame": join(frame),
        "chrome": join(chrome),
        "tyre": join([*tyre, *grips]),
        "saddle": _saddle(seat),
    }


def _wheel(p: dict[str, Any]) -> tuple[Shape, Shape]:
    """Tyre, and rim with hub and spokes, around the origin in the xz plane."""
    thick = p["tyre"]
    ring = circle(p["wheel"] - thick, 72)
    tyre = hoop(ring, thick, 12).turned("x", np.pi / 2)
    inner = p["wheel"] - 2 * thick - 0.006
    rim = hoop(circle(inner, 72), 0.008, 10, 1.2).turned("x", np.pi / 2)
    count = p["spokes"]
    angle = 2 * np.pi * np.arange(count) / count
    side = np.where(np.arange(count) % 2, 1.0, -1.0)
    cross = angle + np.where((np.arange(count) // 2) % 2, 1.0, -1.0) * 1.15
    hubs = np.stack([0.021 * np.cos(cross), 0.028 * side, 0.021 * np.sin(cross)], -1)
    ends = np.stack([inner * np.cos(angle), np.zeros(count), inner * np.sin(angle)], -1)
    spokes = rods(hubs, ends, 0.0011, 6)
    hub = rods(
        [[0, -0.05, 0], [0, -0.032, 0], [0, 0.026, 0]],
        [[0, 0.05, 0], [0, -0.026, 0], [0, 0.032, 0]],
        np.array([0.011, 0.026, 0.026]),
        20,
    )
    return tyre, join([rim, spokes, hub])


def _fork(top: Floats, hub: Floats, p: dict[str, Any]) -> list[Shape]:
    """Two blades from the head's lower end to the front hub, turned with the wheel."""
    parts = []
    turn = np.array(
        [[np.cos(p["steer"]), -np.sin(p["steer"]), 0], [np.sin(p["steer"]), np.cos(p["steer"]), 0], [0, 0, 1.0]]
    )
    for y in (-0.055, 0.055):
        foot = hub + turn @ np.array([0.0, y, 0.0])
        crown = top + turn @ np.array([0.012, 0.8 * y, -0.015])
        middle = 0.45 * foot + 0.55 * crown + [-0.018, 0, 0]
        path = smooth(np.array([top + [0.0, 0.0, 0.005], crown, middle, foot]), 6)
        parts.append(tube(path, np.linspace(0.013, 0.009, len(path)), 12))
    return parts


def _guard(hub: Floats, r: float, thick: float, first: float, last: float) -> Shape:
    """A mudguard around a part of the wheel."""
    at = np.linspace(first, last, 28)
    out = r + 0.016
    rings = []
    across = np.linspace(-1, 1, 7)
    half = thick + 0.008
    for a in at:
        lift = out - 0.35 * half * across**2
        outer = np.stack([hub[0] + lift * np.cos(a), half * across, hub[2] + lift * np.sin(a)], -1)
        inner = np.stack(
            [hub[0] + (lift - 0.0015) * np.cos(a), half * across, hub[2] + (lift - 0.0015) * np.sin(a)], -1
        )
        rings.append(np.concatenate([outer, inner[::-1]]))
    return loft(np.array(rings), "flat", "flat")


def _drive(p: dict[str, Any], crank: Floats, rear: Floats) -> list[Shape]:
    """Chainring, cranks with pedals, sprocket and chain on the right side."""
    y = -0.045
    ring = circle(0.088, 48)[:, [0, 2, 1]] + crank + [0, y, 0]
    arms = 2 * np.pi * np.arange(5) / 5
    spider = np.stack([0.085 * np.cos(arms), np.full(5, y), 0.085 * np.sin(arms)], -1) + crank
    parts = [hoop(ring, 0.0045, 8), rods(np.repeat((crank + [0, y, 0])[None], 5, 0), spider, 0.004, 8)]
    parts.append(hoop(circle(0.035, 32)[:, [0, 2, 1]] + rear + [0, y, 0], 0.004, 8))
    for lift in (1.0, -1.0):
        parts.append(rods([crank + [0, y, 0.09 * lift]], [rear + [0, y, 0.037 * lift]], 0.0028, 6))
    for side in (-1.0, 1.0):
        a = p["pedal"] + (0.0 if side < 0 else np.pi)
        end = crank + np.array([0.165 * np.cos(a), side * 0.065, 0.165 * np.sin(a)])
        end[2] = max(end[2], 0.045)
        parts.append(
            tube(np.array([crank + [0, side * 0.055, 0], 0.5 * (crank + end) + [0, side * 0.03, 0], end]), 0.008, 10)
        )
        parts.append(rods([end], [end + [0, side * 0.09, 0]], 0.014, 8))
    return parts


def _bars(p: dict[str, Any], head: Floats) -> tuple[list[Shape], list[Shape]]:
    """Stem and handlebar, turned with the wheel, and its grips."""
    stem_top = head + [-0.02, 0, 0.06]
    shapes = {
        "flat": [[0.07, 0.0, 0.0], [0.06, 0.12, 0.005], [0.03, 0.3, 0.01]],
        "swept": [[0.08, 0.0, 0.0], [0.1, 0.08, 0.04], [0.04, 0.22, 0.05], [-0.14, 0.27, 0.03]],
        "drop": [[0.08, 0.0, 0.0], [0.08, 0.17, 0.0], [0.16, 0.21, -0.02], [0.17, 0.21, -0.09], [0.06, 0.22, -0.14]],
    }
    half = np.array(shapes[p["bars"]])
    path = smooth(np.concatenate([(half * [1, -1, 1])[:0:-1], half]), 7)
    parts = [
        tube(path, 0.0115, 12),
        tube(np.array([[0.02, 0, -0.06], [0.0, 0, 0.0], [0.02, 0, 0.002], [0.075, 0, 0.0]]), 0.0125, 12),
    ]
    length = 7 if p["bars"] != "drop" else 16
    grips = [tube(path[:length], 0.0155, 14), tube(path[-length:], 0.0155, 14)]
    placed = [part.turned("z", p["steer"]).moved(x=stem_top[0], z=stem_top[2]) for part in (*parts, *grips)]
    return placed[:2], placed[2:]


def _saddle(seat: Floats) -> Shape:
    """A saddle, broad behind and narrow in front."""
    at = np.linspace(0, 1, 16)
    half = np.interp(at, [0, 0.12, 0.35, 0.6, 1.0], [0.05, 0.078, 0.06, 0.026, 0.016])
    angle = 2 * np.pi * np.arange(20) / 20
    ends = np.sqrt(np.clip(1 - np.abs(2 * at - 1) ** 8, 0.02, 1))
    rings = []
    for x, wide, end in zip(at, half, ends, strict=True):
        z = np.where(np.sin(angle) > 0, 0.022, 0.034) * np.sin(angle) * end
        rings.append(
            np.stack([np.full(20, -0.12 + 0.27 * x), wide * end * np.cos(angle), z + 0.008 * (2 * x - 1) ** 2], -1)
        )
    return loft(np.array(rings), "flat", "flat").moved(x=float(seat[0]), z=float(seat[2]))
