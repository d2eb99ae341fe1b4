"""Draws without the assets that turned out to be unusable.

A broken asset costs no sample and no attempt: the draw uses the next attempt's number until all its assets are usable.
A broken product in the surroundings is left out. So a sample depends only on which assets are broken, and not on what
this worker has seen before.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass, replace

from ..library.asset import Library
from ..recipe.draw import draw
from ..recipe.empty import draw_empty
from ..recipe.model import Recipe
from ..recipe.split import assets_of_split, split_of_sample
from ..recipe.surroundings import asset_ids
from ..spec import DatasetSpec

MOST_DRAWS = 200
"""The most draws in search of usable assets, before a kind of assets is replaced. With 19 of 20 products broken that
happens once in 30,000 samples.
"""
_STAND_INS = {
    "hdris": "no HDRI of the split {split} can be used: drawn skies stand in",
    "products": "no product of the split {split} can be used: built-in families stand in",
    "textures": "no texture of the split {split} can be used: drawn surfaces stand in",
}
_GIVEN_UP: tuple[tuple[str, ...], ...] = ((), ("hdris",), ("products",), ("hdris", "products"), tuple(_STAND_INS))
"""Kinds of assets to do without, tried in this order."""


@dataclass(frozen=True)
class Drawn:
    """A recipe with usable assets only."""

    recipe: Recipe
    warnings: tuple[str, ...]
    """The replacement for a kind of assets of which none is usable."""


def draw_usable(spec: DatasetSpec, library: Library, sample: int, attempt: int, broken: Collection[str]) -> Drawn:
    """The first recipe from `attempt` on that needs no broken asset.

    If MOST_DRAWS draws give none, the draws from `attempt` on are tried again without HDRIs, without products, without
    both, and last without any asset.

    Args:
        spec: The spec.
        library: Including broken assets, so that splits do not change.
        sample: The sample's id.
        attempt: Number of the first draw.
        broken: Ids of assets that cannot be used.
    """
    for kinds in _GIVEN_UP:
        if "products" not in kinds and spec.product.library_share >= 1.0 and _none_left(spec, library, sample, broken):
            continue  # every draw would have a broken product
        smaller = replace(library, **dict.fromkeys(kinds, ()))
        for recipe in _draws(spec, smaller, sample, attempt):
            if not broken or not _needs(recipe, broken):
                told = tuple(_STAND_INS[kind].format(split=recipe.split) for kind in kinds if getattr(library, kind))
                return Drawn(_without_things(recipe, broken), told)
    raise AssertionError("a draw from an empty library needs no asset")


def _draws(spec: DatasetSpec, library: Library, sample: int, attempt: int) -> Iterator[Recipe]:
    drawing = draw_empty if spec.kind == "empty" else draw
    for number in range(attempt, attempt + MOST_DRAWS):
        yield drawing(spec, library, sample, number)


def _needs(recipe: Recipe, broken: Container[str]) -> bool:
    """Whether the recipe needs a broken asset."""
    needed = (*recipe.product.assets(), *recipe.assets["hdri"], *recipe.assets["texture"])
    return any(asset in broken for asset in needed)


def _without_things(recipe: Recipe, broken: Container[str]) -> Recipe:
    """The recipe without broken products in its surroundings."""
    things = recipe.surroundings.things
    kept = tuple(thing for thing in things if not any(asset in broken for asset in thing.product.assets()))
    if len(kept) == len(things):
        return recipe
    around = replace(recipe.surroundings, things=kept)
    products = tuple(dict.fromkeys((*recipe.product.assets(), *asset_ids(around)["product"])))
    return replace(recipe, surroundings=around, assets={**recipe.assets, "product": products})


def _none_left(spec: DatasetSpec, library: Library, sample: int, broken: Container[str]) -> bool:
    """Whether the sample's split has products, and all of them are broken."""
    shares = spec.split.shares()
    split = split_of_sample(shares, spec.seed, sample)
    mine = assets_of_split(library.products, spec.seed, shares, split)
    return bool(mine) and all(asset.id in broken for asset in mine)
