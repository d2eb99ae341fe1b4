"""Print for labels, boxes and dials: fields, rules, marks, words, small print and bar codes, from a seed."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from ...arrays import Floats
from ...colour import encode_srgb
from ...recipe.streams import chance, pick, uniform, whole
from ..pixels import write_pixels
from .dial import draw_dial
from .letters import AMOUNTS, CLAIMS, GOODS, SMALL, Hand, brand

ROWS = 320
_CARTON_COLUMN = 256


def label_image(parameters: dict[str, Any]) -> bpy.types.Image:
    """The print of a "label" plan as a packed image, see `recipe.finishes.label`."""
    picture = draw_label(parameters)
    rows, columns = picture.shape[:2]
    image = bpy.data.images.new("packshot_label", columns, rows, alpha=False)
    pixels = np.ones((rows, columns, 4), np.float32)
    pixels[..., :3] = encode_srgb(picture)
    write_pixels(image, pixels[::-1])
    image.pack()
    return image


def draw_label(parameters: dict[str, Any]) -> Floats:
    """The print, [H, W, 3] linear Rec. 709, top row first.

    "wrap": the front is the middle of the picture. "carton": six columns, for +x, -x, +y, -y, +z and -z. "dial": a
    clock's face, round in the square.
    """
    rng = np.random.Generator(np.random.PCG64(int(parameters["seed"])))
    inks = {name: np.array(parameters[name]) for name in ("ground", "ink", "accent", "second")}
    if parameters["layout"] == "dial":
        return draw_dial(rng, ROWS, inks)
    words = _Words(rng)
    if parameters["layout"] == "carton":
        front = _panel(rng, _CARTON_COLUMN, ROWS, inks, words, main=True)
        side = _panel(rng, _CARTON_COLUMN, ROWS, inks, words, main=False)
        lid = _panel(rng, _CARTON_COLUMN, ROWS, inks, words, main=chance(rng, 0.5))
        return np.concatenate([side, side, front, front, lid, side], 1)
    columns = int(np.clip(ROWS * parameters["aspect"], 256, 1280))
    face = min(max(int(columns * 0.34), 110), columns)  # what one sees of something round at once
    picture = np.broadcast_to(inks["ground"], (ROWS, columns, 3)).copy()
    band = _bands(rng, ROWS, inks)
    picture[band[0]] = band[1]
    front = _panel(rng, face, ROWS, inks, words, main=True, band=band)
    back = _panel(rng, face, ROWS, inks, words, main=False, band=band)
    start = (columns - face) // 2
    picture[:, start : start + face] = front
    half = face // 2 if columns - face >= face else 0
    if half:
        picture[:, :half], picture[:, columns - half :] = back[:, -half:], back[:, :half]
    # u = 0 lies at the product's +x; the front is printed opposite the seam.
    return picture


def _bands(rng: np.random.Generator, rows: int, inks: dict[str, Floats]) -> tuple[slice, Floats]:
    """A field of colour across the picture: its rows and its ink."""
    low = uniform(rng, 0.0, 0.6)
    tall = uniform(rng, 0.08, 0.45)
    ink = inks[pick(rng, ("accent", "second"))]
    return slice(int(low * rows), int(min(low + tall, 1.0) * rows)), ink


class _Words:
    """The words on a package, the same on all its faces."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.name = brand(rng)
        self.goods, self.claim, self.amount = pick(rng, GOODS), pick(rng, CLAIMS), pick(rng, AMOUNTS)
        self.large, self.small = Hand(rng), Hand(rng)


def _panel(
    rng: np.random.Generator,
    width: int,
    height: int,
    inks: dict[str, Floats],
    words: _Words,
    main: bool,
    band: tuple[slice, Floats] | None = None,
) -> Floats:
    """One face: [height, width, 3] with a mark and a name (main), or with columns of small print."""
    picture = np.broadcast_to(inks["ground"], (height, width, 3)).copy()
    rows, ink = band or _bands(rng, height, inks)
    picture[rows] = ink
    if not main:
        _back(rng, picture, words, inks)
        return picture
    aspect = width / height
    middle = 0.5 * aspect
    if chance(rng, 0.25):  # a frame
        inset, thin = round(0.03 * height), max(round(0.006 * height), 1)
        for cut in (inset, inset + 2 * thin):
            picture[cut : cut + thin, cut:-cut] = picture[-cut - thin : -cut, cut:-cut] = inks["ink"]
            picture[cut:-cut, cut : cut + thin] = picture[cut:-cut, -cut - thin : -cut] = inks["ink"]
    if chance(rng, 0.8):
        size = uniform(rng, 0.1, 0.2) * min(aspect, 1.0)
        _mark(rng, picture, (middle, uniform(rng, 0.66, 0.82)), size, inks)
    level = uniform(rng, 0.36, 0.52)
    tall = uniform(rng, 0.09, 0.19)
    on_band = slice(int((1 - level - tall) * height), int((1 - level) * height))
    _write_on(picture, on_band, words.large, words.name, (middle, level), tall, inks, 0.86 * aspect)
    lines = [(words.goods, 0.42 * tall), (words.claim, 0.3 * tall)]
    for text, size in lines if chance(rng, 0.8) else lines[:1]:
        level -= 1.75 * size
        here = slice(int((1 - level - size) * height), int((1 - level) * height))
        _write_on(picture, here, words.small, text, (middle, level), size, inks, 0.8 * aspect)
    if chance(rng, 0.5):
        y = int((1 - level + 0.03) * height)
        picture[y : y + 2, int(0.2 * width) : int(0.8 * width)] = inks["accent"]
    _write_on(
        picture, slice(int(0.9 * height), int(0.94 * height)), words.small, words.amount, (middle, 0.06), 0.042, inks
    )
    return picture


