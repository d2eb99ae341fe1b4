"""Traits that make a photo hard, in the generator's terms, measured from the photo and its true mask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import BoolArray, Float32Array, UInt8Array

# Photos are measured at this many pixels on the longer side.
SIDE = 512


@dataclass(frozen=True)
class View:
    """A photo, reduced for measuring.

    Attributes:
        lab: CIELAB [H, W, 3], L from 0 to 100.
        mask: what is product [H, W].
        around: the band outside of it, 4 % of the longer side wide [H, W].
        inside: the same band within it [H, W].
    """

    lab: Float32Array
    mask: BoolArray
    around: BoolArray
    inside: BoolArray


def _view_of(image: UInt8Array, alpha: Float32Array) -> View:
    """A photo uint8 [H, W, 3] sRGB and its true alpha [H, W], made smaller for measuring."""
    scale = min(1.0, SIDE / max(alpha.shape))
    size = (max(1, round(alpha.shape[1] * scale)), max(1, round(alpha.shape[0] * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    mask = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA) >= MASK_THRESHOLD
    lab = cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    reach = _disc(max(2, round(0.04 * max(size))))
    whole = mask.astype(np.uint8)
    around = (cv2.dilate(whole, reach) > 0) & ~mask
    inside = mask & ~(cv2.erode(whole, reach, borderValue=1) > 0)
    return View(np.asarray(lab, np.float32), np.asarray(mask), np.asarray(around), np.asarray(inside))


def _disc(radius: int) -> UInt8Array:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)


def _lightness(view: View, where: BoolArray) -> float:
    return float(view.lab[..., 0][where].mean()) if where.any() else 0.0


def _pale_on_pale(view: View) -> bool:
    return _lightness(view, view.mask) > 70 and _lightness(view, view.around) > 70


def _low_contrast(view: View) -> bool:
    if not view.around.any() or not view.inside.any():
        return False
    return float(np.linalg.norm(view.lab[view.inside].mean(0) - view.lab[view.around].mean(0))) < 15


def _thin_parts(view: View) -> bool:
    rows, columns = (np.flatnonzero(view.mask.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return False
    longest = max(int(np.ptp(rows)), int(np.ptp(columns))) + 1
    whole = view.mask.astype(np.uint8)
    opened = np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, _disc(max(1, round(0.02 * longest)))), np.bool_)
    return float((view.mask & ~opened).sum()) > 0.08 * float(view.mask.sum())


def _glossy(view: View) -> bool:
    own = view.lab[..., 0][view.mask]
    return own.size > 0 and float(np.median(own)) < 75 and float((own > 95).mean()) > 0.01


def _dark(view: View) -> bool:
    return _lightness(view, view.mask) < 25


def _cut(view: View) -> bool:
    border = np.concatenate([view.mask[0], view.mask[-1], view.mask[:, 0], view.mask[:, -1]])
    return float(border.mean()) > 0.01


def _clutter(view: View) -> bool:
    light = np.clip(view.lab[..., 0] * 2.55, 0, 255).astype(np.uint8)
    edges = cv2.Canny(light, 60, 160) > 0
    rest = ~view.mask & ~view.around
    return bool(rest.any()) and float(edges[rest].mean()) > 0.06


def _small(view: View) -> bool:
    return float(view.mask.mean()) < 0.06


# Whether a view has a trait, by the trait's name.
TRAITS: dict[str, Callable[[View], bool]] = {
    "pale on pale": _pale_on_pale,
    "low contrast": _low_contrast,
    "thin parts": _thin_parts,
    "glossy": _glossy,
    "dark": _dark,
    "cut by the frame": _cut,
    "clutter": _clutter,
    "small": _small,
}


def traits_of(image: UInt8Array, alpha: Float32Array) -> list[str]:
    """The names of the traits that a photo uint8 [H, W, 3] sRGB with true alpha [H, W] in [0, 1] has."""
    view = _view_of(image, alpha)
    return [name for name, has in TRAITS.items() if has(view)]
