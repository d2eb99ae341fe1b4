"""How far a product's colours are from the true ones, as people see it."""

import torch
from torch import Tensor

from trainlib.images.colour import delta_e_2000, to_lab


def delta_e(image: Tensor, target: Tensor, alpha: Tensor) -> Tensor:
    """The mean ΔE2000 (Sharma et al. 2005) of each image's product, Σ a·ΔE / Σ a; 0 where there is no product.

    Args:
        image: [B, 3, H, W] sRGB in [0, 1].
        target: the same.
        alpha: [B, 1, H, W] in [0, 1].
    """
    return _product_mean(delta_e_2000(to_lab(image), to_lab(target)), alpha)


def lightness_and_chroma_error(image: Tensor, target: Tensor, alpha: Tensor) -> tuple[Tensor, Tensor]:
    """The mean |ΔL*| of each image's product, and the mean distance in a* and b*; arguments as of `delta_e`."""
    difference = to_lab(image) - to_lab(target)
    chroma = torch.linalg.vector_norm(difference[:, 1:], dim=1)
    return _product_mean(difference[:, 0].abs(), alpha), _product_mean(chroma, alpha)


def _product_mean(values: Tensor, alpha: Tensor) -> Tensor:
    """The mean of values [B, H, W] over each image's product."""
    return (values * alpha[:, 0]).flatten(1).sum(1) / alpha.flatten(1).sum(1).clamp(min=1e-6)
