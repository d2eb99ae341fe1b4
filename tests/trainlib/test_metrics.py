"""Metrics of masks, by hand."""

import math

import pytest
import torch
from by_hand import row

from trainlib import metrics


def test_dice_and_iou_of_known_masks() -> None:
    # Predicted: first two of four; true (alpha >= 128/255): first and third.
    probability, alpha = row(0.9, 0.5, 0.49, 0.0), row(1.0, 127 / 255, 128 / 255, 0.0)
    assert metrics.dice(probability, alpha).tolist() == pytest.approx([2 * 1 / 4])
    assert metrics.iou(probability, alpha).tolist() == pytest.approx([1 / 3])


def test_empty_masks_agree() -> None:
    assert metrics.dice(row(0, 0), row(0, 0)).tolist() == [1]
    assert metrics.iou(row(0, 0), row(0, 0)).tolist() == [1]
    assert metrics.dice(row(1, 0), row(0, 0)).tolist() == [0]


def test_a_metric_for_each_image() -> None:
    image = torch.stack([torch.full((3, 16, 16), 0.5), torch.zeros(3, 16, 16)])
    target = torch.zeros(2, 3, 16, 16)
    assert metrics.mse(image, target).tolist() == pytest.approx([0.25, 0])
    assert metrics.mae(image, target).tolist() == pytest.approx([0.5, 0])
    assert metrics.psnr(image, target).tolist() == pytest.approx([-10 * math.log10(0.25), 100])
    assert metrics.ssim(image, target).tolist() == pytest.approx([1e-4 / (0.25 + 1e-4), 1], abs=1e-5)
