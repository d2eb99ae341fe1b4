"""Print for labels and boxes: fields, rules, a mark, words and small print, drawn from a seed into an image.

The words are strokes on a small grid in an order that spells nothing: no brand is shown.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import bpy
import numpy as np

from ...recipe.streams import chance, pick, uniform, whole
from ..mesh import Floats

ROWS = 320
CARTON_COLUMN = 256
# Letter-like signs as strokes between points of a grid, x and y from 0 to 4, y up; shares of the sign's box.
SIGNS = tuple(
    tuple((int(sign[at]) / 4, int(sign[at + 1]) / 4) for at in range(0, len(sign), 2))
    for sign in (
        "00044044",
        "002440",
        "44040040",
        "00043302",
        "040040",
        "04442420",
        "042044",
        "0004224440",
        "43240341200112",
        "0004444000",
        "2024",
        "44040040000232",
        "0401204144",
        "0440224400",
    )
)


def label_image(parameters: dict[str, Any]) -> bpy.types.Image:
    """The print of a "label" plan as a packed image, see `recipe.finishes.label`."""
    picture = draw_label(parameters)
    rows, columns = picture.shape[:2]
    image = bpy.data.images.new("packshot_label", columns, rows, alpha=False)
    pixels = np.ones((rows, columns, 4), np.float32)
    pixels[..., :3] = encoded(picture)
    image.pixels.foreach_set(pixels[::-1].ravel())
    image.pack()
    return image


def encoded(light: Floats) -> Floats:
    """Linear to sRGB (IEC 61966-2-1), both in [0, 1]."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)


def draw_label(parameters: dict[str, Any]) -> Floats:
    """The print, [H, W, 3] linear Rec. 709, top row first.

    "wrap": the front is the middle of the picture. "carton": six columns, for +x, -x, +y, -y, +z and -z.
    """
    rng = np.random.Generator(np.random.PCG64(int(parameters["seed"])))
    inks = {name: np.array(parameters[name]) for name in ("ground", "ink", "accent", "second")}
    if parameters["layout"] == "carton":
        front = _panel(rng, CARTON_COLUMN, ROWS, inks, main=True)
        side = _panel(rng, CARTON_COLUMN, ROWS, inks, main=False)
        lid = _panel(rng, CARTON_COLUMN, ROWS, inks, main=chance(rng, 0.5))
        return np.concatenate([side, side, front, front, lid, side], 1)
    columns = int(np.clip(ROWS * parameters["aspect"], 256, 1280))
    face = min(max(int(columns * 0.42), 120), columns)
    picture = np.broadcast_to(inks["ground"], (ROWS, columns, 3)).copy()
    band = _bands(rng, ROWS, inks)
    picture[band[0]] = band[1]
    front = _panel(rng, face, ROWS, inks, main=True, band=band)
    back = _panel(rng, face, ROWS, inks, main=False, band=band)
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


def _panel(
    rng: np.random.Generator,
    width: int,
    height: int,
    inks: dict[str, Floats],
    main: bool,
    band: tuple[slice, Floats] | None = None,
) -> Floats:
    """One face: [height, width, 3] with a mark and a name (main), or with columns of small print."""
    picture = np.broadcast_to(inks["ground"], (height, width, 3)).copy()
    rows, ink = band or _bands(rng, height, inks)
    picture[rows] = ink
    x, y = np.meshgrid(np.linspace(0, width / height, width), np.linspace(1, 0, height))
    aspect = width / height
    if main:
        if chance(rng, 0.75):
            _mark(
                rng,
                picture,
                x,
                y,
                (0.5 * aspect, uniform(rng, 0.6, 0.8)),
                uniform(rng, 0.1, 0.2) * min(aspect, 1.0),
                inks,
            )
        tall = uniform(rng, 0.06, 0.13) * min(aspect, 1.2)
        level = uniform(rng, 0.3, 0.5)
        _word(rng, picture, x, y, (0.5 * aspect, level), tall, whole(rng, 3, 6), inks["ink"])
        _word(rng, picture, x, y, (0.5 * aspect, level - tall * 1.1), tall * 0.4, whole(rng, 5, 9), inks["ink"])
        _word(rng, picture, x, y, (0.5 * aspect, 0.08), 0.035, whole(rng, 4, 6), inks["ink"])
    else:
        _small_print(rng, picture, inks["ink"])
    return picture


