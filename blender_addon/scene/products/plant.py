"""Plants: a pot with soil, and leaves that bend under their weight, on stems, on a trunk, or none on a
cactus.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import sheet, smooth, tube, turned_profile
from ..shapes.shape import Shape, join

ALONG, ACROSS = 13, 5


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.plant.draw`."""
    lift = parameters["pot_feet"] * parameters["pot_radius"]
    level = lift + 0.88 * parameters["pot_height"]
    slots = {"pot": _pot(parameters).moved(z=lift), "soil": _soil(parameters).moved(z=level)}
    if lift:
        slots["feet"] = _feet(parameters["pot_radius"], parameters["pot_taper"], lift)
    if parameters["kind"] == "cactus":
        slots["leaf"] = join([_column(*column) for column in parameters["cactus"]]).moved(z=level - 0.01)
        return slots
    crown = np.array([0.0, 0.0, level])
    if parameters["trunk"]:
        tall, radius, bend = parameters["trunk"]
        crown = np.add(crown, [bend * tall, 0, tall])
        path = np.array([[0, 0, level - 0.02], [0.5 * bend * tall, 0.2 * bend * tall, level + 0.5 * tall], crown])
        slots["trunk"] = tube(smooth(path, 8), radius * np.linspace(1.25, 0.75, 17), 12)
    parts = [part for row in parameters["leaves"] for part in _leaf(row, crown)]
    slots["leaf"] = join(parts)
    return slots


def _pot(parameters: dict[str, Any]) -> Shape:
    """A pot with an inside down to the soil."""
    radius, height = parameters["pot_radius"], parameters["pot_height"]
    at = np.linspace(0, 1, 20)
    side = radius * (
        parameters["pot_taper"] + (1 - parameters["pot_taper"]) * at + parameters["pot_belly"] * 4 * at * (1 - at)
    )
    wall = np.stack([side, height * at], -1)
    foot = np.array([[side[0] * 0.95, 0.0]])
    top = side[-1]
    rim = np.empty((0, 2))
    if parameters["pot_rim"]:
        under = height * (1 - parameters["pot_rim"])
        wall = wall[wall[:, 1] < under]
        rim = np.array([[top * 1.0, under], [top * 1.07, under + 0.001], [top * 1.07, height]])
        top = top * 1.07
    thick = 0.035 * radius + 0.002
    inside = np.array(
        [
            [top - 0.3 * thick, height + 0.3 * thick],
            [top - thick, height],
            [side[-1] - thick, 0.8 * height],
            [0.1 * radius, 0.8 * height],
        ]
    )
    return turned_profile(np.concatenate([foot, np.add(wall, [0, 0.001]), rim, inside]), 72, None, "flat", "flat")


def _soil(parameters: dict[str, Any]) -> Shape:
    """A slightly heaped disc inside the pot, at z = 0."""
    radius = parameters["pot_radius"] * 0.97
    return turned_profile(
        np.array([[radius, 0.0], [radius * 0.6, 0.012 * radius], [radius * 0.05, 0.03 * radius]]),
        48,
        None,
        "open",
        "flat",
    )


def _feet(radius: float, taper: float, lift: float) -> Shape:
    """A wooden stand: a plate under the pot on four legs."""
    plate = np.array(
        [
            [taper * radius, -0.012],
            [taper * radius * 1.02, -0.01],
            [taper * radius * 1.02, -0.001],
            [taper * radius, 0.0],
        ]
    )
    legs = []
    for turn in np.arange(4) * np.pi / 2 + 0.6:
        x, y = 0.85 * taper * radius * np.cos(turn), 0.85 * taper * radius * np.sin(turn)
        legs.append(tube(np.linspace([1.15 * x, 1.15 * y, 0.003], [x, y, lift - 0.006], 3), 0.007 + 0.03 * radius, 10))
    return join([turned_profile(np.add(plate, [0, lift]), 48, None, "flat", "flat"), *legs])


def _leaf(row: list[float], crown: Floats) -> list[Shape]:
    """A blade that droops along an arc, cupped along its middle, and its stem where it has one."""
    azimuth, away, stem, lean, long, wide, droop, roll = row
    out = np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
    side = np.array([-np.sin(azimuth), np.cos(azimuth), 0.0])
    foot = crown + away * out
    parts = []
    if stem > 0.0:
        heading = np.sin(lean) * out + np.cos(lean) * np.array([0, 0, 1.0])
        tip = foot + stem * heading
        bow = 0.12 * stem * np.array([0, 0, 1.0]) * np.sin(lean)
        parts.append(
            tube(
                smooth(np.array([foot - [0, 0, 0.004], foot + 0.5 * stem * heading + bow, tip]), 5),
                max(0.012 * stem, 0.0012),
                6,
            )
        )
        foot = tip
    share = np.linspace(0, 1, ALONG)
    pitch = lean + droop * share
    step = long / (ALONG - 1)
    r = np.concatenate([[0.0], np.cumsum(np.sin(pitch[:-1]) * step)])
    z = np.concatenate([[0.0], np.cumsum(np.cos(pitch[:-1]) * step)])
    half = (
        0.5 * wide * np.clip(np.sin(np.pi * share**0.75), 0.02, 1)
        if stem > 0.0
        else 0.5 * wide * np.clip((1 - share**3) * (0.6 + 0.7 * share), 0.02, 1)
    )
    across = np.linspace(-1, 1, ACROSS)
    middle = foot + r[:, None] * out + z[:, None] * np.array([0, 0, 1.0])
    normal = -np.cos(pitch)[:, None] * out + np.sin(pitch)[:, None] * np.array([0, 0, 1.0])
    sideways = np.cos(roll) * side + np.sin(roll) * normal
    cup = 0.25 * half[:, None, None] * (across[:, None] ** 2) * normal[:, None]
    points = middle[:, None] + half[:, None, None] * across[None, :, None] * sideways[:, None] + cup
    parts.append(sheet(points.transpose(1, 0, 2)[::-1]))
    return parts


def _column(x: float, y: float, radius: float, height: float, ribs: float, lean: float) -> Shape:
    """A ribbed cactus column with a round top."""
    at = np.linspace(0, 1, 30)
    swell = np.where(
        at < 0.75,
        0.85 + 0.15 * np.sin(np.pi * at / 0.75),
        0.85 * np.sqrt(np.clip(1 - ((at - 0.75) / 0.25) ** 2, 0, 1)),
    )
    segments = int(ribs) * 8
    wave = 1 + 0.13 * np.abs(np.cos(np.pi * ribs * np.arange(segments) / segments)) - 0.1
    return turned_profile(np.stack([radius * swell, height * at], -1), segments, wave).turned("x", lean).moved(x=x, y=y)
