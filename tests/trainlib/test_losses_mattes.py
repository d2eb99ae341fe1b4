"""Losses of mattes, by hand."""

import math

import pytest
import torch
from by_hand import logit, row, slope_error

from trainlib.losses import MATTE_LOSSES, bce_loss, boundary_bce_loss, focal_loss, lovasz_loss, tversky_loss


def test_cross_entropy_and_focal_of_known_pixels() -> None:
    # −ln 0.8 for the product, −ln(1 − 0.4) beside it.
    expected = (-math.log(0.8) - math.log(0.6)) / 2
    assert float(bce_loss(logit(0.8, 0.4), row(1, 0))) == pytest.approx(expected)
    # (1 − 0.8)² and (1 − 0.6)² of them.
    expected = (-0.04 * math.log(0.8) - 0.16 * math.log(0.6)) / 2
    assert float(focal_loss(logit(0.8, 0.4), row(1, 0))) == pytest.approx(expected)


def test_tversky_of_known_pixels() -> None:
    # TP = 0.8, FP = 0.4, FN = 0.2: 1 − 0.8 / (0.8 + 0.3·0.4 + 0.7·0.2).
    assert float(tversky_loss(logit(0.8, 0.4), row(1, 0))) == pytest.approx(1 - 0.8 / 1.06)
    # By image; one without a product counts as 0.
    both = torch.cat([logit(0.8, 0.4), logit(0.5, 0.5)]), torch.cat([row(1, 0), row(0, 0)])
    assert float(tversky_loss(*both)) == pytest.approx((1 - 0.8 / 1.06) / 2)
    soft = row(0.3, 0.6, 1, 0)
    assert float(tversky_loss(torch.logit(soft, eps=1e-9), soft)) == pytest.approx(0, abs=1e-6)


def test_lovasz_of_known_pixels() -> None:
    # Hinge errors 1 − l·(2t − 1): 0.5, 2, 0. Sorted 2 (t = 0), 0.5 (t = 1), 0 (t = 1). Jaccard losses of the sets
    # {second}, {second, first}: 1 − 2/3 = 1/3, 1 − 1/3 = 2/3. So 2·1/3 + 0.5·(2/3 − 1/3).
    assert float(lovasz_loss(row(0.5, 1, 1), row(1, 0, 1))) == pytest.approx(2 / 3 + 0.5 / 3)
    assert float(lovasz_loss(row(9, -9), row(1, 0))) == 0
    # Each of the three weighs 1/3; the third, whose error is 0, has no slope.
    logits = row(0.5, 1, 1).float().requires_grad_()
    lovasz_loss(logits, row(1, 0, 1)).backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert logits.grad.flatten().tolist() == pytest.approx([-1 / 3, 1 / 3, 0])


def test_boundary_weights_of_known_pixels() -> None:
    # t = 1 1 0 0, means over three (fewer at the ends): 1, 2/3, 1/3, 0; weights 1, 1 + 5/3, 1 + 5/3, 1.
    # With p = 0.5 every entropy is ln 2, whatever the weights; with the inner two wrong they count 8/3 each of 22/3.
    alpha = row(1, 1, 0, 0).expand(1, 1, 3, 4)
    assert float(boundary_bce_loss(torch.zeros(1, 1, 3, 4), alpha.float(), 3)) == pytest.approx(math.log(2))
    found = logit(0.9, 0.5, 0.5, 0.1).expand(1, 1, 3, 4)
    expected = (16 / 3 * math.log(2) - 2 * math.log(0.9)) / (22 / 3)
    assert float(boundary_bce_loss(found, alpha, 3)) == pytest.approx(expected)


# The library's Lovász loss computes in single precision; its slope is tested by hand.
@pytest.mark.parametrize("name", [name for name in MATTE_LOSSES if name != "lovasz"])
def test_the_slope_of_every_matte_loss(name: str) -> None:
    generator = torch.Generator().manual_seed(1)
    logits = torch.randn(2, 1, 4, 5, generator=generator, dtype=torch.float64)
    alpha = torch.rand(2, 1, 4, 5, generator=generator, dtype=torch.float64)
    assert slope_error(MATTE_LOSSES[name], logits, alpha)


@pytest.mark.parametrize("name", MATTE_LOSSES)
@pytest.mark.parametrize("target", [0.0, 0.5, 1.0])
def test_matte_losses_are_finite_where_all_is_sure(name: str, target: float) -> None:
    """Of images without a product, full of it, and soft throughout, at answers that are as wrong as can be."""
    alpha = torch.full((2, 1, 8, 8), target)
    for level in (-1e4, -50.0, 0.0, 50.0, 1e4):
        logits = torch.full((2, 1, 8, 8), level).requires_grad_()
        loss = MATTE_LOSSES[name](logits, alpha)
        loss.backward()  # type: ignore[no-untyped-call]
        assert logits.grad is not None
        assert loss.isfinite() and logits.grad.isfinite().all()
        if target != 0.5 and level == (50 if target else -50):
            assert float(loss.detach()) == pytest.approx(0, abs=1e-6)
