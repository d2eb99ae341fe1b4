"""White balance: the colour that a camera takes away from the light."""

from __future__ import annotations

import numpy as np

from ..arrays import Floats, Plane

_DARKEST_ALBEDO = 0.06


def balance(
    light: Floats, albedo: Plane | None, adaptation: float, error: tuple[float, float, float]
) -> tuple[float, float, float]:
    """White balance: takes `adaptation` of the illuminant's colour away, times the drawn error; green keeps its gain.

    The illuminant is the median over the picture of light over albedo, which no coloured floor sways; without an
    albedo it is the median of the light itself (grey world, Buchsbaum 1980).
    """
    lit = light.max(-1) > 1e-6
    if albedo is not None and (lit & (albedo.min(-1) > _DARKEST_ALBEDO)).sum() > 0.05 * lit.size:
        lit &= albedo.min(-1) > _DARKEST_ALBEDO  # light over a black or a saturated colour tells little
        level = light[lit] / albedo[lit]
    else:
        level = light[lit]
    if not len(level):
        return error
    middle = np.maximum(np.median(level, 0), 1e-6)
    gain = np.clip((middle[1] / middle) ** adaptation, 0.35, 3.0)
    red, green, blue = (round(float(part * off), 6) for part, off in zip(gain, error, strict=True))
    return (red, green, blue)
