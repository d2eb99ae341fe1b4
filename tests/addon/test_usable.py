"""Broken products cost no sample and no attempt, and what is drawn depends on what is broken, not on what is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from blender_addon.batch.usable import draw_usable
from blender_addon.library.asset import Asset, Library
from blender_addon.recipe.draw import draw
from blender_addon.spec import DatasetSpec, ProductSpec

LIBRARY = Library(
    products=tuple(Asset(f"model/{n:02d}", "product", Path(f"/x/{n:02d}.glb"), "thing") for n in range(20))
)
ONLY = replace(DatasetSpec(), seed=5, product=ProductSpec(library_share=1.0))
BROKEN = {f"model/{n:02d}" for n in range(20) if n % 10 != 3}


def made(known: set[str], sample: int, broken: set[str] = BROKEN) -> tuple[str, int, set[str]]:
    """What a worker that knows some of the broken products ends up with, importing until it can."""
    known = set(known)
    while True:
        recipe, _ = draw_usable(ONLY, LIBRARY, sample, 0, known)
        if recipe.product.asset not in broken:
            return recipe.product.asset, recipe.attempt, known
        assert recipe.product.asset not in known
        known.add(recipe.product.asset)


def test_a_worker_that_knows_and_one_that_does_not_come_to_the_same() -> None:
    for sample in range(4):
        assert made(set(), sample)[:2] == made(BROKEN, sample)[:2]


def test_the_recipe_is_the_draw_of_its_attempt() -> None:
    firsts = (draw(ONLY, LIBRARY, number) for number in range(50))
    sample = next(first.id for first in firsts if first.product.asset in BROKEN and first.split == "train")
    recipe, stands_in = draw_usable(ONLY, LIBRARY, sample, 0, BROKEN)
    assert recipe == draw(ONLY, LIBRARY, sample, recipe.attempt) and recipe.attempt > 0 and not stands_in
    earlier = [draw(ONLY, LIBRARY, sample, number).product.asset for number in range(recipe.attempt)]
    assert set(earlier) <= BROKEN


def test_families_stand_in_where_a_split_has_nothing_left() -> None:
    everything = {asset.id for asset in LIBRARY.products}
    recipe, stands_in = draw_usable(ONLY, LIBRARY, 4, 2, everything)
    assert stands_in and recipe.product.family is not None
    assert recipe == draw(ONLY, Library(), 4, 2)
    asset, attempt, known = made(set(), 4, everything)
    assert asset.startswith("shape/") and attempt == 0 and known < everything  # those of its own split


def test_families_turn_up_by_themselves_where_the_spec_asks_for_both() -> None:
    both = replace(ONLY, product=ProductSpec(library_share=0.5))
    for sample in range(3):
        recipe, stands_in = draw_usable(both, LIBRARY, sample, 0, {asset.id for asset in LIBRARY.products})
        assert not stands_in and recipe.product.family is not None
