"""A metric of sharpness beside MSE: whether edges are where the target has them, and as steep (GMSD).

MSE hardly changes with blur, because at a blurred edge all pixels are nearly right. Gradients fall as soon as an edge
is blurred, and noise or ringing adds gradients that the target does not have.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from trainlib.images.arrays import UInt8Array
from trainlib.images.colour import luma

# The paper's constant for levels from 0 to 255, converted to values from 0 to 1.
STABLE = 170 / 255**2


def gmsd(image: Tensor, target: Tensor) -> Tensor:
    """The gradient magnitude similarity deviation (Xue et al. 2014) of each image; 0 where the two are the same.

    Of the luma, reduced to half by means of 2×2 pixels, m is the length of the Prewitt gradient. The similarity of a
    pixel is (2·m₁·m₂ + c) / (m₁² + m₂² + c) with c = 170/255², and the metric is its standard deviation over the image.
    Borders are repeated for the gradient.

    Args:
        image: [B, 3, H, W] sRGB in [0, 1].
        target: the same.
    """
    one, other = (_steepness(F.avg_pool2d(luma(values), 2, ceil_mode=True)) for values in (image, target))
    similarity = (2 * one * other + STABLE) / (one**2 + other**2 + STABLE)
    return similarity.flatten(1).std(1, correction=0)


def gmsd_of_photo(image: UInt8Array, target: UInt8Array) -> float:
    """`gmsd` of one image [H, W, 3] against another, both sRGB levels."""
    pair = (torch.from_numpy(one.astype("float32") / 255).permute(2, 0, 1)[None] for one in (image, target))
    return float(gmsd(*pair)[0])


def _steepness(light: Tensor) -> Tensor:
    """The length of the Prewitt gradient of [B, 1, H, W], each kernel's weights a third."""
    across = light.new_tensor([[1, 0, -1]] * 3).view(1, 1, 3, 3) / 3
    framed = F.pad(light, (1, 1, 1, 1), mode="replicate")
    return torch.hypot(F.conv2d(framed, across), F.conv2d(framed, across.transpose(2, 3)))
