"""A plate: vessels at one scale, their numbers, a scale bar, paper and scan."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainlib.drawings import ink
from trainlib.drawings.ink import Plane, Points
from trainlib.drawings.paper import paper, scan, turn_matrix, turned
from trainlib.drawings.style import Style
from trainlib.drawings.vessel import Placed, draw_vessel
from trainlib.records.profiles import Profile

MARGIN = 26
"""Free pixels around a vessel for its lines and labels, and twice as many at the bottom for the scale bar."""
_WORDS = ("Abb.", "Fig.", "Kat.", "Nr.", "Taf.", "Inv.", "Form", "Grab", "Schnitt", "Bef.")


@dataclass(frozen=True)
class Plate:
    """A drawing.

    Attributes:
        image: RGB uint8 [H, W, 3].
        mask: uint8 [H, W], 255 within a section.
        ground_truth: JSON-ready: pixels per metre, the scale bar, and each vessel's place and outline.
    """

    image: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    ground_truth: dict[str, Any]


def draw_plate(profiles: Sequence[Profile], size: int, style: Style, rng: np.random.Generator) -> Plate:
    """Draw these vessels side by side on a square sheet of `size` pixels a side."""
    sheet, mask = np.zeros((size, size), np.uint8), np.zeros((size, size), np.uint8)
    columns = 1 if len(profiles) == 1 else 2
    rows = -(-len(profiles) // columns)
    cell = np.array([size / columns, (size - 2 * MARGIN) / rows])
    extent = np.max([_extent(profile) for profile in profiles], axis=0)
    px_per_m = float(np.min((cell - 2 * MARGIN) / extent) * rng.uniform(0.75, 1.0))
    side = 1 if rng.random() < style.right else -1
    vessels = []
    for number, profile in enumerate(profiles):
        corner = cell * [number % columns, number // columns]
        place = _place(profile, corner, cell, px_per_m, side, style, rng)
        outline = draw_vessel(sheet, mask, profile, place, style, rng)
        _label(sheet, number, corner, style, rng)
        vessels.append((profile, place, outline))
    bar = _scale_bar(sheet, px_per_m, style, rng)
    return _scanned(sheet, mask, vessels, bar, px_per_m, style, rng)


def _extent(profile: Profile) -> Points:
    """Width and height that a vessel takes, its ear among them."""
    width, height = profile.size_m
    reach = float(profile.handle[:, 0].max()) + profile.handle_m if len(profile.handle) else width / 2
    return np.array([2 * max(width / 2, reach), height])


def _place(
    profile: Profile, corner: Points, cell: Points, px_per_m: float, side: int, style: Style, rng: np.random.Generator
) -> Placed:
    free = cell - 2 * MARGIN - _extent(profile) * px_per_m
    middle = corner + cell / 2 + rng.uniform(-0.5, 0.5, 2) * np.maximum(free, 0)
    height = profile.size_m[1]
    names, weights = zip(*style.sections, strict=True)
    sherd = rng.random() < style.sherds
    return Placed(
        axis_x=float(middle[0]),
        foot_y=float(middle[1] + height * px_per_m / 2),
        px_per_m=px_per_m,
        side=side,
        section=str(rng.choice(names, p=np.array(weights) / sum(weights))),
        view=bool(rng.random() < style.view),
        from_m=float(rng.uniform(0.35, 0.75)) * height if sherd else 0.0,
    )


def _label(sheet: Plane, number: int, corner: Points, style: Style, rng: np.random.Generator) -> None:
    """A vessel's number, and at times a word or a catalogue's number."""
    words = (
        str(number + 1) if rng.random() < 0.6 else f"{_WORDS[int(rng.integers(len(_WORDS)))]} {rng.integers(1, 300)}"
    )
    if rng.random() < 0.85:
        place = corner + np.array([rng.uniform(4, 16), rng.uniform(16, 24)])
        ink.text(sheet, words, (float(place[0]), float(place[1])), float(rng.uniform(9, 14)), style.script)


def _scale_bar(sheet: Plane, px_per_m: float, style: Style, rng: np.random.Generator) -> dict[str, Any]:
    """A bar of blocks in turn filled and empty, or a line with ticks, and what it is worth."""
    size = sheet.shape[0]
    lengths = [length for length in style.bar_m if 30 <= length * px_per_m <= 0.6 * size] or [style.bar_m[0]]
    length = float(lengths[int(rng.integers(len(lengths)))])
    while length * px_per_m > 0.7 * size:
        length /= 5
    while length * px_per_m < 24:
        length *= 2
    wide = length * px_per_m
    x, y = float(rng.uniform(12, size - wide - 40)), float(size - rng.uniform(14, 22))
    parts, blocks = 5 if length >= 0.05 else 2, bool(rng.random() < 0.6)
    if blocks:
        tall = float(rng.uniform(4, 8))
        for part in range(parts):
            left, right = x + wide * part / parts, x + wide * (part + 1) / parts
            box = np.array([[left, y], [right, y], [right, y + tall], [left, y + tall]])
            (ink.fill if part % 2 == 0 else lambda *_: None)(sheet, box)
            ink.stroke(sheet, box, 1.0, closed=True)
    else:
        ink.stroke(sheet, np.array([[x, y], [x + wide, y]]), float(rng.uniform(1, 2)))
        for part in range(parts + 1):
            tick = 6 if part in (0, parts) else 3
            at = x + wide * part / parts
            ink.stroke(sheet, np.array([[at, y - tick], [at, y + (tick if part in (0, parts) else 0)]]), 1.0)
    centimetres = f"{100 * length:g}"
    ink.text(sheet, "0", (x - 3, y - 8), 9, style.script)
    ink.text(sheet, f"{centimetres} cm", (x + wide - 4, y - 8), 9, style.script)
    return {"length_m": length, "ends": [[x, y], [x + wide, y]], "blocks": blocks}


def _scanned(
    sheet: Plane,
    mask: Plane,
    vessels: Sequence[tuple[Profile, Placed, Points]],
    bar: dict[str, Any],
    px_per_m: float,
    style: Style,
    rng: np.random.Generator,
) -> Plate:
    """The sheet on its paper, turned a little, and what is on it."""
    angle = float(rng.uniform(-style.turn_deg, style.turn_deg))
    shape = (sheet.shape[0], sheet.shape[1])
    matrix = turn_matrix(shape, angle)

    def moved(points: Any) -> list[list[float]]:
        there = np.asarray(points, float) - 0.5
        return np.round(there @ matrix[:, :2].T + matrix[:, 2] + 0.5, 2).tolist()  # type: ignore[no-any-return]

    image = scan(paper(shape, style, rng), turned(sheet, angle), style, rng)
    ground_truth = {
        "px_per_m": px_per_m,
        "turn_deg": angle,
        "scale_bar": bar | {"ends": moved(bar["ends"])},
        "vessels": [
            {"profile": profile.id, **asdict(place), "outline": moved(outline)} for profile, place, outline in vessels
        ],
    }
    return Plate(image, turned(mask, angle), ground_truth)
