"""Product materials as drawn."""

from __future__ import annotations

import numpy as np

from blender_addon.recipe.finishes import glass, metal


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_metal_can_be_asked_for_by_name_and_thin_glass_hardly_bends_light() -> None:
    gold = metal(rng(1), "gold").parameters["colour"]
    assert gold[0] > gold[1] > gold[2]
    assert all(glass(rng(seed)).parameters["ior"] <= 1.08 for seed in range(20))
    assert all(glass(rng(seed), filled=True).parameters["ior"] >= 1.33 for seed in range(20))
