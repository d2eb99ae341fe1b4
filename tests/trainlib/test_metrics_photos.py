"""Every metric of one photo, image metrics, depth and normals: known pixels, by hand."""

import math

import numpy as np
import pytest
import torch

from trainlib import metrics
from trainlib.metrics.photos import MATTE_METRICS, measure_matte

Array = np.ndarray


def example() -> tuple[Array, Array]:
    """A matte with waves and a shifted edge in steps of 1/255, and an ellipse for a mask."""
    y, x = np.mgrid[0:24, 0:32]
    mask = ((x - 17) / 9) ** 2 + ((y - 11) / 7) ** 2 < 1
    soft = 1 / (1 + np.exp((((x - 15) / 9) ** 2 + ((y - 12) / 7) ** 2 - 1) * 3))
    wave = 0.25 * (1 + np.sin(1.7 * x) * np.cos(2.3 * y))
    levels = np.round(255 * np.clip(1.15 * soft + wave * (1 - soft) - 0.05, 0, 1))
    levels[0, 0], levels[12, 15] = 0, 255
    return levels / 255, mask


def test_all_metrics_of_a_photo() -> None:
    matte, mask = example()
    alpha = mask.astype(float)
    measured = measure_matte(matte, alpha)
    assert list(measured) == list(MATTE_METRICS)
    tensors = torch.from_numpy(matte).view(1, 1, 24, 32), torch.from_numpy(alpha).view(1, 1, 24, 32)
    for name in ("dice", "iou", "mae", "mse"):
        assert measured[name] == pytest.approx(float(getattr(metrics, name)(*tensors)), abs=1e-6)
    perfect = measure_matte(alpha, alpha)
    for name, more_is_better in MATTE_METRICS.items():
        # E counts the threshold 0, where everything is product.
        assert perfect[name] == pytest.approx(1 if more_is_better else 0, abs=4e-3)
        assert (measured[name] < perfect[name]) is more_is_better
    with pytest.raises(ValueError, match="not two maps of one size"):
        measure_matte(matte[:5], alpha)


def test_pictures_of_known_difference() -> None:
    white, grey = torch.ones(1, 3, 8, 8), torch.full((1, 3, 8, 8), 0.5)
    alpha = torch.zeros(1, 1, 8, 8)
    assert float(metrics.delta_e(white, grey, alpha)) == 0
    alpha[..., :4] = 1
    # Greys differ in lightness alone: L* 100 and 53.389, mean 76.695; S_L = 1 + 0.015·m²/√(20 + m²), m = 26.695.
    middle = (100 + 53.389) / 2 - 50
    expected = (100 - 53.389) / (1 + 0.015 * middle**2 / math.sqrt(20 + middle**2))
    assert float(metrics.delta_e(white, grey, alpha)) == pytest.approx(expected, abs=0.01)
    assert float(metrics.sharpness(grey)) == pytest.approx(0, abs=1e-12)
    # A chequerboard of 0 and 1: the Laplacian is ±4 everywhere.
    board = torch.tensor([[(x + y) % 2 for x in range(8)] for y in range(8)]).float().expand(1, 3, 8, 8)
    assert float(metrics.sharpness(board)) == pytest.approx(16, rel=1e-5)
    # Half the contrast has half the Laplacian, so a quarter of its variance.
    assert float(metrics.sharpness_kept(board / 2, board)) == pytest.approx(0.25, rel=1e-5)
    assert metrics.sharpness_kept(board, 0 * board).isnan().all()


def test_depth_and_normals_of_known_pixels() -> None:
    depth, mask = torch.tensor([1.0, 2.0, 9.0]).view(1, 1, 1, 3), torch.tensor([1, 1, 0]).bool().view(1, 1, 1, 3)
    # ln(predicted/true) = ln 3 ± 0.1 within the mask: a spread of 0.1 once the scale is right.
    found = (3 * depth).log() + torch.tensor([0.1, -0.1, 5.0]).view(1, 1, 1, 3)
    assert float(metrics.log_depth_error(found, depth, mask)) == pytest.approx(0.1, abs=1e-6)
    up, side = torch.tensor([0.0, 1, 0]).view(1, 3, 1, 1), torch.tensor([2.0, 2, 0]).view(1, 3, 1, 1)
    one = torch.ones(1, 1, 1, 1, dtype=torch.bool)
    assert float(metrics.normal_degrees(side, up, one)) == pytest.approx(45, abs=1e-3)
    assert metrics.normal_degrees(side, up, ~one).isnan().all()


def test_every_metric_where_nothing_or_all_is_product() -> None:
    """Finite throughout, best where answer and target agree; of a single pixel, too."""
    for shape in ((1, 1), (7, 9)):
        nothing, everything = np.zeros(shape), np.ones(shape)
        for matte in (nothing, everything, everything / 2):
            for alpha in (nothing, everything, everything / 2):
                assert all(math.isfinite(value) for value in measure_matte(matte, alpha).values())
        agreed, missed = measure_matte(everything, everything), measure_matte(nothing, everything)
        # Not the best F, which takes all for product at its lowest threshold, nor the weighted one, see there.
        for name in ("dice", "iou", "boundary_iou", "s_measure"):
            assert agreed[name] == pytest.approx(1) and missed[name] == pytest.approx(0)
        assert [agreed["max_f"], agreed["weighted_f"]] == pytest.approx([1, 1])
        assert agreed["sad"] == agreed["leftover"] == missed["leftover"] == 0
        assert missed["mae"] == missed["mse"] == 1 and missed["sad"] == nothing.size / 1000
        empty, invented = measure_matte(nothing, nothing), measure_matte(everything, nothing)
        assert empty["dice"] == empty["iou"] == empty["boundary_iou"] == empty["s_measure"] == 1
        assert invented["dice"] == invented["iou"] == invented["boundary_iou"] == invented["s_measure"] == 0
        assert invented["leftover"] == nothing.size, "of a product of no area, as of a pixel"
