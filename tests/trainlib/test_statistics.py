"""Intervals and differences in pairs."""

import numpy as np
import pytest

from trainlib.evaluate.statistics import compare, interval, summarise


def test_the_interval_is_that_of_the_mean() -> None:
    """For many photos the bootstrap's interval nears mean ± 1.96·s/√n; the seed fixes it."""
    values = np.random.default_rng(3).normal(0.9, 0.05, 400)
    low, high = interval(values.tolist(), 7, 4000)
    half = 1.96 * values.std() / 20
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=half / 10)
    assert interval(values.tolist(), 7, 4000) == (low, high)
    assert interval(values.tolist(), 8, 4000) != (low, high)
    one = summarise([0.5, 0.9, 1.0], 7, 100)
    assert (one.count, one.mean, one.median) == (3, pytest.approx(0.8), 0.9)


def test_pairs_see_what_means_alone_do_not() -> None:
    """Photos differ by far more than the methods do, who differ on each by the same."""
    base = np.linspace(0, 1, 20)
    found = compare((base + 0.01).tolist(), base.tolist(), True, 7, 500)
    assert found.mean == pytest.approx(0.01)
    assert found.clear
    assert (found.wins, found.losses) == (20, 0)
    assert not compare([0.1, 0.9], [0.9, 0.1], True, 7, 500).clear
    assert compare([0.1, 0.2], [0.2, 0.2], False, 7, 50).wins == 1
