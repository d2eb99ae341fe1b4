"""Losses of mattes, colour, depth and normals, against numbers worked out by hand, and their slopes."""

import math

import pytest
import torch
from torch import Tensor

from trainlib.images.colour import delta_e_2000, to_lab
from trainlib.losses import (
    IMAGE_LOSSES,
    MATTE_LOSSES,
    WeightedLoss,
    bce_loss,
    boundary_bce_loss,
    delta_e_loss,
    discriminator_loss,
    focal_loss,
    generator_loss,
    lovasz_loss,
    normal_loss,
    scale_invariant_loss,
    tversky_loss,
)


def row(*values: float) -> Tensor:
    """An image [1, 1, 1, W]."""
    return torch.tensor(values, dtype=torch.float64).view(1, 1, 1, -1)


def logit(*values: float) -> Tensor:
    return torch.logit(row(*values))


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


# The table of test pairs in Sharma, Wu and Dalal (2005): each is there to catch one mistake.
SHARMA = """
50.0000 2.6772 -79.7751 50.0000 0.0000 -82.7485 2.0425
50.0000 3.1571 -77.2803 50.0000 0.0000 -82.7485 2.8615
50.0000 2.8361 -74.0200 50.0000 0.0000 -82.7485 3.4412
50.0000 -1.3802 -84.2814 50.0000 0.0000 -82.7485 1.0000
50.0000 -1.1848 -84.8006 50.0000 0.0000 -82.7485 1.0000
50.0000 -0.9009 -85.5211 50.0000 0.0000 -82.7485 1.0000
50.0000 0.0000 0.0000 50.0000 -1.0000 2.0000 2.3669
50.0000 -1.0000 2.0000 50.0000 0.0000 0.0000 2.3669
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0009 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0010 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0011 7.2195
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0012 7.2195
50.0000 -0.0010 2.4900 50.0000 0.0009 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0010 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0011 -2.4900 4.7461
50.0000 2.5000 0.0000 50.0000 0.0000 -2.5000 4.3065
50.0000 2.5000 0.0000 73.0000 25.0000 -18.0000 27.1492
50.0000 2.5000 0.0000 61.0000 -5.0000 29.0000 22.8977
50.0000 2.5000 0.0000 56.0000 -27.0000 -3.0000 31.9030
50.0000 2.5000 0.0000 58.0000 24.0000 15.0000 19.4535
50.0000 2.5000 0.0000 50.0000 3.1736 0.5854 1.0000
50.0000 2.5000 0.0000 50.0000 3.2972 0.0000 1.0000
50.0000 2.5000 0.0000 50.0000 1.8634 0.5757 1.0000
50.0000 2.5000 0.0000 50.0000 3.2592 0.3350 1.0000
60.2574 -34.0099 36.2677 60.4626 -34.1751 39.4387 1.2644
63.0109 -31.0961 -5.8663 62.8187 -29.7946 -4.0864 1.2630
61.2901 3.7196 -5.3901 61.4292 2.2480 -4.9620 1.8731
35.0831 -44.1164 3.7933 35.0232 -40.0716 1.5901 1.8645
22.7233 20.0904 -46.6940 23.0331 14.9730 -42.5619 2.0373
36.4612 47.8580 18.3852 36.2715 50.5065 21.2231 1.4146
90.8027 -2.0831 1.4410 91.1528 -1.6435 0.0447 1.4441
90.9257 -0.5406 -0.9208 88.6381 -0.8985 -0.7239 1.5381
6.7747 -0.2908 -2.4247 5.8714 -0.0985 -2.2286 0.6377
2.0776 0.0795 -1.1350 0.9033 -0.0636 -0.5514 0.9082
"""


@pytest.mark.parametrize("line", SHARMA.strip().splitlines())
def test_delta_e_of_published_pairs(line: str) -> None:
    *colours, expected = map(float, line.split())
    a, b = torch.tensor(colours, dtype=torch.float64).view(2, 1, 3, 1, 1)
    assert float(delta_e_2000(a, b)) == pytest.approx(expected, abs=1e-4)
    assert float(delta_e_2000(b, a)) == pytest.approx(expected, abs=1e-4)
    assert float(delta_e_2000(a.float(), b.float())) == pytest.approx(expected, abs=5e-3)


def test_lab_of_known_colours() -> None:
    colours = torch.tensor([[1, 1, 1], [0, 0, 0], [1, 0, 0], [0, 0, 1]], dtype=torch.float64).view(4, 3, 1, 1)
    lab = to_lab(colours).flatten(1)
    expected = [[100, 0, 0], [0, 0, 0], [53.24, 80.09, 67.20], [32.30, 79.19, -107.86]]
    torch.testing.assert_close(lab, torch.tensor(expected, dtype=torch.float64), atol=0.02, rtol=0)


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


