"""What the network is in doubt about, decided by the photo's own colours.

A network trained on other pictures is often unsure of whole parts of a product, or of the ground: it gives them a grey
veil. But what it is sure of tells the colours of both. GrabCut (Rother, Kolmogorov and Blake 2004) learns them and cuts
the rest along the photo's edges. It is run with what counts as sure drawn more and more widely, and the mean of
the cuts is the answer: where they agree the veil is gone, where they differ it stays a doubt.
"""

from __future__ import annotations

import cv2
import numpy as np

from trainlib.images.alpha import MASK_THRESHOLD, to_uint8
from trainlib.images.arrays import Float32Array, UInt8Array

# Alpha below this and above 1 less this is sure, in turn. Chosen on real photos with masks, see docs/benchmarks.md.
SURE = (0.05, 0.1, 0.2)
_EDGE = 3  # pixels; what is narrower is the soft edge of a network that knows where it is
_SEED = 7  # GrabCut begins with clusters that OpenCV draws


def settle_doubts(alpha: Float32Array, guide: Float32Array) -> Float32Array:
    """A matte whose doubts are decided by the photo's colours.

    Args:
        alpha: float32 [h, w] in [0, 1], the network's.
        guide: float32 [h, w, 3] sRGB in [0, 1], the photo at that size. A larger one is no better.

    Returns:
        float32 [h, w] in [0, 1]. What is sure keeps its alpha, and so do narrow edges. All does where nothing is sure
        to be product, or nothing to be background.
    """
    pixels = to_uint8(np.ascontiguousarray(guide[..., ::-1]))
    mean = np.mean([_cut(pixels, alpha, sure) for sure in SURE], axis=0)
    unsure = ((alpha >= SURE[0]) & (alpha <= 1 - SURE[0])).astype(np.uint8)
    doubtful = cv2.morphologyEx(unsure, cv2.MORPH_OPEN, np.ones((_EDGE, _EDGE), np.uint8)) > 0
    return np.where(doubtful, mean, alpha).astype(np.float32)


def _cut(pixels: UInt8Array, alpha: Float32Array, sure: float) -> Float32Array:
    """One cut, 0 or 1 [h, w]; the matte itself where it has no use.

    Args:
        pixels: uint8 [h, w, 3], blue first.
        alpha: float32 [h, w].
        sure: see `SURE`.
    """
    product, background = alpha > 1 - sure, alpha < sure
    if not product.any() or not background.any() or (product | background).all():
        return alpha
    likely = np.where(alpha >= MASK_THRESHOLD, cv2.GC_PR_FGD, cv2.GC_PR_BGD)
    labels = np.where(product, cv2.GC_FGD, np.where(background, cv2.GC_BGD, likely)).astype(np.uint8)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(_SEED)
    cv2.grabCut(pixels, labels, (0, 0, 0, 0), *models, 1, cv2.GC_INIT_WITH_MASK)
    return np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
