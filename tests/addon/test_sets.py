"""Sets and frames that cut: drawn as often as asked, from streams of their own."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest

from blender_addon.library.asset import Asset, Library
from blender_addon.recipe.draw import draw
from blender_addon.spec import CameraSpec, DatasetSpec, ProductSpec
from blender_addon.spec_toml import SpecError, load_spec, override

LIBRARY = Library(products=tuple(Asset(f"model/cup_{n}", "product", Path(f"/x/{n}.glb"), "cup") for n in range(9)))
PLAIN = DatasetSpec(seed=2, kind="cutout")
SETS = dataclasses.replace(PLAIN, product=ProductSpec(sets=0.5))
CUT = dataclasses.replace(PLAIN, camera=CameraSpec(cut=0.4))


def test_a_share_of_the_samples_are_sets_and_the_rest_is_as_without() -> None:
    pairs = [(draw(PLAIN, LIBRARY, n), draw(SETS, LIBRARY, n)) for n in range(200)]
    sets = [recipe for _, recipe in pairs if recipe.product.pieces]
    assert 75 < len(sets) < 125
    for one, other in pairs:
        assert dataclasses.replace(other.product, pieces=()) == one.product
        assert one.camera == other.camera and one.room == other.room
    sizes = Counter(len(recipe.product.pieces) for recipe in sets)
    assert sizes[1] > sizes[5] > 0 and set(sizes) <= {1, 2, 3, 5}


def test_every_piece_is_among_the_assets_and_no_two_samples_share_one() -> None:
    seen: dict[str, int] = {}
    for n in range(200):
        recipe = draw(SETS, LIBRARY, n)
        names = recipe.product.assets()
        assert names == recipe.assets["product"][: len(names)]
        assert len(set(recipe.assets["product"])) == len(recipe.assets["product"])
        for name in names:
            if name.startswith("shape/"):
                assert seen.setdefault(name, n) == n
        if recipe.product.family is None:
            assert {piece.product.asset for piece in recipe.product.pieces} <= {recipe.product.asset}


def test_a_share_of_the_samples_is_cut_at_a_side_mostly_the_lower() -> None:
    recipes = [draw(CUT, LIBRARY, n) for n in range(300)]
    cuts = [recipe.camera.cut for recipe in recipes if recipe.camera.cut is not None]
    assert 95 < len(cuts) < 145
    assert all(0.06 <= max(map(abs, cut)) <= 0.45 for cut in cuts)
    assert sum(cut[1] < 0 for cut in cuts) > sum(cut[1] > 0 for cut in cuts)
    assert sum(cut[0] != 0 and cut[1] != 0 for cut in cuts) > 10
    fills = [recipe.camera.fill for recipe in recipes if recipe.camera.cut is not None]
    assert min(fills) < 0.6 and max(fills) > 1.4


def test_a_packshot_shows_the_whole_product() -> None:
    with pytest.raises(SpecError, match="a packshot shows the whole product"):
        override(DatasetSpec(), {"camera.cut": 0.1})
    assert load_spec("cutouts").camera.cut > 0
