"""SSIM in the target's box: blind to the empty rest, the same for batches and photos, 1 where both agree."""

import numpy as np
import pytest
import torch
from skimage.metrics import structural_similarity

from trainlib.metrics import box_ssim, ssim
from trainlib.metrics.structure import box_ssim_of_photo


def square(size: int, corner: int, side: int) -> np.ndarray:
    alpha = np.zeros((size, size), np.float32)
    alpha[corner : corner + side, corner : corner + side] = 1
    return alpha


def test_the_empty_rest_says_nothing() -> None:
    true, missing = square(128, 40, 30), np.zeros((128, 128), np.float32)
    pair = [torch.from_numpy(one)[None, None] for one in (missing, true)]
    assert float(ssim(*pair)[0]) > 0.85, "over the whole picture a mask that finds nothing looks fine"
    assert float(box_ssim(*pair)[0]) < 0.01
    assert box_ssim_of_photo(true, true) == pytest.approx(1)


def test_it_is_the_ssim_of_the_crop() -> None:
    rng = np.random.default_rng(0)
    true = square(64, 20, 24)
    found = np.clip(true + rng.normal(0, 0.2, true.shape), 0, 1).astype(np.float32)
    crop = (slice(20, 44), slice(20, 44))
    expected = structural_similarity(
        found[crop], true[crop], data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
    )
    assert box_ssim_of_photo(found, true) == pytest.approx(expected, abs=0.02)
    assert float(box_ssim(*(torch.from_numpy(one)[None, None] for one in (found, true)))[0]) == pytest.approx(
        box_ssim_of_photo(found, true)
    )


@pytest.mark.parametrize("corner", [0, 30, 62])
def test_a_small_product_s_box_is_grown(corner: int) -> None:
    true = square(64, corner, 2)
    assert box_ssim_of_photo(true, true) == pytest.approx(1)
    assert box_ssim_of_photo(np.zeros_like(true), true) < 0.95


def test_without_a_product_the_whole_picture_counts() -> None:
    empty = np.zeros((32, 32), np.float32)
    assert box_ssim_of_photo(empty, empty) == pytest.approx(1)
    assert box_ssim_of_photo(np.ones_like(empty), empty) < 0.01
