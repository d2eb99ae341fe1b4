"""GMSD: by hand on a ramp, and what it tells that MSE does not."""

import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from trainlib import metrics
from trainlib.metrics.gradients import STABLE, gmsd_of_photo


def of_light(light: Tensor) -> Tensor:
    return light.expand(1, 3, *light.shape)


def test_gmsd_of_a_ramp_by_hand() -> None:
    flat = torch.zeros(4, 6)
    # Halved, its rows are 0, 0.3, 0.6: the gradient is 0.6 in the middle, 0.3 at the ends, where borders are repeated.
    ramp = torch.tensor([0.0, 0, 0.3, 0.3, 0.6, 0.6]).expand(4, 6)
    similar = [STABLE / (m**2 + STABLE) for m in (0.3, 0.6, 0.3)]
    assert float(metrics.gmsd(of_light(flat), of_light(ramp))) == pytest.approx(float(np.std(similar)), rel=1e-4)
    assert float(metrics.gmsd(of_light(ramp), of_light(ramp))) == pytest.approx(0, abs=1e-6)
    # An even change of level moves no edge.
    assert float(metrics.gmsd(of_light(ramp + 0.2), of_light(ramp))) == pytest.approx(0, abs=1e-4)


def test_gmsd_minds_blur_where_mse_does_not() -> None:
    rng = np.random.default_rng(3)
    sharp = torch.from_numpy(rng.integers(0, 2, (1, 1, 24, 24)).astype(np.float32)).repeat_interleave(4, 2)
    sharp = 0.3 + 0.4 * sharp.repeat_interleave(4, 3).expand(1, 3, 96, 96)
    blurred = F.avg_pool2d(F.pad(sharp, (2, 2, 2, 2), mode="replicate"), 5, stride=1)
    darker = (sharp - (blurred - sharp).square().mean().sqrt()).clamp(0, 1)
    assert float(metrics.mse(darker, sharp)) == pytest.approx(float(metrics.mse(blurred, sharp)), rel=1e-3)
    assert float(metrics.gmsd(blurred, sharp)) > 0.05 > 50 * float(metrics.gmsd(darker, sharp))


def test_gmsd_of_a_photo_is_that_of_its_tensor() -> None:
    rng = np.random.default_rng(5)
    target = rng.integers(0, 256, (20, 31, 3), dtype=np.uint8)
    image = np.asarray(cv2.GaussianBlur(target, (5, 5), 1), np.uint8)
    tensors = [torch.from_numpy(one / np.float32(255)).permute(2, 0, 1)[None] for one in (image, target)]
    assert gmsd_of_photo(image, target) == pytest.approx(float(metrics.gmsd(*tensors)), abs=1e-6)
