"""The records of the built-in families, and what spec, recipe and scene make of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from blender_addon.product_families import FAMILIES, family_of
from blender_addon.recipe.families import draw_family
from blender_addon.scene.products import build_family
from blender_addon.spec import ProductSpec

ADDON = Path(__file__).resolve().parents[2] / "blender_addon"


def modules(folder: str) -> set[str]:
    return {path.stem for path in (ADDON / folder).glob("*.py")} - {"__init__", "family_draw"}


def test_spec_recipe_and_scene_know_the_same_families() -> None:
    assert ProductSpec().families == tuple(FAMILIES)
    assert modules("recipe/families") == set(FAMILIES)
    assert modules("scene/products") == set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_drawn_can_be_built_in_its_size_with_a_material_for_every_slot(family: str) -> None:
    for seed in range(3):
        drawn = draw_family(family, np.random.Generator(np.random.PCG64(seed)))
        slots = build_family(family, drawn.parameters)
        assert set(slots) <= set(drawn.materials)
        points = np.concatenate([shape.vertices for shape in slots.values()])
        low, high = FAMILIES[family].longest_m
        assert low <= np.ptp(points, axis=0).max() <= high


def test_an_unknown_family_is_told_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match="no product family 'spoon'; there are: vessel, bottle"):
        family_of("spoon")