def test_scale_invariant_depth_of_known_pixels() -> None:
    # Twice as far everywhere: d = ln 2, so d² − ½d² at λ = ½ and 0 at λ = 1.
    depth, mask = row(1, 2, 4), torch.tensor([True, True, False]).view(1, 1, 1, 3)
    twice = (2 * depth).log()
    assert float(scale_invariant_loss(twice, depth, mask)) == pytest.approx(math.log(2) ** 2 / 2)
    assert float(scale_invariant_loss(twice, depth, mask, 1)) == pytest.approx(0)
    # d = (0, ln 2) within the mask: (ln 2)²/2 − ½·(ln 2)²/4.
    one = torch.stack([row(1, 4, 99)]).view(1, 1, 1, 3).log()
    assert float(scale_invariant_loss(one, depth, mask)) == pytest.approx(math.log(2) ** 2 * 3 / 8)
    assert float(scale_invariant_loss(one, 0 * depth, mask & False)) == 0


def test_normals_of_known_angles() -> None:
    across = torch.tensor([1.0, 0, 0]).view(1, 3, 1, 1)
    mask = torch.ones(1, 1, 1, 1, dtype=torch.bool)
    for angle, expected in ((0, 0.0), (60, 0.5), (90, 1.0), (180, 2.0)):
        turned = torch.tensor([math.cos(math.radians(angle)), math.sin(math.radians(angle)), 0]).view(1, 3, 1, 1)
        assert float(normal_loss(5 * turned, across, mask)) == pytest.approx(expected, abs=1e-6)
    still = torch.zeros(1, 3, 1, 1, requires_grad=True)
    normal_loss(still, across, mask).backward()  # type: ignore[no-untyped-call]
    assert still.grad is not None
    assert still.grad.isfinite().all()


def test_the_two_sides_of_a_gan_by_hand() -> None:
    real, painted = logit(0.9), logit(0.2)
    assert float(discriminator_loss(real, painted)) == pytest.approx(-(math.log(0.9) + math.log(0.8)) / 2)
    assert float(generator_loss(painted)) == pytest.approx(-math.log(0.2))


def slope_error(loss: object, values: Tensor, *truth: Tensor) -> bool:
    return torch.autograd.gradcheck(lambda x: loss(x, *truth), values.requires_grad_(), eps=1e-6, atol=1e-5)  # type: ignore[operator]


# The library's Lovász loss computes in single precision; its slope is tested by hand.
@pytest.mark.parametrize("name", [name for name in MATTE_LOSSES if name != "lovasz"])
def test_the_slope_of_every_matte_loss(name: str) -> None:
    generator = torch.Generator().manual_seed(1)
    logits = torch.randn(2, 1, 4, 5, generator=generator, dtype=torch.float64)
    alpha = torch.rand(2, 1, 4, 5, generator=generator, dtype=torch.float64)
    assert slope_error(MATTE_LOSSES[name], logits, alpha)


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


def test_the_slope_of_depth_and_normals() -> None:
    generator = torch.Generator().manual_seed(1)
    predicted, truth = (torch.randn(2, 3, 2, 3, generator=generator, dtype=torch.float64) for _ in range(2))
    mask = torch.rand(2, 1, 2, 3, generator=generator) > 0.4
    assert slope_error(normal_loss, predicted, torch.nn.functional.normalize(truth, dim=1), mask)
    assert slope_error(scale_invariant_loss, predicted[:, :1].detach(), truth[:, :1].abs() + 0.1, mask)


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


def test_the_slope_of_the_two_sides_of_a_gan() -> None:
    """d/dx of −ln sigmoid(x) is p − 1, of −ln(1 − sigmoid(x)) it is p; the discriminator's are halved."""
    real, painted = logit(0.9).requires_grad_(), logit(0.2).requires_grad_()
    discriminator_loss(real, painted).backward()  # type: ignore[no-untyped-call]
    assert real.grad is not None
    assert painted.grad is not None
    assert float(real.grad) == pytest.approx((0.9 - 1) / 2)
    assert float(painted.grad) == pytest.approx(0.2 / 2)
    painted.grad = None
    generator_loss(painted).backward()  # type: ignore[no-untyped-call]
    assert painted.grad is not None
    assert float(painted.grad) == pytest.approx(0.2 - 1)


@pytest.mark.parametrize("name", MATTE_LOSSES)
@pytest.mark.parametrize("truth", [0.0, 0.5, 1.0])
def test_matte_losses_are_finite_where_all_is_sure(name: str, truth: float) -> None:
    """Of images without a product, full of it, and soft throughout, at answers that are as wrong as can be."""
    alpha = torch.full((2, 1, 8, 8), truth)
    for level in (-1e4, -50.0, 0.0, 50.0, 1e4):
        logits = torch.full((2, 1, 8, 8), level).requires_grad_()
        loss = MATTE_LOSSES[name](logits, alpha)
        loss.backward()  # type: ignore[no-untyped-call]
        assert logits.grad is not None
        assert loss.isfinite() and logits.grad.isfinite().all()
        if truth != 0.5 and level == (50 if truth else -50):
            assert float(loss.detach()) == pytest.approx(0, abs=1e-6)
