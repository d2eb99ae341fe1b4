"""The losses of both sides of a GAN, by hand."""

import math

import pytest
from by_hand import logit

from trainlib.losses import discriminator_loss, generator_loss


def test_the_two_sides_of_a_gan_by_hand() -> None:
    real, fake = logit(0.9), logit(0.2)
    assert float(discriminator_loss(real, fake)) == pytest.approx(-(math.log(0.9) + math.log(0.8)) / 2)
    assert float(generator_loss(fake)) == pytest.approx(-math.log(0.2))


def test_the_slope_of_the_two_sides_of_a_gan() -> None:
    """d/dx of −ln sigmoid(x) is p − 1, of −ln(1 − sigmoid(x)) it is p; the discriminator's are halved."""
    real, fake = logit(0.9).requires_grad_(), logit(0.2).requires_grad_()
    discriminator_loss(real, fake).backward()  # type: ignore[no-untyped-call]
    assert real.grad is not None
    assert fake.grad is not None
    assert float(real.grad) == pytest.approx((0.9 - 1) / 2)
    assert float(fake.grad) == pytest.approx(0.2 / 2)
    fake.grad = None
    generator_loss(fake).backward()  # type: ignore[no-untyped-call]
    assert fake.grad is not None
    assert float(fake.grad) == pytest.approx(0.2 - 1)
