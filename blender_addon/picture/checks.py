"""Checks of a sample before it is written; a sample that fails is drawn again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arrays import Pixels
from ..spec import ChecksSpec
from .blur import gaussian_blur
from .reasons import Failure

MASK_LEVEL = 128
"""Alpha, of 255, from which a pixel counts as product."""
_LEAST_SOLID = 0.005
"""Least share of the image with alpha 255, required by the format whatever the spec allows."""
_LEAST_SPREAD, _LEAST_MEAN = 4.0, 6.0
"""8-bit standard deviation and mean below which an image is flat or black; the format's limits are half of these."""
_MOST_CLIPPED = 0.6
"""Largest share of the input that may be pure white: a window may be, the whole image may not."""
_AS_DRAWN = (0.6, 1.25)
"""Range of the measured fill over the drawn fill. Blur and thin parts change it by some percent, a missing, sunken or
wrongly sized part by more.
"""
_MOST_STRAY = 0.03
"""Share of the product in the input that may lie outside alpha."""


@dataclass(frozen=True)
class Measured:
    """A finished sample's input, and the product in it."""

    input: Pixels
    """sRGB [H, W, 3]."""
    alpha: Pixels
    """[H, W], 255 = all product."""
    seen: NDArray[np.floating[Any]] | None = None
    """Coverage of the product in the input, from the input's own render, in [0, 1] [H, W]; None: as alpha."""
    drawn_fill: float | None = None
    """The drawn fill of the camera."""
    may_be_cut: bool = False
    """Whether the frame cuts the product on purpose."""
    silhouette: NDArray[np.floating[Any]] | None = None
    """Coverage of the whole product in [0, 1] [H, W], as if nothing stood in front of it; None: as alpha."""


Found = tuple[dict[str, Any], list[Failure]]
"""`checks` of sample.json, and the failures."""


def check_photo(sample: Measured, limits: ChecksSpec) -> Found:
    """Measure a finished sample's input and alpha and hold them against the spec.

    Brightness is the mean of sRGB values, in [0, 1]; "product" is where alpha is 255.
    """
    alpha, solid = sample.alpha, sample.alpha == 255
    soft = alpha.astype(np.float64) / 255
    seen = soft if sample.seen is None else np.clip(np.nan_to_num(sample.seen.astype(np.float64)), 0.0, 1.0)
    whole = soft if sample.silhouette is None else np.clip(sample.silhouette.astype(np.float64), 0.0, 1.0)
    checks: dict[str, Any] = {
        "coverage": float(soft.mean()),
        "solid": float(solid.mean()),
        "fill": fill(alpha),
        "in_frame": not _border(alpha).any(),
        # Both are blurred, because at thin leaves and wires the noise of two renders would count as hidden.
        "visible": visible_share(gaussian_blur(seen, 1.0), gaussian_blur(whole, 1.0)),
        "stray": stray_share(seen, soft),
        "brightness": float(sample.input.mean() / 255),
        "clipped": _burnt(sample.input),
        "edges": int(((alpha > 0) & (alpha < 255)).sum()),
    }
    own = _Levels("input", sample.input[solid], "product", limits.product_brightness, limits.product_clipped)
    checks |= own.checks()
    failures = [
        *_within("coverage", checks["coverage"], *limits.coverage, low="too_small", high="too_large"),
        *_within("solid product", checks["solid"], _LEAST_SOLID, None, low="see_through"),
        *_within("visible", checks["visible"], limits.visible, None, low="hidden"),
        *_within("stray product", checks["stray"], None, _MOST_STRAY, high="misaligned"),
        *_within("brightness", checks["brightness"], *limits.brightness, low="dark", high="burnt"),
        *_within("clipped", checks["clipped"], None, _MOST_CLIPPED, high="burnt"),
        *_flat("flat", "input", sample.input),
        *own.failures("dark", "burnt"),
    ]
    if not checks["in_frame"] and not sample.may_be_cut:
        failures.append(Failure("cut_by_frame", "the product touches the picture's border"))
    if checks["edges"] == 0:
        failures.append(Failure("hard_edge", "alpha has no anti-aliased edge"))
    if sample.drawn_fill is not None and not sample.may_be_cut:
        # The fill of the whole product, including hidden parts. Faint coverage counts, because of blurred edges.
        share = fill(np.round(255 * whole).astype(np.uint8), least=16) / sample.drawn_fill
        failures += _within("fill over drawn fill", share, *_AS_DRAWN, low="not_as_drawn", high="not_as_drawn")
    return checks, failures


