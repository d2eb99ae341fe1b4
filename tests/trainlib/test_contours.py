"""Metrics of edges, by their definition."""

import numpy as np
import pytest
from test_metrics_photos import example

from trainlib.images.arrays import Array
from trainlib.metrics import contours


def test_boundary_iou_by_its_definition() -> None:
    matte, mask = example()
    found = matte >= 0.5

    def band(which: Array, width: int) -> Array:
        height, across = which.shape
        out = np.zeros_like(which)
        for y in range(height):
            for x in range(across):
                for j in range(-width, width + 1):
                    for i in range(-width, width + 1):
                        inside = 0 <= y + j < height and 0 <= x + i < across
                        if which[y, x] and not (inside and which[y + j, x + i]):
                            out[y, x] = True
        return out

    for share, width in ((0.02, 1), (0.05, 2)):
        one, other = band(found, width), band(mask, width)
        expected = (one & other).sum() / (one | other).sum()
        assert contours.boundary_iou(found, mask, share) == pytest.approx(expected)
    assert contours.boundary_iou(mask, mask) == 1
    assert contours.boundary_iou(~mask & mask, ~mask & mask) == 1
