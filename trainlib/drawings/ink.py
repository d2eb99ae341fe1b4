"""Ink on a sheet: lines, areas, hatching and dots, anti-aliased. Points are [N, 2] x and y in pixels."""

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Plane = NDArray[np.uint8]

# OpenCV takes coordinates in 1/16 of a pixel.
_SHIFT = 4
# `fill` divides each pixel into this many rows and columns.
_FINE = 4


def _fixed(points: Points) -> NDArray[np.int32]:
    """Points as OpenCV's fixed-point numbers; pixel centres are whole numbers."""
    return np.round((points - 0.5) * (1 << _SHIFT)).astype(np.int32).reshape(-1, 1, 2)


def fill(sheet: Plane, outline: Points) -> None:
    """Cover the inside of a closed outline with 255, its edge pixels by the share that is inside.

    OpenCV's own filling adds the outline's line to the area, which makes thin walls a tenth thicker.
    """
    low = np.maximum(np.floor(outline.min(0)).astype(int) - 1, 0)
    high = np.minimum(np.ceil(outline.max(0)).astype(int) + 1, sheet.shape[::-1])
    if (high <= low).any():
        return
    width, height = high - low
    fine = np.zeros((height * _FINE, width * _FINE), np.uint8)
    cv2.fillPoly(fine, [_fixed((outline - low) * _FINE)], 255, cv2.LINE_8, _SHIFT)
    cover = cv2.resize(fine, (int(width), int(height)), interpolation=cv2.INTER_AREA)
    part = sheet[low[1] : high[1], low[0] : high[0]]
    np.maximum(part, cover, out=part)


def stroke(sheet: Plane, points: Points, width: float, closed: bool = False) -> None:
    """Draw a line; one thinner than a pixel is paler instead."""
    thick = max(1, round(width))
    level = 255 if width >= 1 else round(255 * max(width, 0.2))
    line = np.zeros_like(sheet) if level < 255 else sheet
    cv2.polylines(line, [_fixed(points)], closed, level, thick, cv2.LINE_AA, _SHIFT)
    if line is not sheet:
        np.maximum(sheet, line, out=sheet)


def dashes(sheet: Plane, start: Points, end: Points, width: float, pattern: tuple[float, ...]) -> None:
    """A straight line of dashes; `pattern` is the lengths of dash and gap in turn."""
    length = float(np.hypot(*(end - start)))
    way, at, number = (end - start) / max(length, 1e-9), 0.0, 0
    while at < length:
        step = pattern[number % len(pattern)]
        if number % 2 == 0:
            stroke(sheet, np.stack([start + way * at, start + way * min(at + step, length)]), width)
        at, number = at + step, number + 1


def hatch(sheet: Plane, mask: Plane, spacing: float, angle_rad: float, width: float) -> None:
    """Parallel lines within a mask [H, W] of 0 to 255."""
    y, x = np.mgrid[0 : mask.shape[0], 0 : mask.shape[1]].astype(np.float32)
    across = (x * np.sin(angle_rad) + y * np.cos(angle_rad)) % spacing
    distance = np.minimum(across, spacing - across)
    lines = np.clip(width / 2 + 0.5 - distance, 0, 1) * mask
    np.maximum(sheet, lines.astype(np.uint8), out=sheet)


def stipple(sheet: Plane, mask: Plane, spacing: float, rng: np.random.Generator) -> None:
    """Dots within a mask, about one for each square of `spacing` pixels."""
    rows, columns = np.nonzero(mask > 200)
    count = int(len(rows) / spacing**2)
    for place in rng.integers(0, max(len(rows), 1), count if len(rows) else 0):
        centre = _fixed(np.array([[columns[place] + rng.random(), rows[place] + rng.random()]]))[0, 0]
        radius = round(float(rng.uniform(0.6, 1.3)) * (1 << _SHIFT))
        cv2.circle(sheet, (int(centre[0]), int(centre[1])), radius, 255, -1, cv2.LINE_AA, _SHIFT)


def text(sheet: Plane, words: str, place: tuple[float, float], height: float, script: bool) -> None:
    """Write words with their lower left corner at a place."""
    font = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX if script else cv2.FONT_HERSHEY_SIMPLEX
    at = (round(place[0]), round(place[1]))
    cv2.putText(sheet, words, at, font, height / 21, (255,), 1, cv2.LINE_AA)


def by_hand(points: Points, amount: float, rng: np.random.Generator) -> Points:
    """A line as a hand draws it: at most about `amount` pixels beside its place, smoothly."""
    if amount <= 0 or len(points) < 2:
        return points
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    knots = np.arange(0.0, along[-1] + 25.0, 12.0)
    stray = rng.normal(0, amount / 2, (len(knots), 2))
    beside: Points = np.stack([np.interp(along, knots, stray[:, axis]) for axis in (0, 1)], -1)
    return np.asarray(points + beside, np.float64)
