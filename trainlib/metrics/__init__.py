"""Metrics: on batches of tensors for training, and on single images at full size for `evaluate`."""

from trainlib.metrics.colours import delta_e, lightness_and_chroma_error
from trainlib.metrics.geometry import log_depth_error, normal_degrees
from trainlib.metrics.gradients import gmsd
from trainlib.metrics.images import mse, psnr, sharpness, sharpness_kept, ssim
from trainlib.metrics.masks import dice, iou, mae, overlap
from trainlib.metrics.structure import box_ssim

__all__ = [
    "box_ssim",
    "delta_e",
    "dice",
    "gmsd",
    "iou",
    "lightness_and_chroma_error",
    "log_depth_error",
    "mae",
    "mse",
    "normal_degrees",
    "overlap",
    "psnr",
    "sharpness",
    "sharpness_kept",
    "ssim",
]
