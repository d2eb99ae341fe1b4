"""The packshot: studio light on pure white with its contact shadow, exact by construction.

The dataset format promises that target.png is white in the background, 255 − shadow beside the product, and developed
light on it. This holds because the target is built from the stored shadow and alpha.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..arrays import Floats, Pixels
from ..colour import encode_srgb
from ..recipe.model import Curve
from .blur import gaussian_blur, smoothstep
from .develop import NEUTRAL, develop, to_bytes, tone

_FAINTEST = 2 / 255
"""Fainter shadows are the renderer's noise."""
_CONTACT = 0.4
"""Stronger shadows are kept unchanged."""
_MARGIN = 0.14
"""Width of the border in which the shadow fades out, as a share of the shorter side."""


@dataclass(frozen=True)
class Packshot:
    """A packshot and its parts, 8-bit if stored."""

    target: Pixels
    """sRGB [H, W, 3]."""
    shadow: Pixels
    """[H, W], 0 = none; also 0 where alpha is 255, because it is hidden there."""
    alpha: Pixels
    """[H, W], 255 = all product."""
    product: Floats
    """The product's own colour, sRGB in [0, 1] [H, W, 3]; undefined where alpha is 0."""


def lay_on_white(
    light: ArrayLike,
    alpha: ArrayLike,
    shadow: ArrayLike,
    exposure_ev: float = 0.0,
    white_balance: Sequence[float] = NEUTRAL,
    curve: Curve = "srgb",
    coverage: ArrayLike | None = None,
) -> Packshot:
    """Studio light of the product as a packshot on pure white.

    Args:
        light: Sum of the studio's light layers times their gains, linear Rec. 709, premultiplied [H, W, 3].
        alpha: How much of the pixel is product, anti-aliased, in [0, 1] [H, W].
        shadow: Raw contact shadow on the ground in [0, 1], 1 = black [H, W]; may be noisy, and is undefined behind the
            product.
        exposure_ev: As in `develop`, like the next two.
        white_balance: Gain of red, green and blue.
        curve: "srgb" or "film".
        coverage: Share of the pixel that the light comes from, [H, W]: more than alpha for clear glass, which shows
            white through it. None: alpha.

    Raises:
        ValueError: Arrays of different sizes.
    """
    light = np.maximum(np.nan_to_num(np.asarray(light, np.float64), nan=0.0, posinf=1e6, neginf=0.0), 0.0)
    alpha = np.nan_to_num(np.asarray(alpha, np.float64))
    if light.ndim != 3 or light.shape[2] != 3 or not light.shape[:2] == alpha.shape == np.shape(shadow):
        sizes = [list(np.shape(a)) for a in (light, alpha, shadow)]
        raise ValueError(f"light, alpha, shadow of shapes {sizes}, expected [H, W, 3], [H, W], [H, W]")
    alpha8 = to_bytes(alpha)
    shadow8 = to_bytes(clean_shadow(shadow, alpha))
    shadow8[alpha8 == 255] = 0

    whole = alpha if coverage is None else np.nan_to_num(np.asarray(coverage, np.float64))
    product = encode_srgb(tone(_unmixed(light, whole), exposure_ev, white_balance, curve))
    ground = (255.0 - shadow8)[..., None] / 255.0
    # Blended in sRGB values, as programs composite 8-bit cut-outs. So the product's colour over white with alpha.png
    # gives this target. The blend lies between both colours, so an edge has no halo.
    share = (alpha8 / 255.0)[..., None]
    target = to_bytes(share * product + (1.0 - share) * ground)
    solid = alpha8 == 255
    target[solid] = develop(light[solid], exposure_ev, white_balance, curve)
    return Packshot(target, shadow8, alpha8, product)


def clean_shadow(shadow: ArrayLike, alpha: ArrayLike) -> Floats:
    """A raw contact shadow without its noise [H, W], extended below the product's edge and faded out at the border.

    Pixels behind the product are ignored. The blur is wide for faint shadows, which show noise, and narrow for deep
    ones, so that the dark line under the product stays.
    """
    raw = np.clip(np.nan_to_num(np.asarray(shadow, np.float64)), 0.0, 1.0)
    ground = 1.0 - np.clip(np.nan_to_num(np.asarray(alpha, np.float64)), 0.0, 1.0)
    side = max(raw.shape)
    wide, narrow = (_blur_seen(raw, ground, max(0.7, s * side)) for s in (0.02, 0.007))
    deep = smoothstep(0.1, 0.5, wide)
    smooth = deep * narrow + (1 - deep) * wide
    # A packshot keeps the dark line and the near penumbra. The wide, faint rest of the dome's shadow would only make
    # the white grey. It ends smoothly, without a step.
    smooth = smooth * smoothstep(_FAINTEST, _CONTACT, smooth)
    return smooth * vignette(*raw.shape)


def _blur_seen(image: Floats, seen: Floats, sigma_px: float) -> Floats:
    """Gaussian blur [H, W] weighted by `seen`; 0 if no nearby pixel is seen."""
    weight = gaussian_blur(seen, sigma_px)
    return np.where(weight > 1e-3, gaussian_blur(image * seen, sigma_px) / np.maximum(weight, 1e-3), 0.0)


def vignette(height: int, width: int) -> Floats:
    """1 inside, 0 on the border's pixels, smooth between [H, W]."""
    margin = max(2.0, _MARGIN * min(height, width))
    down, across = (np.minimum(np.arange(n), np.arange(n)[::-1]) for n in (height, width))
    return smoothstep(0.0, margin, down)[:, None] * smoothstep(0.0, margin, across)[None, :]


def _unmixed(light: Floats, alpha: Floats) -> Floats:
    """The product's light without premultiplication [H, W, 3].

    Light divided by alpha. For small alpha the quotient is mostly noise, because a denoiser changes light but not
    alpha. So light and alpha of neighbours are added, more of them where there is less product.
    """
    near_light, near_alpha = gaussian_blur(light, 1.5), gaussian_blur(alpha, 1.5)
    trust = 0.25 * (1.0 - np.clip(alpha, 0.0, 1.0))
    total = alpha + trust * near_alpha
    return (light + trust[..., None] * near_light) / np.maximum(total, 1e-6)[..., None]
