"""White balance: removes the colour of the light, as a camera does."""

from __future__ import annotations

import numpy as np

from ..arrays import Floats, Plane

_DARKEST_ALBEDO = 0.06


def balance(
    light: Floats, albedo: Plane | None, adaptation: float, error: tuple[float, float, float]
) -> tuple[float, float, float]:
    """White balance: removes the share `adaptation` of the illuminant's colour, times the drawn error; green keeps 1.

    The illuminant is the median of light over albedo, so a coloured floor does not change it. Without an albedo it is
    the median of the light (grey world, Buchsbaum 1980).
    """
    lit = light.max(-1) > 1e-6
    if albedo is not None and (lit & (albedo.min(-1) > _DARKEST_ALBEDO)).sum() > 0.05 * lit.size:
        lit &= albedo.min(-1) > _DARKEST_ALBEDO  # light over a black or saturated colour is unreliable
        level = light[lit] / albedo[lit]
    else:
        level = light[lit]
    if not len(level):
        return error
    middle = np.maximum(np.median(level, 0), 1e-6)
    gain = np.clip((middle[1] / middle) ** adaptation, 0.35, 3.0)
    red, green, blue = (round(float(part * off), 6) for part, off in zip(gain, error, strict=True))
    return (red, green, blue)
