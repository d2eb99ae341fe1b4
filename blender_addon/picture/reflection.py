"""The product's reflection in a glossy floor, computed from the studio's render.

Depth gives each pixel of the product a point in the world. Mirrored at the floor and projected to the same camera, it
gives the reflection. Surfaces that only the mirror could see (an underside) are unknown and stay white. The reflection
fades with height before that matters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import Floats
from ..render.planes import DEEPEST_M
from .blur import gaussian_blur

STRENGTH = 0.42
"""Opacity of the reflection where the product touches the floor."""
REACH = 0.3
"""The height, as a share of the product's, at which 1/e of the reflection is left."""


@dataclass(frozen=True)
class View:
    """A camera: 4×4 camera-to-world without scale, and the focal length over the sensor's width."""

    matrix_world: Floats
    focal: float

    def pixels(self, height: int, width: int) -> float:
        """Focal length in pixels; the sensor's width spans the longer side of the picture."""
        return self.focal * max(height, width)


def places(depth_m: Floats, view: View) -> Floats:
    """World coordinates [H, W, 3] of each pixel's centre at `depth_m` along the camera's axis [H, W]."""
    height, width = depth_m.shape
    focal = view.pixels(height, width)
    x = (np.arange(width) + 0.5 - width / 2) / focal
    y = (height / 2 - np.arange(height) - 0.5) / focal
    rays = np.stack([*np.meshgrid(x, y), -np.ones((height, width))], -1)
    return np.asarray((rays * depth_m[..., None]) @ view.matrix_world[:3, :3].T + view.matrix_world[:3, 3])


def reflect(picture: Floats, alpha: Floats, depth_m: Floats, normal: Floats, view: View) -> tuple[Floats, Floats]:
    """The product's reflection in the floor z = 0.

    Args:
        picture: The product's own colour, any encoding [H, W, 3].
        alpha: Its coverage in [0, 1] [H, W].
        depth_m: Metres along the camera's axis [H, W].
        normal: World space [H, W, 3].
        view: The camera.

    Returns:
        Colour [H, W, 3], and how much of it shows [H, W] in [0, STRENGTH].
    """
    height, width = alpha.shape
    known = (alpha > 0.9) & np.isfinite(depth_m) & (depth_m > 0) & (depth_m < DEEPEST_M)
    world = places(np.where(known, depth_m, 1.0), view)
    turn, eye = view.matrix_world[:3, :3], view.matrix_world[:3, 3]
    # Only faces visible from the mirrored camera are reflected: no table top from above.
    below = eye * (1.0, 1.0, -1.0)
    known &= ((below - world) * normal).sum(-1) > 0.0
    known &= world[..., 2] > -1e-3
    if not known.any():
        return np.zeros_like(picture), np.zeros_like(alpha)
    point, colour = world[known], picture[known]
    seen = (point * (1.0, 1.0, -1.0) - eye) @ turn
    away = -seen[:, 2]
    focal = view.pixels(height, width)
    column = seen[:, 0] / np.maximum(away, 1e-6) * focal + width / 2 - 0.5
    row = height / 2 - 0.5 - seen[:, 1] / np.maximum(away, 1e-6) * focal
    tall = max(float(point[:, 2].max()), 1e-6)
    fade = STRENGTH * np.exp(-np.maximum(point[:, 2], 0.0) / (REACH * tall))
    values = np.concatenate([colour * fade[:, None], fade[:, None], np.ones((len(point), 1))], 1)
    total = _splat(values, row, column, away, height, width)
    # The blur closes gaps between splats; a real floor is not a perfect mirror either.
    soft = gaussian_blur(total, max(0.6, 0.004 * max(height, width)))
    weight = np.maximum(soft[..., 4], 1e-6)
    cover = np.clip(soft[..., 4] / 0.6, 0.0, 1.0)
    mirrored = soft[..., :3] / np.maximum(soft[..., 3:4], 1e-6)
    return mirrored, np.asarray(soft[..., 3] / weight * cover)


def _splat(values: Floats, row: Floats, column: Floats, away: Floats, height: int, width: int) -> Floats:
    """Means of what lands in each pixel [H, W, C], the last channel 1 there and 0 elsewhere; what is nearer hides."""
    i, j = np.round(row).astype(int), np.round(column).astype(int)
    inside = (i >= 0) & (i < height) & (j >= 0) & (j < width) & (away > 1e-3)
    at, away, values = (i * width + j)[inside], away[inside], values[inside]
    # Sorted so that the nearest point of a pixel is written last.
    order = np.argsort(-away, kind="stable")
    nearest = np.full(height * width, np.inf)
    nearest[at[order]] = away[order]
    front = away <= nearest[at] * 1.02
    sums = [np.bincount(at[front], channel, minlength=height * width) for channel in values[front].T]
    total = np.stack(sums, -1).reshape(height, width, -1)
    return np.asarray(total / np.maximum(total[..., -1:], 1.0))
