"""Streams of random numbers."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from blender_addon.recipe.streams import log_uniform, normal, pick, stream, uniform, weighed, whole


def test_drawn_numbers_stay_in_their_range_and_fill_it() -> None:
    rng = stream(1, 2, 3, "x")
    flat = np.array([uniform(rng, -2.0, 3.0) for _ in range(4000)])
    assert flat.min() >= -2.0
    assert flat.max() <= 3.0
    assert abs(flat.mean() - 0.5) < 0.1
    logs = np.log2([log_uniform(rng, 0.25, 4.0) for _ in range(4000)])
    assert abs(logs.mean()) < 0.1
    assert logs.max() <= 2.0 + 1e-6
    assert Counter(whole(rng, 1, 3) for _ in range(3000)).keys() == {1, 2, 3}
    bell = np.array([normal(rng, 0.5) for _ in range(4000)])
    assert abs(bell.std() - 0.5) < 0.03
    assert np.abs(bell).max() <= 1.5
    with pytest.raises(ValueError, match="nothing"):
        pick(rng, ())


def test_streams_are_what_they_were() -> None:
    """Numbers that are stored: a dataset started on one machine or version continues the same on another."""
    rng = stream(7, 17, 0, "camera")
    assert [uniform(rng, 0.0, 1.0) for _ in range(3)] == STORED


STORED = [0.956153, 0.987441, 0.971784]


def test_weights_are_shares_and_zero_is_never() -> None:
    rng = np.random.Generator(np.random.PCG64(2))
    found = Counter(weighed(rng, {"a": 0.0, "b": 3.0, "c": 1.0, "d": 0.0}) for _ in range(4000))
    assert set(found) == {"b", "c"}
    assert found["b"] / 4000 == pytest.approx(0.75, abs=0.03)
    with pytest.raises(ValueError, match="nothing"):
        weighed(rng, {})
