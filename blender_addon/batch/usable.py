"""Draws without the products that turned out to be unusable.

A broken product takes no sample with it and costs no attempt: the draw moves on to the next attempt's number until it
meets another product. What a sample becomes so depends on which products are broken and not on what this worker
has met before: remembering them only saves the time to find out again.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from ..library.asset import Library
from ..recipe.draw import draw
from ..recipe.model import Recipe
from ..recipe.split import assets_of_split, split_of_sample
from ..spec import DatasetSpec

MOST_DRAWS = 200
"""Draws in which a usable product has to turn up, else built-in families stand in for this sample. With 19 products of
20 broken that fails once in 30,000 samples.
"""


def draw_usable(
    spec: DatasetSpec, library: Library, sample: int, attempt: int, broken: Container[str]
) -> tuple[Recipe, bool]:
    """The first recipe from `attempt` on whose product is not in `broken`.

    Args:
        spec: What the user asks for.
        library: With the broken products in it: they keep their place among the splits.
        sample: The sample's id.
        attempt: Number of the first draw.
        broken: Ids of products that cannot be used.

    Returns:
        The recipe, and whether its family stands in for the library's products because none of MOST_DRAWS draws met
        a usable one. Such a recipe is the draw of `attempt` from the library without products.
    """
    if spec.product.library_share >= 1.0 and _none_left(spec, library, sample, broken):
        return draw(spec, replace(library, products=()), sample, attempt), True  # as MOST_DRAWS draws would find
    for number in range(attempt, attempt + MOST_DRAWS):
        recipe = draw(spec, library, sample, number)
        if recipe.product.asset not in broken:
            return recipe, False
    return draw(spec, replace(library, products=()), sample, attempt), True


def _none_left(spec: DatasetSpec, library: Library, sample: int, broken: Container[str]) -> bool:
    """Whether the sample's split has products, and all of them are broken."""
    shares = spec.split.shares()
    split = split_of_sample(shares, spec.seed, sample)
    mine = assets_of_split(library.products, spec.seed, shares, split)
    return bool(mine) and all(asset.id in broken for asset in mine)
