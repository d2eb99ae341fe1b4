"""A clock's face in print: minute track, numerals or batons, a name, a small second dial or a date."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ...recipe.streams import chance, pick, uniform
from .letters import Hand, brand

_ROMAN = ("XII", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI")


def draw_dial(rng: np.random.Generator, rows: int, inks: dict[str, Floats]) -> Floats:
    """The face, [rows, rows, 3] linear Rec. 709, top row first; its rim touches the picture's sides."""
    picture = np.broadcast_to(inks["ground"], (rows, rows, 3)).copy()
    ink = inks["ink"]
    place = (np.arange(rows) + 0.5) / rows * 2 - 1
    x, y = place[None, :], -place[:, None]
    away, turn = np.hypot(x, y), np.arctan2(x, y) % (2 * np.pi)
    px = 2.0 / rows
    if chance(rng, 0.35):
        _print(picture, uniform(rng, 0.55, 0.66) - away, inks["second"], px)
    track = uniform(rng, 0.86, 0.93)
    minute = _nearest(turn, 60) * away
    _print(picture, np.minimum(0.009 - np.abs(minute), 0.028 - np.abs(away - track)), ink, px)
    if chance(rng, 0.5):
        _print(picture, 0.006 - np.abs(away - track - 0.03), ink, px)
    style = pick(rng, ("digits", "digits", "roman", "batons", "dots"))
    hour = _nearest(turn, 12) * away
    reach = track - 0.05
    if style == "batons":
        _print(
            picture, np.minimum(uniform(rng, 0.014, 0.035) - np.abs(hour), 0.09 - np.abs(away - reach + 0.09)), ink, px
        )
    elif style == "dots":
        _print(picture, uniform(rng, 0.03, 0.055) - np.hypot(hour, away - reach + 0.06), ink, px)
    else:
        hand = Hand(rng)
        tall = uniform(rng, 0.09, 0.13) if style == "digits" else 0.075
        ring = 0.5 * (reach - 0.02) - 0.5 * tall
        for number in range(12):
            angle = 2 * np.pi * number / 12
            text = _ROMAN[number] if style == "roman" else str(number or 12)
            centre = (0.5 + ring * float(np.sin(angle)), 0.5 + ring * float(np.cos(angle)) - 0.5 * tall)
            hand.write(picture, text, centre, tall, ink)
    Hand(rng).write(picture, brand(rng), (0.5, 0.64), 0.035, ink, 0.3)
    if chance(rng, 0.35):
        small = np.hypot(x, y + 0.38)
        _print(picture, 0.008 - np.abs(small - 0.16), inks["accent"], px)
        _print(picture, np.minimum(0.008 - np.abs(x), 0.12 - np.abs(y + 0.32)), inks["accent"], px)
    return picture


def _nearest(turn: Floats, count: int) -> Floats:
    """The angle to the nearest of `count` even marks, signed, radians."""
    step = 2 * np.pi / count
    return (turn + 0.5 * step) % step - 0.5 * step


def _print(picture: Floats, inside: Floats, ink: Floats, px: float) -> None:
    """Ink where `inside` (a length, positive within) is above 0, its edge smooth over a pixel of size `px`."""
    picture += (ink - picture) * np.clip(inside / px + 0.5, 0, 1)[..., None]
