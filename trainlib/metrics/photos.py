"""Every metric of one photo's matte against its ground truth, by name, at the photo's own size."""

import numpy as np

from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import FloatArray
from trainlib.metrics.contours import boundary_iou
from trainlib.metrics.mattes import connectivity_error, gradient_error, sad
from trainlib.metrics.packshots import leftover
from trainlib.metrics.saliency import e_measure, max_f, s_measure, weighted_f
from trainlib.metrics.structure import box_ssim_of_photo

# For each metric, whether higher is better.
MATTE_METRICS = {
    "dice": True,
    "iou": True,
    "boundary_iou": True,
    "box_ssim": True,
    "max_f": True,
    "s_measure": True,
    "e_measure": True,
    "weighted_f": True,
    "mae": False,
    "mse": False,
    "sad": False,
    "gradient": False,
    "connectivity": False,
    "leftover": False,
}


def measure_matte(matte: FloatArray, alpha: FloatArray) -> dict[str, float]:
    """All of `MATTE_METRICS` of one photo.

    Args:
        matte: what was predicted [H, W] in [0, 1]; the mask is at or above a half.
        alpha: the ground truth [H, W] in [0, 1]; the mask is at or above 128 of 255.

    Raises:
        ValueError: where the two differ in size.
    """
    if matte.shape != alpha.shape or matte.ndim != 2:
        raise ValueError(f"matte {matte.shape} and alpha {alpha.shape} are not two maps of one size")
    found, mask = matte >= MASK_THRESHOLD, alpha >= MASK_THRESHOLD
    both, area = int((found & mask).sum()), int(found.sum()) + int(mask.sum())
    difference = matte.astype(np.float64) - alpha
    return {
        "dice": 2 * both / area if area else 1.0,
        "iou": both / (area - both) if area else 1.0,
        "boundary_iou": boundary_iou(found, mask),
        "box_ssim": box_ssim_of_photo(matte, alpha),
        "max_f": max_f(matte, mask),
        "s_measure": s_measure(matte, mask),
        "e_measure": e_measure(matte, mask),
        "weighted_f": weighted_f(matte, mask),
        "mae": float(np.abs(difference).mean()),
        "mse": float((difference**2).mean()),
        "sad": sad(matte, alpha),
        "gradient": gradient_error(matte, alpha),
        "connectivity": connectivity_error(matte, alpha),
        "leftover": leftover(matte, mask),
    }
