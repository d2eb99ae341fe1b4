"""SSIM of a mask cropped to the truth: how alike the two look where the product is, whatever its size in the picture.

Over the whole picture SSIM of masks is close to 1 for small products, because the empty rest agrees.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import BoolArray, FloatArray
from trainlib.metrics.images import ssim

# SSIM looks at windows of so many pixels a side; a smaller product's crop is grown to it.
WINDOW = 11


def box_ssim(probability: Tensor, alpha: Tensor) -> Tensor:
    """The SSIM (Wang et al. 2004, see `images.ssim`) of each matte in the box of the true mask.

    1 where both agree. Where there is no product, the box is the whole picture.

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
    """`box_ssim` of one photo's matte [H, W] against its truth [H, W], both in [0, 1]."""
    pair = (np.ascontiguousarray(one, np.float32) for one in (matte, alpha))
    found, true = (torch.from_numpy(one)[None, None] for one in pair)
    return float(box_ssim(found, true)[0])


def _at_least_a_window(crop: Tensor) -> Tensor:
    """A crop [1, 1, H, W] whose border is repeated until a window fits."""
    down, right = (max(0, WINDOW - side) for side in crop.shape[-2:])
    return F.pad(crop, (0, right, 0, down), mode="replicate")


def _box(mask: BoolArray) -> tuple[slice, slice]:
    """The rows and columns of a mask's box, at least `WINDOW` of each where the picture has so many."""
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
