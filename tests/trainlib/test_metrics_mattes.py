"""Errors of mattes, by their definitions."""

import math
from collections import deque

import numpy as np
import pytest
from test_metrics_photos import example

from trainlib.images.arrays import Array
from trainlib.metrics import mattes


def test_sad_of_known_pixels() -> None:
    matte, alpha = np.full((20, 50), 0.5), np.zeros((20, 50))
    assert mattes.sad(matte, alpha) == pytest.approx(0.5)
    region = np.zeros((20, 50), bool)
    region[:10] = True
    assert mattes.sad(matte, alpha, region) == pytest.approx(0.25)


def test_gradient_error_by_its_definition() -> None:
    matte, mask = example()
    alpha = mask.astype(float)
    x = np.arange(-4, 5)  # to the first place where the bell has fallen below a hundredth
    bell = np.exp(-(x**2) / (2 * 1.4**2)) / (1.4 * math.sqrt(2 * math.pi))
    assert bell[0] < 0.01 < bell[1]
    kernel = np.outer(bell, -x * bell / 1.4**2)
    kernel /= np.sqrt((kernel**2).sum())

    def steepness(values: Array) -> Array:
        padded = np.pad(values, len(x) // 2, mode="edge")
        out = np.zeros((2, *values.shape))
        for axis, k in enumerate((kernel, kernel.T)):
            for j in range(values.shape[0]):
                for i in range(values.shape[1]):
                    out[axis, j, i] = (padded[j : j + len(x), i : i + len(x)] * k).sum()
        return np.hypot(*out)

    expected = ((steepness(matte) - steepness(alpha)) ** 2).sum() / 1000
    assert mattes.gradient_error(matte, alpha) == pytest.approx(expected, rel=1e-6)


def largest_part(mask: Array) -> Array:
    """The largest 4-connected part, by walking through it."""
    best: set[tuple[int, int]] = set()
    seen = set()
    for start in map(tuple, np.argwhere(mask)):
        if start in seen:
            continue
        part, queue = {start}, deque([start])
        while queue:
            y, x = queue.popleft()
            for place in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                inside = 0 <= place[0] < mask.shape[0] and 0 <= place[1] < mask.shape[1]
                if inside and mask[place] and place not in part:
                    part.add(place)
                    queue.append(place)
        seen |= part
        best = max(best, part, key=len)
    out = np.zeros_like(mask)
    for place in best:
        out[place] = True
    return out


def test_connectivity_error_by_its_definition() -> None:
    matte, mask = example()
    alpha = np.clip(mask - 0.3 * (matte > 0.9), 0, 1)
    levels = np.zeros(matte.shape)
    for y, x in np.ndindex(matte.shape):
        for tenth in range(1, 11):
            both = (matte >= tenth / 10 - 1e-9) & (alpha >= tenth / 10 - 1e-9)
            if not largest_part(both)[y, x]:
                break
            levels[y, x] = tenth / 10

    def connected(values: Array) -> Array:
        distance = values - levels
        return np.where(distance >= 0.15, 1 - distance, 1)

    expected = np.abs(connected(matte) - connected(alpha)).sum() / 1000
    assert expected > 0.01
    assert mattes.connectivity_error(matte, alpha) == pytest.approx(expected)
    assert mattes.connectivity_error(alpha, alpha) == 0
