"""Losses by name, and their gradients, against numbers worked out by hand."""

import math

import pytest
import torch
from by_hand import row
from torch import Tensor

from trainlib.losses import IMAGE_LOSSES, MATTE_LOSSES, WeightedLoss, soft_dice_loss


def test_soft_dice_of_known_pixels() -> None:
    # p = (0.5, 0.5), t = (1, 0): 1 − (2·0.5 + 1) / (0.25 + 0.25 + 1 + 1) = 1 − 2/2.5 = 0.2.
    assert float(soft_dice_loss(row(0, 0), row(1, 0))) == pytest.approx(0.2)


def test_soft_dice_is_a_mean_over_images() -> None:
    logits, alpha = torch.cat([row(0, 0), row(-50, -50)]), torch.cat([row(1, 0), row(0, 0)])
    assert float(soft_dice_loss(logits, alpha)) == pytest.approx((0.2 + 0) / 2)


def test_a_soft_edge_can_be_met_exactly() -> None:
    alpha = row(0.25, 0.75, 0.5)
    assert float(soft_dice_loss(torch.logit(alpha), alpha)) == pytest.approx(0, abs=1e-6)


def test_matte_loss_of_known_pixels_and_its_gradient() -> None:
    logits = row(0, 0).requires_grad_()
    loss = WeightedLoss({"bce": 1, "dice": 1}, MATTE_LOSSES, "model.loss")(logits, row(1, 0))
    # Cross-entropy of p = 0.5 is ln 2 at both pixels.
    assert float(loss.detach()) == pytest.approx(math.log(2) + 0.2)
    loss.backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    # Cross-entropy: (p − t)/2 = (−0.25, 0.25). Dice, with N = 2, D = 2.5: −(2t·D − N·2p)/D² · p(1 − p):
    # first (−(5 − 2)/6.25)·0.25 = −0.12, second (2/6.25)·0.25 = 0.08.
    assert logits.grad.flatten().tolist() == pytest.approx([-0.37, 0.33], abs=1e-6)


def image_loss(image: Tensor, target: Tensor, **weights: float) -> float:
    return float(WeightedLoss(weights, IMAGE_LOSSES, "model.loss")(image, target, torch.ones(2, 1, 16, 16)))


def test_image_loss_of_known_images() -> None:
    white, grey = torch.ones(2, 3, 16, 16), torch.full((2, 3, 16, 16), 0.5)
    assert image_loss(grey, white, mse=1) == pytest.approx(0.25)
    assert image_loss(grey, white, mse=2, l1=1) == pytest.approx(1.0)
    assert image_loss(grey, white, l1=0) == 0
    # Flat images: SSIM is its luminance term (2·0.5·1 + c)/(0.25 + 1 + c) with c = 0.01².
    expected = 1 - (1 + 1e-4) / (1.25 + 1e-4)
    assert image_loss(grey, white, ssim=1) == pytest.approx(expected, abs=1e-5)
    assert image_loss(white, white, mse=1, ssim=1) == pytest.approx(0, abs=1e-5)


def test_losses_are_chosen_by_name() -> None:
    chosen = WeightedLoss({"bce": 2, "dice": 0}, MATTE_LOSSES, "model.loss")
    assert list(chosen.terms) == ["bce"]
    assert float(chosen(row(0), row(1))) == pytest.approx(2 * math.log(2))
    assert float(WeightedLoss({}, MATTE_LOSSES, "model.loss")(row(0), row(1))) == 0
    for weights, message in (
        ({"boundary": 1.0}, r"model.loss: no loss 'boundary' \(did you mean boundary_bce\?\); there are bce, dice"),
        ({"bce": -1.0}, r"model.loss.bce is -1.0; a weight is at least 0"),
        ({"bce": math.nan}, r"model.loss.bce is nan"),
    ):
        with pytest.raises(ValueError, match=message):
            WeightedLoss(weights, MATTE_LOSSES, "model.loss")
