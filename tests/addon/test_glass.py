"""Alpha of glass."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.picture.glass import LEAST_SHARE, facing, soft_alpha


def test_glass_counts_half_and_its_edge_whole() -> None:
    ones = np.ones((1, 4))
    through = np.array([[0.0, 1.0, 1.0, 0.01]])
    turned = np.array([[1.0, 1.0, 0.2, 1.0]])
    assert soft_alpha(ones, through, turned)[0].tolist() == [1.0, LEAST_SHARE, 1.0, 1.0]
    # On the product's outline half a pixel of clear glass is a quarter.
    assert soft_alpha(0.5 * ones, 0.5 * ones, ones)[0, 0] == pytest.approx(0.5 * LEAST_SHARE)
    assert soft_alpha(0 * ones, 0 * ones, ones).max() == 0.0


def test_facing_is_the_cosine_to_the_line_of_sight() -> None:
    straight = np.zeros((3, 3, 3))
    straight[..., 2] = 0.5  # of half length, as averaging leaves them
    cosines = facing(straight, focal_px=1.0)
    assert cosines[1, 1] == pytest.approx(1.0)
    assert cosines[1, 0] == pytest.approx(np.sqrt(0.5))
    assert cosines[0, 0] == pytest.approx(1 / np.sqrt(3))
