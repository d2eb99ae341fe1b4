"""Metrics of merit: on batches of tensors for training, and on single pictures at full size for judging photos."""

from trainlib.metrics.geometry import log_depth_error, normal_degrees
from trainlib.metrics.masks import dice, iou, mae, overlap
from trainlib.metrics.pictures import delta_e, mse, psnr, sharpness, sharpness_kept, ssim

__all__ = [
    "delta_e",
    "dice",
    "iou",
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
