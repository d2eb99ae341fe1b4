"""Develops the studio's light into the packshot on white, and makes the files that go with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..arrays import Plane
from ..recipe.model import Recipe
from ..render.planes import Layers
from .exr_write import encode_layers
from .light_layers import mix, to_half
from .png import encode_png
from .product_layers import ProductLayers, Silhouette
from .reflection import View
from .studio_light import hold_rim, studio_exposure
from .styles import further_styles
from .white import Packshot, lay_on_white


@dataclass(frozen=True)
class StudioLayers:
    """The studio's render and its shadow."""

    product: ProductLayers
    shadow: Plane
    """Share of the ground's light that the product blocks, in [0, 1] [H, W]; may be noisy."""


@dataclass(frozen=True)
class Target:
    """A developed packshot."""

    packshot: Packshot
    light: dict[str, Plane]
    """By group, as stored."""
    gains: dict[str, float]
    """By group; the rim light may be lower than drawn."""
    settings: dict[str, Any]
    """Arguments of `develop`: exposure_ev, white_balance, curve."""


def develop_target(recipe: Recipe, light: Mapping[str, Plane], shadow: Plane, silhouette: Silhouette) -> Target:
    """Meter the studio's light on the product, and lay the product on white.

    Args:
        recipe: As drawn.
        light: The studio's light on the visible part of the product, by group.
        shadow: See `StudioLayers`.
        silhouette: The product's.
    """
    stored = to_half(light)
    gains = hold_rim(stored, silhouette.coverage, recipe.studio_gains)
    total = mix(stored, gains)
    plan = recipe.studio_develop
    exposure = round(studio_exposure(total, silhouette.coverage) + plan.error_ev, 6)
    packshot = lay_on_white(
        total,
        silhouette.alpha,
        shadow * recipe.studio.shadow,
        exposure,
        plan.white_balance,
        plan.curve,
        silhouette.coverage,
    )
    settings = {"exposure_ev": exposure, "white_balance": list(plan.white_balance), "curve": plan.curve}
    return Target(packshot, stored, gains, settings)


def target_files(
    target: Target, styles: Sequence[str], product: Layers, view: View, keep_light: bool
) -> dict[str, bytes]:
    """The files that only a packshot has, by name.

    Args:
        target: The developed packshot.
        styles: Packshot styles; "soft" is target.png.
        product: The render of the product alone.
        view: Its camera.
        keep_light: Whether light_studio.exr is among them.
    """
    packshot = target.packshot
    files = {"target.png": encode_png(packshot.target), "shadow.png": encode_png(packshot.shadow)}
    for style, picture in further_styles(styles, packshot, product, view).items():
        files[f"target_{style}.png"] = encode_png(picture)
    if keep_light:
        files["light_studio.exr"] = encode_layers(target.light)
    return files
