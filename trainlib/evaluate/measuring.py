"""One photo's metrics: the matte's and the packshot's, and the mask's counts at every threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlib.evaluate.methods import Cutout
from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import BoolArray, Float32Array, UInt8Array
from trainlib.images.mattes import Matte
from trainlib.inference.foreground import lay_on_white
from trainlib.inference.framing import Frame, canvas_for
from trainlib.metrics.gradients import gmsd_of_photo
from trainlib.metrics.packshots import box_of, framing, halo, measure_packshot, near, rim_width
from trainlib.metrics.photos import MATTE_METRICS, measure_matte

# The number of a marketplace's limits that fail. It follows from the other metrics.
FAILED = "failed"

# By name, whether more of it is better; in the order of the tables.
METRICS: dict[str, bool] = MATTE_METRICS | {
    "white": True,
    "border_white": True,
    "stray_parts": False,
    "halo": False,
    "gmsd": False,
    "fill": True,
    "off_centre": False,
    FAILED: False,
}

# What each column of the tables means.
MEANINGS = {
    "dice": "overlap of the masks at 0.5: 2·|A∩B| / (|A|+|B|)",
    "iou": "intersection over union of the masks",
    "boundary_iou": "IoU of bands along the masks' edges",
    "box_ssim": "structural similarity of alpha within the box of the true mask",
    "max_f": "the best F (β² = 0.3) over all thresholds",
    "s_measure": "structure measure",
    "e_measure": "enhanced-alignment measure, mean over thresholds",
    "weighted_f": "weighted F",
    "mae": "mean absolute error of alpha",
    "mse": "mean squared error of alpha",
    "sad": "sum of absolute differences, in thousands",
    "gradient": "gradient error, in thousands",
    "connectivity": "connectivity error, in thousands",
    "leftover": "background that was kept, as a share of the product's area",
    "white": "share of the packshot's background, off the product's rim, that is exactly 255",
    "border_white": "share of photos whose outermost pixels are all 255: nothing left there, nothing cut off",
    "stray_parts": "how many parts too many or too few the mask has",
    "halo": "mean difference along the edge to the true cut-out on white",
    "gmsd": "how far edges in the product's box differ in steepness from the true cut-out's on white",
    "fill": "the product's longer side as a share of the packshot's",
    "off_centre": "how far the product is off the packshot's middle, as a share of its sides",
    FAILED: "how many of a marketplace's limits the packshot does not keep",
}

# Masks are taken at these levels of alpha for the sweep.
THRESHOLDS = tuple(round(step / 20, 2) for step in range(1, 20))


@dataclass(frozen=True)
class Measured:
    """What was measured of a cut-out.

    Attributes:
        metrics: by name.
        sweep: for each of `THRESHOLDS` (product found, background taken for it) in pixels.
        product: the true mask's area in pixels.
    """

    metrics: dict[str, float]
    sweep: list[tuple[int, int]]
    product: int


def measure(cutout: Cutout, target: Matte, fill: float | None) -> Measured:
    """Compare a cut-out with the ground truth, both at the photo's size.

    `halo` and `gmsd` need true colours, so they are only measured where the ground truth is a cut-out.

    Args:
        cutout: what a method made of the photo.
        target: the true alpha.
        fill: the share of its packshot that `predict --fill` would give it; None for the photo's own framing.
    """
    metrics = measure_matte(cutout.alpha, target.alpha)
    mask = target.alpha >= MASK_THRESHOLD
    found = measure_packshot(cutout.packshot, cutout.alpha)
    true = measure_packshot(cutout.packshot, target.alpha)
    metrics |= {
        "white": true.white,
        "border_white": float(true.border_white),
        "stray_parts": float(abs(found.parts - true.parts)),
    }
    metrics["fill"], metrics["off_centre"] = framed(cutout.alpha, mask, fill)
    if target.colours is not None:
        packshot = lay_on_white(target.colours, target.alpha)
        metrics["halo"] = halo(cutout.packshot, packshot, mask)
        metrics["gmsd"] = gmsd_of_photo(_in_box(cutout.packshot, mask), _in_box(packshot, mask))
    return Measured({name: float(metrics[name]) for name in METRICS if name in metrics}, *sweep(cutout.alpha, mask))


def _in_box(packshot: UInt8Array, mask: BoolArray) -> UInt8Array:
    """The part of a packshot around the box of the true mask, the rim with it; all of it where there is no product."""
    width = rim_width((mask.shape[0], mask.shape[1]))
    left, top, across, along = (round(side) for side in box_of(mask))
    rows = slice(max(0, top - width), top + along + width)
    return packshot[rows, max(0, left - width) : left + across + width] if across and along else packshot


def framed(alpha: Float32Array, mask: BoolArray, fill: float | None) -> tuple[float, float]:
    """Fill and distance off centre of the product in a packshot that was framed by a cut-out.

    The product is what the cut-out shows of it: its mask on the true one and its rim. Background that was kept
    elsewhere makes the cut-out's box too large, and the product in it small and off the middle.

    Args:
        alpha: the cut-out [H, W] in [0, 1]; its box is that of at least a half.
        mask: the true mask.
        fill: the share of the canvas that the cut-out's box was given; None for the photo's own framing.
    """
    height, width = mask.shape
    found = alpha >= MASK_THRESHOLD
    box = box_of(found & near(mask))
    if fill is None or not any(box):
        return framing(box, (height, width))
    left, top, across, along = box_of(found)
    canvas_w, canvas_h, scale = canvas_for((int(across), int(along)), (width, height), Frame(fill))
    # The cut-out's middle is the canvas's.
    placed = (
        canvas_w / 2 + (box[0] - left - across / 2) * scale,
        canvas_h / 2 + (box[1] - top - along / 2) * scale,
        box[2] * scale,
        box[3] * scale,
    )
    return framing(placed, (canvas_h, canvas_w))


def sweep(alpha: Float32Array, mask: BoolArray) -> tuple[list[tuple[int, int]], int]:
    """(product found, background taken for product) in pixels at each of `THRESHOLDS`, and the mask's area."""
    inside, outside = np.sort(alpha[mask]), np.sort(alpha[~mask])
    # The threshold must be float32, as alpha is, or an equal level would count as below it.
    levels = np.asarray(THRESHOLDS, np.float32)
    found = inside.size - np.searchsorted(inside, levels, side="left")
    taken = outside.size - np.searchsorted(outside, levels, side="left")
    return [(int(hit), int(miss)) for hit, miss in zip(found, taken, strict=True)], int(mask.sum())
