"""Bottles: a body that may be oval or square, a round neck, a cap, pump or nozzle, and a label."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import board, outline, smooth, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wrap import wrapped

SEGMENTS = 96
_CAPS: dict[str, list[list[float]]] = {
    "cork": [[0.88, 0.0], [0.9, 0.7], [1.02, 0.72], [1.02, 0.97], [0.95, 1.0], [0.1, 1.0]],
    "foil": [
        [1.05, -1.2],
        [1.07, 0.0],
        [1.07, 0.9],
        [1.12, 0.92],
        [1.12, 1.12],
        [1.05, 1.14],
        [0.1, 1.14],
    ],
    "screw": [[1.1, 0.0], [1.12, 0.02], [1.12, 0.93], [1.06, 1.0], [0.1, 1.0]],
    "flip": [
        [1.2, 0.0],
        [1.24, 0.04],
        [1.22, 0.6],
        [1.2, 0.62],
        [1.22, 0.64],
        [1.16, 0.95],
        [1.05, 1.0],
        [0.1, 1.02],
    ],
    "nozzle": [
        [1.1, 0.0],
        [1.12, 0.05],
        [1.1, 0.4],
        [0.6, 0.5],
        [0.42, 0.8],
        [0.22, 1.3],
        [0.2, 1.5],
        [0.05, 1.5],
    ],
    "sport": [
        [1.12, 0.0],
        [1.14, 0.04],
        [1.12, 0.5],
        [0.7, 0.62],
        [0.55, 0.66],
        [0.5, 1.1],
        [0.6, 1.14],
        [0.6, 1.36],
        [0.1, 1.4],
    ],
}
"""Radius as a factor of the neck's, height as a share of the cap's, from the rim up."""


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.bottle.draw`."""
    profile = _profile(parameters)
    around = _around(parameters, profile)
    slots = _filled(parameters, profile, around)
    neck, top = float(profile[-1, 0]), float(profile[-1, 1])
    cap_height = parameters["cap_height"] * parameters["height"]
    slots["cap"] = (
        _cap(parameters["cap"], neck, cap_height)
        .scaled(1, 1, 1)
        .moved(z=top - 0.55 * cap_height * _sunk(parameters["cap"]))
    )
    if parameters["cap"] not in ("cork", "foil", "pump", "ball"):
        slots["cap"] = slots["cap"].scaled(1, max(parameters["depth"], 0.6), 1)
    if parameters["label"]:
        slots["label"] = _label(parameters, profile, around)
    return slots


def _filled(parameters: dict[str, Any], profile: Floats, around: Floats) -> dict[str, Shape]:
    """The body. With contents, it is the wall above them, and contents that reach to the wall's outside.

    A ray then crosses two surfaces, see `glassware`.
    """
    depth = parameters["depth"]
    foot = float(profile[0, 0])
    # A bottle stands on a ring, because its bottom is concave.
    punt = np.array([[0.15, 0.13], [0.55, 0.1], [0.85, 0.03]]) * foot
    profile, around = np.concatenate([punt, profile]), np.concatenate([np.repeat(around[:1], 3, 0), around])
    if not parameters["level"]:
        return {"body": turned_profile(profile, SEGMENTS, around, "flat", "flat").scaled(1, depth, 1)}
    full = (parameters["shoulder"] + parameters["slope"]) * parameters["height"]
    level = max(parameters["level"] * min(full, 0.93 * parameters["height"]), 0.02 * parameters["height"])
    at = 3 + int(np.argmax(profile[3:, 1] > level))
    share = (level - profile[at - 1, 1]) / (profile[at, 1] - profile[at - 1, 1])
    cut = profile[at - 1] + share * (profile[at] - profile[at - 1])
    row = around[at - 1] + share * (around[at] - around[at - 1])
    # A meniscus of a millimetre, as of water on glass.
    top = np.array([[0.97, -0.0006], [0.9, -0.001], [0.2, -0.001]]) * [cut[0], 1.0] + [0.0, level]
    fluid = turned_profile(
        np.concatenate([profile[:at], cut[None], top]),
        SEGMENTS,
        np.concatenate([around[:at], np.repeat(row[None], 4, 0)]),
        "flat",
        "flat",
    )
    wall = turned_profile(
        np.concatenate([cut[None], profile[at:]]), SEGMENTS, np.concatenate([row[None], around[at:]]), "open", "flat"
    )
    return {"body": wall.scaled(1, depth, 1), "liquid": fluid.scaled(1, depth, 1)}


def _sunk(cap: str) -> float:
    """How far the cap reaches down over or into the neck, within what its form allows."""
    return {"cork": 0.8, "foil": 1.6, "ball": 0.2}.get(cap, 0.9)


