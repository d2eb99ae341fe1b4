"""Losses of images, by hand."""

import pytest
import torch
from by_hand import slope_error

from trainlib.images.colour import delta_e_2000, to_lab
from trainlib.losses import IMAGE_LOSSES, delta_e_loss


def test_delta_e_looks_at_the_product_alone_and_is_safe_everywhere() -> None:
    white, black = torch.ones(1, 3, 1, 2), torch.zeros(1, 3, 1, 2)
    alpha = torch.tensor([1.0, 0.0]).view(1, 1, 1, 2)
    assert float(delta_e_loss(white, black, alpha)) == pytest.approx(1, abs=1e-3)
    half_black = torch.stack([torch.tensor([1.0, 0.0])] * 3).view(1, 3, 1, 2)
    assert float(delta_e_loss(white, half_black, alpha)) == pytest.approx(0, abs=1e-5)
    assert float(delta_e_loss(white, black, 0 * alpha)) == 0
    # Equal colours, greys, black and white: slopes are finite, and 0 where the colours are equal.
    for colour in ((0.5, 0.5, 0.5), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.2, 0.6, 0.4), (1.0, 0.0, 0.0)):
        for other in (colour, (0.5, 0.5, 0.5), (0.9, 0.1, 0.3)):
            image = torch.tensor(colour).view(1, 3, 1, 1).requires_grad_()
            loss = delta_e_loss(image, torch.tensor(other).view(1, 3, 1, 1), torch.ones(1, 1, 1, 1))
            loss.backward()  # type: ignore[no-untyped-call]
            assert image.grad is not None
            assert image.grad.isfinite().all()
            if other == colour:
                assert image.grad.abs().max() < 1e-3


@pytest.mark.parametrize("name", IMAGE_LOSSES)
def test_the_slope_of_every_image_loss(name: str) -> None:
    generator = torch.Generator().manual_seed(1)
    image, target = (torch.rand(1, 3, 12, 12, generator=generator, dtype=torch.float64) for _ in range(2))
    alpha = torch.rand(1, 1, 12, 12, generator=generator, dtype=torch.float64)
    if name == "delta_e":  # which computes in single precision, as training does
        lab = to_lab(target)
        assert slope_error(lambda x: delta_e_2000(to_lab(x), lab).mean(), image)
        return
    assert slope_error(IMAGE_LOSSES[name], image, target, alpha)
