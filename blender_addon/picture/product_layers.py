"""The product's coverage and normals, from a render of the product alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import Floats, Plane
from ..render.planes import Layers
from .blur import gaussian_blur
from .encode import to_camera_space
from .glass import facing, soft_alpha
from .hidden import visible_part
from .reflection import View


@dataclass(frozen=True)
class ProductLayers:
    """A render of the product over nothing."""

    layers: Layers
    through: Plane
    """Share of the pixel that shows what is behind the product's glass, in [0, 1] [H, W]."""

    def seen(self, part: Plane) -> ProductLayers:
        """The layers, reduced to the visible part of each pixel, so that all images agree with the input."""
        light = {group: plane * part[..., None] for group, plane in self.layers.light.items()}
        layers = replace(self.layers, light=light, alpha=self.layers.alpha * part)
        return ProductLayers(layers, self.through * part)


@dataclass(frozen=True)
class Silhouette:
    """The product in the image."""

    whole: Floats
    """Coverage of the whole product in [0, 1] [H, W], without occluders."""
    coverage: Floats
    """Coverage of its visible part, glass included, in [0, 1] [H, W]."""
    alpha: Floats
    """The same, lower for clear glass."""
    normals: Floats
    """Camera space [H, W, 3], of the product alone."""


def silhouette_of(product: ProductLayers, room: Layers, view: View) -> tuple[ProductLayers, Silhouette]:
    """The part of the product that the room's render shows, and its outline.

    Args:
        product: Rendered alone.
        room: The same product, same camera, in its place.
        view: The camera of both.
    """
    whole = np.clip(product.layers.alpha, 0.0, 1.0).astype(np.float64)
    seen = product.seen(visible_part(room, product.layers))
    coverage = np.clip(seen.layers.alpha, 0.0, 1.0)
    normals = to_camera_space(seen.layers.normal, view.matrix_world)
    turned = facing(normals, view.pixels(*coverage.shape))
    # There are few paths, so the clearness of glass is smoothed over neighbours. The silhouette stays sharp.
    through = coverage * gaussian_blur(seen.through, 0.8) / np.maximum(gaussian_blur(coverage, 0.8), 1e-3)
    solid = coverage.astype(np.float64)
    return seen, Silhouette(whole, solid, soft_alpha(solid, through, turned), normals)
