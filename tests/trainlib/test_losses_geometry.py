"""Losses of depth and normals, by hand."""

import math

import pytest
import torch
from by_hand import row, slope_error

from trainlib.losses import normal_loss, scale_invariant_loss


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


def test_the_slope_of_depth_and_normals() -> None:
    generator = torch.Generator().manual_seed(1)
    predicted, target = (torch.randn(2, 3, 2, 3, generator=generator, dtype=torch.float64) for _ in range(2))
    mask = torch.rand(2, 1, 2, 3, generator=generator) > 0.4
    assert slope_error(normal_loss, predicted, torch.nn.functional.normalize(target, dim=1), mask)
    assert slope_error(scale_invariant_loss, predicted[:, :1].detach(), target[:, :1].abs() + 0.1, mask)
