"""Lamps: a foot, a stem or jointed arms, and a shade, globe or wire cage."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import board, outline, smooth, tube, turned_profile
from ..shapes.legs import tripod
from ..shapes.shape import Shape, join

_Slots = dict[str, Shape]


def build(parameters: dict[str, Any]) -> _Slots:
    """The shape of each slot, see `recipe.families.lamp.draw`."""
    slots = {
        "table lamp": _shaded,
        "floor lamp": _shaded,
        "desk lamp": _jointed,
        "globe lamp": _globe,
        "wire lamp": _wire,
    }[parameters["kind"]](parameters)
    if parameters["cord"]:
        slots["cord"] = _cord(parameters)
    return slots


def _foot(parameters: dict[str, Any]) -> tuple[Shape, float]:
    """The foot, and the height at which the stem leaves it."""
    radius, kind, height = parameters["foot_radius"], parameters["foot"], parameters["height"]
    if kind == "tripod":
        top = 0.72 * height if parameters["kind"] == "floor lamp" else 0.35 * height
        return join(tripod(max(radius * 1.8, 0.16 * height), top, max(parameters["stem"], 0.007))), top * 0.9
    if kind == "block":
        return board(outline(radius, radius, 9.0), 0.1 * height + 0.01, 0.004), 0.1 * height + 0.009
    if kind == "turned":
        top = 0.5 * height
        radii = np.array(parameters["base_radii"]) * radius
        curve = smooth(np.stack([radii, np.linspace(0.006, top, len(radii))], -1), 10)
        return turned_profile(np.concatenate([[[radii[0] * 0.96, 0.0]], curve]), 64, None, "flat", "flat"), top - 0.002
    profile = np.array([[1.0, 0.0], [1.0, 0.5], [0.97, 0.85], [0.9, 1.0], [0.2, 1.25], [0.1, 2.0]])
    thick = 0.008 + 0.04 * radius
    return turned_profile(profile * [radius, thick], 64, None, "flat", "flat"), 1.2 * thick


def _shade(parameters: dict[str, Any]) -> Shape:
    """The shade with its inside, its lower rim at z = 0."""
    wide, tall = parameters["shade_width"] / 2, parameters["shade_height"]
    narrow = wide * parameters["shade_top"]
    at = np.linspace(0, 1, 14)
    bow = {
        "drum": 0 * at,
        "cone": -0.35 * (wide - narrow) * np.sin(np.pi * at),
        "dome": 0.3 * wide * np.sin(np.pi * at),
    }[parameters["shade_kind"]]
    radii = wide + (narrow - wide) * at + bow
    thick = 0.0022
    wall = np.stack([radii, tall * at], -1)
    inside = (wall - [thick, 0])[::-1]
    if parameters["shade_kind"] == "dome":  # closed on top
        wall = np.concatenate([wall, [[narrow * 0.5, tall * 1.04], [0.008, tall * 1.05]]])
        inside = np.concatenate([[[0.008, tall * 1.05 - thick], [narrow * 0.5, tall * 1.04 - thick]], inside])
    profile = np.concatenate([wall, inside, wall[:1]])
    segments, pleats = 96, None
    if parameters["shade_pleats"]:
        segments = parameters["shade_pleats"] * 6
        pleats = 1 + 0.022 * np.cos(2 * np.pi * np.arange(segments) / 6)
    return turned_profile(profile, segments, pleats)


def _bulb(size: float) -> Shape:
    """A bulb with its socket, hanging or standing on z = 0."""
    profile = np.array(
        [[0.3, 0.0], [0.3, 0.5], [0.36, 0.6], [0.62, 1.0], [0.7, 1.35], [0.6, 1.7], [0.35, 1.92], [0.02, 2.0]]
    )
    return turned_profile(smooth(profile, 4) * size, 32, None, "flat", "flat")


def _shaded(parameters: dict[str, Any]) -> _Slots:
    """A stem, straight or bowed, with a shade over a bulb."""
    foot, start = _foot(parameters)
    height, tall = parameters["height"], parameters["shade_height"]
    base = height - tall
    reach = parameters["bow"] * height
    if reach > 0.0:
        rise = np.array(
            [
                [0, 0, start],
                [0, 0, 0.6 * height],
                [0.25 * reach, 0, 0.9 * height],
                [0.7 * reach, 0, 0.99 * height],
                [reach, 0, 0.96 * height],
                [reach, 0, base + 0.9 * tall],
            ]
        )
        stem = tube(smooth(rise, 10), parameters["stem"], 14)
    else:
        stem = tube(np.linspace([0, 0, start], [0, 0, base + 0.35 * tall], 4), parameters["stem"], 14)
    spider = []
    ring = parameters["shade_width"] / 2 * (1 + 0.15 * (parameters["shade_top"] - 1))
    for turn in range(3):
        angle = 2 * np.pi * turn / 3
        level = base + 0.15 * tall
        arm = np.array([[reach, 0, level], [reach + ring * np.cos(angle), ring * np.sin(angle), level]])
        spider.append(tube(np.linspace(arm[0], arm[1], 3), 0.0016, 6))
    bulb = _bulb(min(0.035, 0.3 * tall)).moved(x=reach, z=base + 0.2 * tall)
    return {
        "foot": foot,
        "stem": join([stem, *spider]),
        "shade": _shade(parameters).moved(x=reach, z=base),
        "bulb": bulb,
    }


def _jointed(parameters: dict[str, Any]) -> _Slots:
    """Two arms with joints and a cone that points down."""
    foot, start = _foot({**parameters, "foot": "disc"})
    first, second, tilt = parameters["arm_angles"]
    height, stem = parameters["height"], parameters["stem"] * 0.8
    elbow = np.array([-np.sin(first), 0, np.cos(first)]) * 0.62 * height + [0, 0, start]
    head = elbow + np.array([np.sin(second), 0, np.cos(second)]) * 0.62 * height
    parts = [
        tube(np.linspace([0, 0, start], elbow, 3), stem, 12),
        tube(np.linspace(elbow, head, 3), stem, 12),
    ]
    knuckle = np.array([[1.0, -1.0], [1.0, 1.0]]) * stem * 2.2
    for joint in ([0, 0, start + stem], elbow, head):
        disc = turned_profile(knuckle, 28, None, "flat", "flat").turned("x", np.pi / 2)
        parts.append(disc.moved(*(float(value) for value in joint)))
    size = 0.16 * height
    wall = np.array([[1.0, -1.5], [0.97, -1.35], [0.75, -0.75], [0.42, -0.25], [0.36, 0.3], [0.28, 0.42]])
    inside = (wall - [0.03, 0.0])[::-1]
    cone = turned_profile(np.concatenate([wall, inside[1:], wall[:1]]) * size, 64)
    bulb = _bulb(0.34 * size).turned("x", np.pi).moved(z=-0.5 * size)
    place = {"x": float(head[0]), "y": 0.0, "z": float(head[2])}
    return {
        "foot": foot,
        "stem": join(parts),
        "shade": cone.turned("y", -tilt).moved(**place),
        "bulb": bulb.turned("y", -tilt).moved(**place),
    }


def _ball(radius: float) -> Floats:
    """The profile of a ball, open a little below, its lowest ring at z = 0."""
    angle = np.linspace(-np.pi / 2 + 0.35, np.pi / 2, 32)
    return np.stack([radius * np.cos(angle), radius * (np.cos(0.35) + np.sin(angle))], -1)


def _globe(parameters: dict[str, Any]) -> _Slots:
    """A ball of glass on a foot or a short stem."""
    foot, start = _foot(parameters)
    radius = parameters["globe"] * parameters["height"] * 0.9
    base = max(parameters["height"] - 2 * radius, start + 0.01)
    stem = tube(np.linspace([0, 0, start - 0.003], [0, 0, base], 3), parameters["stem"], 16)
    collar = np.array([[0.3, 0.0], [0.42, 0.02], [0.42, 0.12], [0.35, 0.16], [0.05, 0.16]]) * radius + [
        0,
        base - 0.04 * radius,
    ]
    ball = turned_profile(_ball(radius), 64, None, "flat").moved(z=base)
    return {
        "foot": foot,
        "stem": join([stem, turned_profile(collar, 48, None, "flat", "flat")]),
        "bulb": ball,
    }


def _wire(parameters: dict[str, Any]) -> _Slots:
    """A cage of wires around a bulb, on a foot."""
    foot, start = _foot(parameters)
    height, radius = parameters["height"], parameters["shade_width"] / 2 * 0.8
    base = max(0.35 * height, start + 0.02)
    at = np.linspace(0.05, 0.97, 22)
    swell = np.array([parameters["base_radii"][k] for k in (0, 1, 2, 3)])
    curve = np.interp(at, np.linspace(0, 1, 6), [0.22, *(0.45 + 0.55 * swell), 0.3]) * radius
    curve = np.convolve(np.pad(curve, 2, mode="edge"), np.ones(5) / 5, "valid")
    level = base + (height - base) * at
    parts = [
        tube(
            np.linspace([0, 0, start - 0.003], [0, 0, base + 0.1 * (height - base)], 3),
            parameters["stem"],
            14,
        )
    ]
    for turn in np.arange(parameters["wires"]) * 2 * np.pi / parameters["wires"]:
        parts.append(tube(np.stack([curve * np.cos(turn), curve * np.sin(turn), level], -1), parameters["wire"], 6))
    circle = np.linspace(0, 2 * np.pi, 49)
    for row in np.linspace(0, len(at) - 1, parameters["hoops"] + 1).astype(int):
        hoop = np.stack([curve[row] * np.cos(circle), curve[row] * np.sin(circle), np.full(49, level[row])], -1)
        parts.append(tube(hoop, parameters["wire"] * 1.2, 6))
    plate = np.array([[1.02, -0.004], [1.02, 0.004]]) * [curve[0], 1.0] + [0, level[0]]
    parts.append(turned_profile(plate, 40, None, "flat", "flat"))
    bulb = _bulb(min(0.036, 0.3 * radius)).moved(z=float(level[0]))
    return {"foot": foot, "stem": join(parts), "bulb": bulb}


def _cord(parameters: dict[str, Any]) -> Shape:
    """A cable on the floor that leaves the foot in a loose bend."""
    radius, r = parameters["foot_radius"], 0.0028
    path = (
        np.array([[-0.5, 0.6, 0], [-1.0, 1.0, 0], [-1.5, 0.9, 0], [-1.8, 0.2, 0], [-1.5, -0.5, 0], [-1.9, -1.0, 0]])
        * radius
    )
    return tube(smooth(np.add(path, [0, 0, r]), 8), r, 8)
