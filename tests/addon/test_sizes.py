"""Sizes of library products by their names."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.recipe.sizes import plausible_longest_m


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


@pytest.mark.parametrize(
    ("name", "category", "low", "high"),
    [
        ("mug", "", 0.08, 0.13),
        ("bottle-large", "", 0.2, 0.32),
        ("painted_wooden_stool_1k", "", 0.4, 0.7),
        ("sofa_03", "", 1.7, 2.3),
        ("BarStool2", "", 0.4, 0.7),
        ("ice-cream-truck", "", 0.15, 0.5),
        ("soda-can", "", 0.08, 0.14),
        ("knife-block", "", 0.2, 0.35),
        ("cups", "", 0.08, 0.13),
        ("scancard", "", 0.3, 0.4),
        ("thing_04", "chair", 0.8, 1.1),
        ("thing_04", "", 0.3, 0.4),
    ],
)
def test_sizes_follow_the_words_of_the_name(name: str, category: str, low: float, high: float) -> None:
    sizes = [plausible_longest_m(name, category, rng(seed), (0.3, 0.4)) for seed in range(40)]
    assert low <= min(sizes) < max(sizes) <= high
    assert max(sizes) / min(sizes) > 1 + 0.5 * (high / low - 1)
