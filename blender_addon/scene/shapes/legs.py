"""Legs and feet of furniture."""

from __future__ import annotations

import numpy as np

from .forms import box, loft, smooth, tube, turned_profile
from .shape import Shape


def four_legs(
    half_x: float,
    half_y: float,
    height: float,
    radius: float,
    taper: float,
    splay: float,
    square: bool = False,
) -> list[Shape]:
    """Four legs from the floor to `height`, their tops at (±half_x, ±half_y), thinner and further out at the
    floor.
    """
    parts = []
    for x, y in ((1, 1), (-1, 1), (-1, -1), (1, -1)):
        foot = np.array([x * (half_x + splay * height), y * (half_y + splay * height), 0.0])
        path = np.linspace(foot, [x * half_x, y * half_y, height], 6)
        radii = radius * np.linspace(taper, 1.0, 6)
        parts.append(_square_leg(path[0], path[-1], radii[0], radii[-1]) if square else _leg(path, radii))
    return parts


def _leg(path: np.ndarray, radii: np.ndarray) -> Shape:
    """A round leg cut level at both ends."""
    angle = 2 * np.pi * np.arange(14) / 14
    circle = np.stack([np.cos(angle), np.sin(angle), np.zeros(14)], -1)
    rings = path[:, None] + radii[:, None, None] * circle[None]
    grain = np.broadcast_to(circle[None] * radii[:, None, None], rings.shape) + path[:, 2][:, None, None] * [
        0,
        0,
        1,
    ]
    return loft(rings, "flat", "flat", grain)


def _square_leg(foot: np.ndarray, top: np.ndarray, low: float, high: float) -> Shape:
    """A square leg with broken edges."""
    corner = np.array([[1, 0.8], [0.8, 1], [-0.8, 1], [-1, 0.8], [-1, -0.8], [-0.8, -1], [0.8, -1], [1, -0.8]])
    section = np.concatenate([corner, np.zeros((8, 1))], 1)
    rings = np.stack([foot + low * section, top + high * section])
    return loft(rings, "flat", "flat", np.stack([low * section + [0, 0, foot[2]], high * section + [0, 0, top[2]]]))


def stretchers(half_x: float, half_y: float, height: float, share: float, radius: float, splay: float) -> list[Shape]:
    """Bars between the legs of `four_legs`, at that share of their height, sides a little higher than front
    and back.
    """
    parts = []
    for at, across in ((share, True), (share + 0.08, False)):
        x, y = (half + splay * height * (1 - at) for half in (half_x, half_y))
        for side in (-1, 1):
            ends = (
                [[-x, side * y, at * height], [x, side * y, at * height]]
                if across
                else [[side * x, -y, at * height], [side * x, y, at * height]]
            )
            parts.append(tube(np.linspace(np.array(ends[0]), np.array(ends[1]), 5), radius, 10))
    return parts


def sled(half_x: float, half_y: float, height: float, radius: float) -> list[Shape]:
    """A bent bar on each side: up, along the floor, up."""
    bend = min(0.06, 0.3 * half_y)
    parts = []
    for side in (-1, 1):
        x = side * half_x
        # Points close to a bend, on both sides of it, keep the straight parts straight.
        turn = [
            (height, 0.0),
            (radius + 2 * bend, 0.0),
            (radius + bend, 0.0),
            (radius + 0.3 * bend, 0.3 * bend),
        ]
        turn += [(radius, bend), (radius, 2 * bend)]
        front = [[x, -half_y + along, z] for z, along in turn]
        points = front + [[x, -y, z] for _, y, z in reversed(front)]
        parts.append(tube(smooth(np.array(points), 5), radius, 12))
    return parts


def pedestal(height: float, foot: float, radius: float) -> Shape:
    """A round foot and a column."""
    profile = np.array(
        [
            [foot, 0.0],
            [foot, 0.008],
            [foot * 0.96, 0.014],
            [foot * 0.4, 0.022],
            [radius * 1.6, 0.05],
            [radius * 1.2, 0.15],
            [radius * 1.2, height - 0.08],
            [radius * 2.5, height - 0.02],
            [radius * 4, height],
        ]
    )
    return turned_profile(profile, 48, None, "flat", "flat")


def tripod(reach: float, height: float, radius: float) -> list[Shape]:
    """Three straight legs that cross at the middle of their height."""
    parts = []
    for turn in range(3):
        a = 2 * np.pi * turn / 3
        foot = np.array([reach * np.cos(a), reach * np.sin(a), 0.0])
        top = np.array([-0.6 * reach * np.cos(a + 0.3), -0.6 * reach * np.sin(a + 0.3), height])
        parts.append(_leg(np.linspace(foot, top, 4), np.full(4, radius)))
    return parts


def hairpins(half_x: float, half_y: float, height: float, radius: float) -> list[Shape]:
    """A thin bent rod at each corner, its tip on the floor."""
    parts = []
    for x, y in ((1, 1), (-1, 1), (-1, -1), (1, -1)):
        out_x, out_y = x * half_x, y * half_y
        gap = 0.05
        points = [
            [out_x - x * gap, out_y, height],
            [out_x + x * 0.008, out_y + y * 0.008, radius + 0.03],
            [out_x + x * 0.012, out_y + y * 0.012, radius],
            [out_x + x * 0.008, out_y + y * 0.006, radius + 0.03],
            [out_x, out_y - y * gap, height],
        ]
        parts.append(tube(np.array(points), radius, 8))
    return parts


def trestle(half_x: float, half_y: float, height: float, radius: float) -> list[Shape]:
    """An A of boards at each end and a beam between them."""
    parts = []
    for side in (-1, 1):
        for lean in (-1, 1):
            foot, top = (
                np.array([side * half_x, lean * half_y, 0.0]),
                np.array([side * half_x, lean * half_y * 0.25, height]),
            )
            parts.append(_square_leg(foot, top, radius, radius))
        parts.append(box(2 * radius, half_y * 1.1, 2 * radius, 0.003).moved(x=side * half_x, z=height - 2 * radius))
    parts.append(box(2 * half_x, 1.6 * radius, 1.6 * radius, 0.003).moved(z=height * 0.55))
    return parts
