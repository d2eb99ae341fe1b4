"""More packshot styles, computed without another render."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..arrays import Pixels
from ..render.planes import Layers
from .blur import smoothstep
from .develop import to_bytes
from .reflection import View, reflect
from .white import Packshot, vignette

_LIFT = 0.35
"""Lift of the midtones in the bright style; black and white do not change."""


def further_styles(styles: Sequence[str], packshot: Packshot, studio: Layers, view: View) -> dict[str, Pixels]:
    """The packshot in other styles, sRGB [H, W, 3], by name; "soft" is the packshot itself and not included.

    "bright" has no shadow and lifted midtones. "glossy" stands on a reflecting white floor. Both are pure white along
    the border and keep the packshot's alpha.
    """
    makers = {"bright": lambda: _bright(packshot), "glossy": lambda: _glossy(packshot, studio, view)}
    return {style: makers[style]() for style in styles if style in makers}


def _bright(packshot: Packshot) -> Pixels:
    """No shadow, and the product's middle tones lifted."""
    share = (packshot.alpha / 255.0)[..., None]
    own = packshot.product
    # Black and white do not move, and nothing new is clipped.
    lifted = own + _LIFT * own * (1.0 - own) ** 2
    return to_bytes(share * lifted + (1.0 - share))


def _glossy(packshot: Packshot, studio: Layers, view: View) -> Pixels:
    """The product's reflection in the floor, fading with its height, under the standard's contact shadow."""
    share = (packshot.alpha / 255.0).astype(np.float64)
    colour, strength = reflect(
        packshot.product, share, studio.depth.astype(np.float64), studio.normal.astype(np.float64), view
    )
    strength = strength * vignette(*share.shape) * smoothstep(0.0, 0.02, strength)
    ground = (1.0 - packshot.shadow / 255.0)[..., None]
    mirrored = ground * (1.0 - strength[..., None]) + strength[..., None] * colour
    return to_bytes(share[..., None] * packshot.product + (1.0 - share[..., None]) * mirrored)
