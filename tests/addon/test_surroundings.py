"""What stands around a product, as drawn: shares hold, splits hold, nothing else of a sample shifts."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from blender_addon.library.asset import Asset, Library
from blender_addon.recipe.draw import draw
from blender_addon.recipe.furniture import DRAWS, draw_piece
from blender_addon.recipe.model import Recipe
from blender_addon.spec import FURNITURE, SUPPORTS, DatasetSpec, SurroundingsSpec

LIBRARY = Library(
    products=tuple(Asset(f"model/mug_{n:02d}", "product", Path(f"/x/mug_{n}.glb"), "mug") for n in range(20)),
)
SPEC = DatasetSpec(seed=5)


@pytest.fixture(scope="module")
def recipes() -> list[Recipe]:
    return [draw(SPEC, LIBRARY, sample) for sample in range(200)]


def _others(recipe: Recipe) -> set[str]:
    return {thing.product.asset for thing in recipe.surroundings.things}


def test_a_third_is_uncluttered_and_shares_hold(recipes: list[Recipe]) -> None:
    plain = [not recipe.surroundings.things and not recipe.surroundings.furniture for recipe in recipes]
    assert 0.3 < np.mean(plain) < 0.6
    occluded = np.mean([recipe.surroundings.occluder is not None for recipe in recipes])
    assert 0.03 < occluded < 0.13
    kinds = {recipe.surroundings.support.piece.kind for recipe in recipes if recipe.surroundings.support}
    assert kinds == set(SUPPORTS)
    assert {piece.piece.kind for recipe in recipes for piece in recipe.surroundings.furniture} == set(FURNITURE)


def test_other_products_are_of_the_samples_own_split_and_are_listed(recipes: list[Recipe]) -> None:
    assigned: dict[str, set[str]] = {}
    for recipe in recipes:
        assert _others(recipe) <= set(recipe.assets["product"])
        assert recipe.assets["product"][0] == recipe.product.asset
        for asset in recipe.assets["product"]:
            assigned.setdefault(asset, set()).add(recipe.split)
    assert all(len(splits) == 1 for splits in assigned.values())
    assert sum(asset.startswith("model/") for recipe in recipes for asset in _others(recipe)) > 30


def test_surroundings_shift_nothing_else(recipes: list[Recipe]) -> None:
    bare = dataclasses.replace(SPEC, surroundings=SurroundingsSpec(plain=1.0, support=0.0, occluder=0.0))
    for recipe in recipes[:20]:
        other = draw(bare, LIBRARY, recipe.id)
        assert (other.surroundings.support, other.surroundings.things) == (None, ())
        for part in ("product", "room", "light", "camera", "studio", "room_develop"):
            assert getattr(other, part) == getattr(recipe, part)


def test_large_products_stand_on_the_floor_or_a_rug(recipes: list[Recipe]) -> None:
    for recipe in recipes:
        support = recipe.surroundings.support
        if recipe.product.family in ("chair", "table") and support is not None:
            assert support.piece.kind == "rug"


@pytest.mark.parametrize("kind", sorted(DRAWS))
def test_a_piece_is_json(kind: str) -> None:
    piece = draw_piece(kind, np.random.Generator(np.random.PCG64(1)), "7")
    assert json.loads(json.dumps(dataclasses.asdict(piece), allow_nan=False))["kind"] == kind