def check_room(picture: Pixels, limits: ChecksSpec) -> Found:
    """The same of a room without a product: its input sRGB [H, W, 3]."""
    checks: dict[str, Any] = {"brightness": float(picture.mean() / 255), "clipped": _burnt(picture)}
    failures = [
        *_within("brightness", checks["brightness"], *limits.brightness, low="dark", high="burnt"),
        *_within("clipped", checks["clipped"], None, _MOST_CLIPPED, high="burnt"),
        *_flat("flat", "input", picture),
    ]
    return checks, failures


def check_target(target: Pixels, alpha: Pixels, limits: ChecksSpec) -> Found:
    """The same of a packshot's product: target sRGB [H, W, 3], alpha [H, W]."""
    own = _Levels("target", target[alpha == 255], "target", limits.target_brightness, limits.target_clipped)
    failures = own.failures("target_dark", "target_clipped")
    if own.pixels.size:
        failures += _flat("target_flat", "target's product", own.pixels)
    return own.checks(), failures


@dataclass(frozen=True)
class _Levels:
    """The brightness of the product's pixels [N, 3] in one image."""

    where: str
    pixels: Pixels
    name: str
    brightness: tuple[float, float]
    clipped: float

    def checks(self) -> dict[str, Any]:
        mean = float(self.pixels.mean() / 255) if self.pixels.size else 0.0
        return {f"{self.name}_brightness": mean, f"{self.name}_clipped": _burnt(self.pixels)}

    def failures(self, dark: str, burnt: str) -> list[Failure]:
        if not self.pixels.size:
            return []
        mean, share = self.checks().values()
        return [
            *_within(f"product's brightness in the {self.where}", mean, *self.brightness, low=dark, high=burnt),
            *_within(f"product's burnt share in the {self.where}", share, None, self.clipped, high=burnt),
        ]


def fill(alpha: Pixels, least: int = MASK_LEVEL) -> float:
    """The longer side of the product's bounding box (alpha ≥ `least`) over the picture's side, in [0, 1]."""
    rows, columns = ((alpha >= least).any(axis=axis) for axis in (1, 0))
    if not rows.any():
        return 0.0
    extents = []
    for line in (rows, columns):
        hits = np.flatnonzero(line)
        extents.append((hits[-1] - hits[0] + 1) / line.size)
    return float(max(extents))


def visible_share(seen: ArrayLike, silhouette: ArrayLike) -> float:
    """Share of the product's whole silhouette that is seen in the input.

    Args:
        seen: Coverage of the product in the room, in [0, 1] [H, W].
        silhouette: Coverage of the product alone, in [0, 1] [H, W].
    """
    whole = np.clip(np.asarray(silhouette, np.float64), 0.0, 1.0)
    shown = np.minimum(np.asarray(seen, np.float64), whole)
    return float(shown.sum() / whole.sum()) if whole.any() else 0.0


def stray_share(seen: ArrayLike, silhouette: ArrayLike) -> float:
    """Share of the product in the input that lies beside its silhouette, a pixel's blur aside; arguments as above.

    0 where nothing is seen. Faint alpha, as of clear glass, does not count as stray.
    """
    shown = np.asarray(seen, np.float64)
    near = gaussian_blur(np.asarray(silhouette, np.float64), 1.0)
    return float(shown[near < 0.01].sum() / shown.sum()) if shown.any() else 0.0


def _burnt(pixels: Pixels) -> float:
    """Share of pixels [..., 3] that are white in every channel."""
    return float((pixels >= 254).all(-1).mean()) if pixels.size else 0.0


def _border(image: Pixels) -> Pixels:
    return np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])


def _flat(key: str, name: str, pixels: Pixels) -> list[Failure]:
    levels = pixels.reshape(-1, 3)
    if levels.std() >= _LEAST_SPREAD and levels.mean() >= _LEAST_MEAN:
        return []
    return [Failure(key, f"{name}: mean {levels.mean():.1f}, spread {levels.std():.1f} of 255")]


def _within(
    name: str, value: float, least: float | None, most: float | None, low: str = "", high: str = ""
) -> list[Failure]:
    """A failure with key `low` or `high` if the value is outside the range."""
    if least is not None and value < least:
        return [Failure(low, f"{name}: {value:.3f} is below {least:.3f}")]
    if most is not None and value > most:
        return [Failure(high, f"{name}: {value:.3f} is above {most:.3f}")]
    return []