def _profile(parameters: dict[str, Any]) -> Floats:
    """[K, 2] radius and height, foot to mouth."""
    radius, height = parameters["radius"], parameters["height"]
    shoulder = parameters["shoulder"] * height
    neck_at = min(shoulder + parameters["slope"] * height, height * 0.97)
    curl = min(parameters["bottom_round"] * radius, shoulder * 0.3)
    angle = np.linspace(-np.pi / 2, 0, 8)
    foot = np.stack([radius - curl + curl * np.cos(angle), curl + curl * np.sin(angle)], -1)
    at = np.linspace(0, 1, 48)
    side = 1 - parameters["waist"] * np.sin(np.pi * at) ** 2 + (parameters["taper"] - 1) * at
    if parameters["ribs"]:
        side -= 0.025 * np.clip(np.cos(2 * np.pi * parameters["ribs"] * at) - 0.5, 0, 1) * (np.abs(at - 0.5) < 0.45)
    body = np.stack([radius * side, curl + (shoulder - curl) * at], -1)
    neck = radius * parameters["neck"]
    start, end = body[-1], np.array([neck, neck_at])
    bend = np.array([[0.0, 0.0], [-0.12, 0.42], [-0.5, 0.78], [-0.88, 0.92], [-1.0, 1.0]])
    curve = smooth(start + np.abs(bend) * (end - start), 6)
    mouth = np.array([[neck, height * 0.995], [neck * 0.97, height], [neck * 0.6, height]])
    return np.concatenate([foot[:-1], body, curve[1:], mouth])


def _around(parameters: dict[str, Any], profile: Floats) -> Floats:
    """[K, SEGMENTS] factors on the radius: a superellipse for the body that becomes round toward the neck."""
    angle = 2 * np.pi * np.arange(SEGMENTS) / SEGMENTS
    power = parameters["power"]
    square = (np.abs(np.cos(angle)) ** power + np.abs(np.sin(angle)) ** power) ** (-1 / power)
    shoulder = parameters["shoulder"] * parameters["height"]
    round_at = shoulder + parameters["slope"] * parameters["height"]
    share = np.clip((round_at - profile[:, 1]) / (round_at - shoulder), 0, 1)[:, None]
    return np.asarray(1 + (square[None] - 1) * share)


def _label(parameters: dict[str, Any], profile: Floats, around: Floats) -> Shape:
    """A film that follows the body, a fraction of a millimetre in front of it."""
    shoulder = parameters["shoulder"] * parameters["height"]
    low, high = (share * shoulder for share in parameters["label"])
    lift = 0.0003 + 0.002 * parameters["radius"]
    film = wrapped(profile, low, high, lift, SEGMENTS, around[len(around) // 3])
    return film.scaled(1, parameters["depth"], 1)


def _cap(kind: str, neck: float, height: float) -> Shape:
    """The cap of that kind, its lower rim at z = 0."""
    if kind == "pump":
        return pump(neck, height)
    if kind == "ball":
        angle = np.linspace(-np.pi / 2 + 0.3, np.pi / 2, 24)
        r = max(0.5 * height, neck * 1.2)
        return turned_profile(np.stack([r * np.cos(angle), r + r * np.sin(angle)], -1), 48, None, "flat")
    if kind == "block":
        return board(outline(neck * 1.35, neck * 1.35, 6.0), height, height * 0.06)
    segments = 96
    profile = np.array(_CAPS[kind]) * [neck, height]
    ridges = None
    if kind == "screw":
        wave = 1 + 0.02 * np.cos(2 * np.pi * np.arange(segments) / 3)
        ridges = np.ones((len(profile), segments))
        ridges[1:3] = wave
    return turned_profile(profile, segments, ridges, "flat", "flat")


def pump(neck: float, height: float) -> Shape:
    """A collar, a stem and a head with its spout along x."""
    collar = np.array([[1.15, 0.0], [1.15, 0.7], [1.0, 0.8], [0.45, 0.85], [0.4, 1.3], [0.1, 1.3]]) * [
        neck,
        height,
    ]
    stem = np.array([[0, 0, height], [0, 0, 2.2 * height]])
    head = board(outline(neck * 0.8, neck * 0.6, 2.5, 40), height * 0.45, height * 0.15).moved(z=2.1 * height)
    reach = max(neck * 2.6, height * 1.6)
    path = np.array(
        [
            [0, 0, 2.33 * height],
            [0.7 * reach, 0, 2.33 * height],
            [0.95 * reach, 0, 2.25 * height],
            [reach, 0, 1.95 * height],
        ]
    )
    spout = tube(smooth(path, 6), neck * 0.24, 12)
    return join([turned_profile(collar, 48, None, "flat", "flat"), tube(stem, neck * 0.2, 16), head, spout])
