"""Cans: drink can, tin, spray can, paint pail and caddy, all turned, with label, ring pull or wire handle."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import board, outline, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wrap import wrapped

SEGMENTS = 80


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.can.draw`."""
    kind, radius, height = parameters["kind"], parameters["radius"], parameters["height"]
    profile = _profile(parameters)
    mouth = float(profile[-1, 0])
    # The bottom is pressed in: a dome under a drink can, a shallow step under a tin.
    dome = 0.3 if kind in ("drink can", "spray can") else 0.03
    inset = np.array([[0.15, dome], [0.5, 0.8 * dome], [0.8, 0.3 * dome], [0.95, 0.02 * dome]]) * profile[0, 0]
    slots = {"body": turned_profile(np.concatenate([inset, profile]), SEGMENTS, None, "flat", "flat")}
    if kind == "drink can":
        slots["top"] = join([_lid(mouth, height), _tab(mouth).moved(z=height - 0.0035).turned("z", parameters["tab"])])
    elif kind == "tin":
        slots["top"] = _lid(mouth, height)
    elif kind == "spray can":
        tall = parameters["cap_height"] * height
        cap = np.array([[0.86, 0.0], [0.86, 0.08], [0.84, 0.9], [0.76, 1.0], [0.1, 1.0]]) * [radius, tall]
        slots["top"] = turned_profile(np.add(cap, [0, height - 0.002]), SEGMENTS, None, "flat", "flat")
    elif kind == "paint pail":
        slots["top"] = join([_lid(mouth, height), _bail(radius, height, parameters["handle_angle"])])
    else:
        rise = 0.22 * height
        cover = np.array([[1.03, -0.2], [1.035, -0.15], [1.035, 0.85], [1.0, 1.0], [0.1, 1.0]]) * [
            radius,
            rise,
        ] + [0, height]
        slots["top"] = turned_profile(cover, SEGMENTS, None, "flat", "flat")
    if parameters["label"]:
        low, high = (share * _straight(parameters) for share in parameters["label"])
        slots["label"] = wrapped(profile, max(low, 0.004), high, 0.0003, SEGMENTS)
    return slots


def _straight(parameters: dict[str, Any]) -> float:
    """Height up to which the wall is straight."""
    share = {"drink can": 0.88, "spray can": 0.9}.get(parameters["kind"], 1.0)
    return float(parameters["height"] * share)


def _profile(parameters: dict[str, Any]) -> Floats:
    """[K, 2] radius and height of the wall, foot to seam, heights rising."""
    radius, height, top = parameters["radius"], parameters["height"], _straight(parameters)
    at = np.linspace(0, 1, 80)
    wall = np.full(80, radius)
    if parameters["beads"]:
        wall -= (
            0.02 * radius * np.clip(np.cos(2 * np.pi * parameters["beads"] * 3 * at), 0, 1) * (np.abs(at - 0.5) < 0.32)
        )
    foot_in = 0.9 if parameters["kind"] in ("drink can", "spray can") else 0.985
    foot = np.array([[radius * foot_in, 0.0], [radius * (foot_in + 0.02), 0.0006]])
    body = np.stack([wall, 0.004 + (top - 0.004) * at], -1)
    seam = radius * 0.018
    if parameters["kind"] == "drink can":
        neck = radius * parameters["neck"]
        shoulder = np.array(
            [
                [0.5 * (radius + neck) + 0.2 * (radius - neck), top + 0.4 * (height - top)],
                [neck, height - 0.004],
            ]
        )
        rim = np.array([[neck + seam, height - 0.003], [neck + seam, height], [neck - seam, height]])
    elif parameters["kind"] == "spray can":
        shoulder = np.array(
            [
                [radius + seam, top + 0.001],
                [radius + seam, top + 0.004],
                [radius * 0.93, top + 0.3 * (height - top)],
            ]
        )
        rim = np.array([[radius * 0.8, top + 0.7 * (height - top)], [radius * 0.6, height]])
    else:
        shoulder = np.array([[radius, height - 0.0045]])
        rim = np.array(
            [
                [radius + seam, height - 0.004],
                [radius + seam, height - 0.0005],
                [radius, height],
                [radius - seam, height],
            ]
        )
    return np.concatenate([foot, body, shoulder, rim])


def _lid(mouth: float, height: float) -> Shape:
    """The sunken end of a can, with a ring pressed into it, inside a mouth of that radius."""
    profile = np.array(
        [
            [1.0, 0.0],
            [0.985, -0.004],
            [0.93, -0.0045],
            [0.9, -0.003],
            [0.62, -0.003],
            [0.6, -0.0036],
            [0.1, -0.0036],
        ]
    )
    return turned_profile(profile * [mouth, 1.0] + [0, height], SEGMENTS, None, "open", "flat").moved(z=0.0004)


def _tab(mouth: float) -> Shape:
    """A ring pull: a loop on a small plate."""
    angle = np.linspace(0.0, 2 * np.pi, 25)
    loop = np.stack([0.3 * mouth + 0.24 * mouth * np.cos(angle), 0.2 * mouth * np.sin(angle), np.full(25, 0.0022)], -1)
    plate = board(outline(0.2 * mouth, 0.17 * mouth, 3.0, 24), 0.0014, 0.0004).moved(z=0.0012)
    return join([tube(loop, 0.0011, 8), plate])


def _bail(radius: float, height: float, angle: float) -> Shape:
    """The wire handle of a pail, swung by `angle` from upright, on two ears."""
    turn = np.linspace(0, np.pi, 33)
    wire = np.stack([1.05 * radius * np.cos(turn), np.zeros(33), 0.95 * radius * np.sin(turn)], -1)
    arc = tube(wire, 0.0022, 8).turned("x", angle).moved(z=0.88 * height)
    ear = board(outline(0.011, 0.011, 2.0, 24), 0.004, 0.001).turned("y", np.pi / 2)
    ears = [
        ear.moved(x=radius - 0.001, z=0.88 * height),
        ear.turned("z", np.pi).moved(x=-radius + 0.001, z=0.88 * height),
    ]
    return join([arc, *ears])
