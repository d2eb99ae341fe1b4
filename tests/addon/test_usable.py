"""Broken assets cost no sample and no attempt, and what is drawn depends on what is broken, not on what is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from blender_addon.batch.usable import draw_usable
from blender_addon.library.asset import Asset, Library
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import Recipe
from blender_addon.spec import DatasetSpec, ProductSpec, SurroundingsSpec

LIBRARY = Library(
    products=tuple(Asset(f"model/{n:02d}", "product", Path(f"/x/{n:02d}.glb"), "thing") for n in range(20))
)
HDRIS = replace(LIBRARY, hdris=tuple(Asset(f"hdri/{n:02d}", "hdri", Path(f"/x/{n:02d}.hdr")) for n in range(6)))
ONLY = replace(DatasetSpec(), seed=5, product=ProductSpec(library_share=1.0))
BROKEN = {f"model/{n:02d}" for n in range(20) if n % 10 != 3}


def made(
    known: set[str], sample: int, broken: set[str] = BROKEN, library: Library = LIBRARY, spec: DatasetSpec = ONLY
) -> tuple[Recipe, set[str]]:
    """What a worker that knows some of the broken assets ends up with, reading until it can, and what it knows then."""
    known = set(known)
    while True:
        recipe = draw_usable(spec, library, sample, 0, known).recipe
        read = {*recipe.assets["product"], *recipe.assets["hdri"], *recipe.assets["texture"]} & broken
        if not read:
            return recipe, known
        assert not read & known
        known.add(min(read))  # Blender fails at one of them, which becomes known


def test_a_worker_that_knows_and_one_that_does_not_come_to_the_same() -> None:
    for sample in range(4):
        assert made(set(), sample)[0] == made(BROKEN, sample)[0]


def test_the_same_holds_for_hdris_and_for_what_stands_around() -> None:
    spec = replace(ONLY, surroundings=SurroundingsSpec(other_products=(2, 3), library_share=1.0, plain=0.0))
    broken = {*(f"model/{n:02d}" for n in range(0, 20, 2)), *(f"hdri/{n:02d}" for n in range(0, 6, 2))}
    for sample in range(6):
        recipe, _ = made(set(), sample, broken, HDRIS, spec)
        assert recipe == made(broken, sample, broken, HDRIS, spec)[0]
        shown = {each for thing in recipe.surroundings.things for each in thing.product.assets()}
        assert not shown & broken and shown <= set(recipe.assets["product"])


def test_a_broken_thing_is_left_away_and_shifts_nothing_else() -> None:
    spec = replace(ONLY, surroundings=SurroundingsSpec(other_products=(2, 3), library_share=1.0, plain=0.0))
    recipes = (draw(spec, LIBRARY, number) for number in range(20))
    whole = next(r for r in recipes if len({thing.product.asset for thing in r.surroundings.things}) > 1)
    gone = whole.surroundings.things[0].product.asset
    kept = draw_usable(spec, LIBRARY, whole.id, 0, {gone}).recipe
    assert [t for t in whole.surroundings.things if t.product.asset != gone] == list(kept.surroundings.things)
    assert set(whole.assets["product"]) - set(kept.assets["product"]) == {gone}
    assert replace(kept, surroundings=whole.surroundings, assets=whole.assets) == whole


def test_the_recipe_is_the_draw_of_its_attempt() -> None:
    firsts = (draw(ONLY, LIBRARY, number) for number in range(50))
    sample = next(first.id for first in firsts if first.product.asset in BROKEN and first.split == "train")
    drawn = draw_usable(ONLY, LIBRARY, sample, 0, BROKEN)
    recipe = drawn.recipe
    assert recipe.attempt > 0 and drawn.warnings == ()
    assert recipe.product == draw(ONLY, LIBRARY, sample, recipe.attempt).product
    earlier = [draw(ONLY, LIBRARY, sample, number).product.asset for number in range(recipe.attempt)]
    assert set(earlier) <= BROKEN


def test_families_stand_in_where_a_split_has_nothing_left() -> None:
    everything = {asset.id for asset in LIBRARY.products}
    drawn = draw_usable(ONLY, LIBRARY, 4, 2, everything)
    assert drawn.recipe.product.family is not None
    assert drawn.warnings == (f"no product of the split {drawn.recipe.split} can be used: built-in families stand in",)
    assert drawn.recipe == draw(ONLY, Library(), 4, 2)
    recipe, known = made(set(), 4, everything)
    assert recipe.product.asset.startswith("shape/") and recipe.attempt == 0 and known < everything  # of its own split


def test_drawn_skies_stand_in_where_no_hdri_is_left_and_products_stay() -> None:
    broken = {asset.id for asset in HDRIS.hdris}
    drawn = draw_usable(ONLY, HDRIS, 4, 0, broken)
    assert drawn.recipe == draw(ONLY, LIBRARY, 4, drawn.recipe.attempt)
    assert drawn.recipe.light.hdri is None and drawn.recipe.product.asset.startswith("model/")
    assert [text.split(" can be used")[0] for text in drawn.warnings] == [f"no HDRI of the split {drawn.recipe.split}"]


def test_families_turn_up_by_themselves_where_the_spec_asks_for_both() -> None:
    both = replace(ONLY, product=ProductSpec(library_share=0.5))
    for sample in range(3):
        drawn = draw_usable(both, LIBRARY, sample, 0, {asset.id for asset in LIBRARY.products})
        assert drawn.warnings == () and drawn.recipe.product.family is not None