def _write_on(
    picture: Floats,
    rows: slice,
    hand: Hand,
    text: str,
    centre: tuple[float, float],
    tall: float,
    inks: dict[str, Floats],
    most: float | None = None,
) -> None:
    """Print in the ink that stands out from what lies under the rows."""
    under = float(picture[rows].mean()) if picture[rows].size else float(inks["ground"].mean())
    ink = max(inks.values(), key=lambda colour: abs(float(colour.mean()) ** 0.45 - under**0.45))
    hand.write(picture, text, centre, tall, ink, most)


def _mark(
    rng: np.random.Generator, picture: Floats, centre: tuple[float, float], size: float, inks: dict[str, Floats]
) -> None:
    """A logo: disc, ring, star, flower, diamond, sun, or a badge with a rim."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.linspace(0, width / height, width), np.linspace(1, 0, height))
    dx, dy = (x - centre[0]) / size, (y - centre[1]) / size
    away, angle = np.hypot(dx, dy), np.arctan2(dy, dx)
    kind = pick(rng, ("disc", "ring", "star", "flower", "diamond", "sun", "badge"))
    points = whole(rng, 4, 9)
    reach = {
        "disc": 1.0 - away,
        "ring": 0.16 - np.abs(away - 0.8),
        "star": 0.7 + 0.3 * np.cos(points * angle) - away,
        "flower": 0.6 + 0.4 * np.abs(np.cos(points * angle / 2)) - away,
        "badge": np.maximum(0.1 - np.abs(away - 0.92 - 0.04 * np.cos(24 * angle)), 0.7 - away),
        "diamond": 1.0 - np.abs(dx) - np.abs(dy) * 0.7,
        "sun": np.maximum(0.55 - away, 0.5 * (np.cos(points * angle) - 0.6) - np.abs(away - 0.85) * 2),
    }[kind]
    _ink(picture, reach, inks[pick(rng, ("accent", "second", "ink"))], size)
    if kind == "disc" and chance(rng, 0.6):
        _ink(picture, 0.25 - np.hypot(dx - 0.3, dy - 0.2), inks["ground"], size)


def _ink(picture: Floats, reach: Floats, ink: Floats, size: float) -> None:
    """Print where `reach` (in units of `size`) is above 0, its edge smooth over about a pixel."""
    cover = np.clip(reach * size * picture.shape[0] + 0.5, 0, 1)[..., None]
    picture += (ink - picture) * cover


def _back(rng: np.random.Generator, picture: Floats, words: _Words, inks: dict[str, Floats]) -> None:
    """A heading, lines of small print, a table, a bar code with its number, and a mark or two."""
    height, width = picture.shape[:2]
    aspect = width / height
    margin, thin = 0.09 * aspect, max(round(0.005 * height), 1)
    hand, middle = words.small, 0.5 * aspect
    hand.write(picture, words.goods, (middle, 0.88), 0.045, inks["ink"], 0.8 * aspect)
    level = 0.82
    for _ in range(whole(rng, 4, 7)):
        text = f"{pick(rng, SMALL)} {pick(rng, SMALL)}"[: max(int(42 * aspect), 12)]
        hand.write(picture, text, (middle, level), 0.024, inks["ink"], aspect - 2 * margin, 0.8)
        level -= 0.042
    if chance(rng, 0.6):  # a table of two columns
        left, right = int(margin * height), int((aspect - margin) * height)
        for row in range(whole(rng, 3, 5)):
            y = int((1 - level) * height)
            picture[y : y + thin, left:right] = inks["ink"]
            hand.write(
                picture,
                pick(rng, SMALL)[:14],
                (middle - 0.16 * aspect, level - 0.034),
                0.022,
                inks["ink"],
                0.4 * aspect,
            )
            amount = f"{whole(rng, 0, 90)}.{row} G"
            hand.write(picture, amount, (middle + 0.28 * aspect, level - 0.034), 0.022, inks["ink"], 0.2 * aspect)
            level -= 0.045
    _bar_code(rng, picture, margin, 0.08, hand)
    if chance(rng, 0.7):
        _mark(rng, picture, (aspect - margin - 0.07, 0.15), 0.06 * min(aspect, 1.0), inks)


def _bar_code(rng: np.random.Generator, picture: Floats, left: float, foot: float, hand: Hand) -> None:
    """Bars and thirteen digits on a white field, from `left` and `foot` on (shares of the height)."""
    height, width = picture.shape[:2]
    wide = min(0.34, 0.5 * width / height)
    x0, x1 = int(left * height), min(int((left + wide) * height), width)
    top, bottom = int((1 - foot - 0.15) * height), int((1 - foot + 0.015) * height)
    picture[top:bottom, x0:x1] = 0.85
    at = x0 + 4
    while at < x1 - 4:
        bar = whole(rng, 1, 3)
        picture[top + 4 : bottom - int(0.045 * height), at : min(at + bar, x1 - 4)] = 0.02
        at += bar + whole(rng, 1, 3)
    digits = "".join(str(whole(rng, 0, 9)) for _ in range(13))
    hand.write(picture, digits, (left + 0.5 * wide, foot - 0.005), 0.026, np.full(3, 0.02), 0.9 * wide, 0.8)