def _mark(
    rng: np.random.Generator,
    picture: Floats,
    x: Floats,
    y: Floats,
    centre: tuple[float, float],
    size: float,
    inks: dict[str, Floats],
) -> None:
    """A logo: disc, ring, drop, star or leaf."""
    dx, dy = (x - centre[0]) / size, (y - centre[1]) / size
    away, angle = np.hypot(dx, dy), np.arctan2(dy, dx)
    kind = pick(rng, ("disc", "ring", "star", "flower", "diamond", "sun"))
    points = whole(rng, 4, 9)
    reach = {
        "disc": 1.0 - away,
        "ring": 0.16 - np.abs(away - 0.8),
        "star": 0.7 + 0.3 * np.cos(points * angle) - away,
        "flower": 0.6 + 0.4 * np.abs(np.cos(points * angle / 2)) - away,
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


def _word(
    rng: np.random.Generator,
    picture: Floats,
    x: Floats,
    y: Floats,
    centre: tuple[float, float],
    tall: float,
    letters: int,
    ink: Floats,
) -> None:
    """Signs in a row, centred."""
    wide = tall * uniform(rng, 0.5, 0.75)
    pitch = wide * uniform(rng, 1.35, 1.6)
    thick = tall * uniform(rng, 0.06, 0.13)
    pitch, wide = (length * min(1.0, 0.9 * x.max() / (pitch * letters)) for length in (pitch, wide))
    for at in range(letters):
        left = centre[0] + (at - (letters - 1) / 2) * pitch - wide / 2
        columns = (x[0] > left - 2 * thick) & (x[0] < left + wide + 2 * thick)
        rows = (y[:, 0] > centre[1] - 2 * thick) & (y[:, 0] < centre[1] + tall + 2 * thick)
        window = np.ix_(rows, columns)
        if not rows.any() or not columns.any():
            continue
        near = np.full((int(rows.sum()), int(columns.sum())), 9.0)
        points = np.array(pick(rng, SIGNS)) * [wide, tall] + [left, centre[1]]
        for first, second in pairwise(points):
            along = second - first
            share = ((x[window] - first[0]) * along[0] + (y[window] - first[1]) * along[1]) / max(
                float(along @ along), 1e-12
            )
            share = np.clip(share, 0, 1)
            near = np.minimum(
                near,
                np.hypot(x[window] - first[0] - share * along[0], y[window] - first[1] - share * along[1]),
            )
        patch = picture[window]
        _ink_patch(patch, (thick - near) * picture.shape[0], ink)
        picture[window] = patch


def _ink_patch(patch: Floats, pixels_inside: Floats, ink: Floats) -> None:
    """Print on a patch where the distance inside the edge, in pixels, is above 0."""
    patch += (ink - patch) * np.clip(pixels_inside + 0.5, 0, 1)[..., None]


def _small_print(rng: np.random.Generator, picture: Floats, ink: Floats) -> None:
    """Lines of text too small to read, and a bar code."""
    height, width = picture.shape[:2]
    line = max(height // 48, 4)
    margin = width // 9
    for top in range(height // 8, int(height * uniform(rng, 0.5, 0.75)), 2 * line):
        if chance(rng, 0.12):
            continue
        at = margin
        end = width - margin - int(uniform(rng, 0.0, 0.3) * width)
        while at < end:
            run = whole(rng, 2, 8) * max(line // 2, 2)
            picture[top : top + max(line // 2, 2), at : min(at + run, end)] = 0.35 * picture[top, at] + 0.65 * ink
            at += run + max(line // 2, 2)
    top, bottom = int(height * 0.8), int(height * 0.94)
    code = slice(margin, margin + width // 3)
    picture[top:bottom, code] = 0.85
    at = margin + 4
    while at < margin + width // 3 - 4:
        bar = whole(rng, 1, 3)
        picture[top + 3 : bottom - 3, at : at + bar] = 0.02
        at += bar + whole(rng, 1, 3)
