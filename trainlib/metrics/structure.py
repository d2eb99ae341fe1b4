"""SSIM of a matte, cropped to the true mask's box, so that it does not depend on the product's size in the image.

Over the whole image SSIM of masks is close to 1 for small products, because the empty rest agrees.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import BoolArray, FloatArray
from trainlib.metrics.images import ssim

# The side of SSIM's windows in pixels; the crop of a smaller product is enlarged to it.
WINDOW = 11


def box_ssim(probability: Tensor, alpha: Tensor) -> Tensor:
    """The SSIM (Wang et al. 2004, see `images.ssim`) of each matte in the box of the true mask.

    1 if both agree. If there is no product, the box is the whole image.

    Args:
        probability: [B, 1, H, W] in [0, 1].
        alpha: [B, 1, H, W] in [0, 1]; the box is that of alpha >= 128/255.
    """
    values = []
    for found, true in zip(probability, alpha, strict=True):
        rows, columns = _box((true[0] >= MASK_THRESHOLD).cpu().numpy())
        pair = (_at_least_a_window(one[None, :, rows, columns]) for one in (found, true))
        values.append(ssim(*pair))
    return torch.cat(values)


def box_ssim_of_photo(matte: FloatArray, alpha: FloatArray) -> float:
    """`box_ssim` of one photo's matte [H, W] against its target [H, W], both in [0, 1]."""
    pair = (np.ascontiguousarray(one, np.float32) for one in (matte, alpha))
    found, true = (torch.from_numpy(one)[None, None] for one in pair)
    return float(box_ssim(found, true)[0])


def _at_least_a_window(crop: Tensor) -> Tensor:
    """A crop [1, 1, H, W] whose border is repeated until a window fits."""
    down, right = (max(0, WINDOW - side) for side in crop.shape[-2:])
    return F.pad(crop, (0, right, 0, down), mode="replicate")


def _box(mask: BoolArray) -> tuple[slice, slice]:
    """The rows and columns of a mask's box, at least `WINDOW` of each if the image is that large."""
    if not mask.any():
        return slice(None), slice(None)
    spans = []
    for axis, length in ((1, mask.shape[0]), (0, mask.shape[1])):
        hits = np.flatnonzero(mask.any(axis=axis))
        first, last = int(hits[0]), int(hits[-1]) + 1
        lacking = max(0, WINDOW - (last - first))
        first = max(0, min(first - lacking // 2, length - WINDOW))
        spans.append(slice(first, max(last, min(first + WINDOW, length))))
    return spans[0], spans[1]
