"""The kind "cutout": a product in a room and its alpha, without the studio that a packshot costs besides."""

from __future__ import annotations

from ..library.asset import Library
from ..picture.finish_cutout import finish_cutout
from ..picture.product_layers import ProductLayers
from ..recipe.model import Recipe
from ..render.layers import Settings, render
from ..scene.behind_glass import BEHIND, STRENGTH
from ..scene.build import add_silhouette, build
from ..spec import DatasetSpec
from .kind import Made, camera_facts, require_product, seed_of, with_glow


def make_cutout(recipe: Recipe, library: Library, settings: Settings, spec: DatasetSpec) -> Made:
    """See `Make`. The room's render is the packshot's, path for path."""
    built = build(recipe, library, settings.resolution)
    require_product(built)
    recipe = with_glow(recipe, built)
    room = render(
        built.room,
        settings,
        settings.spec.room_samples,
        tuple(recipe.room_gains),
        seed_of(recipe),
        objects=built.product.names,
        in_front=built.in_front,
    )
    outline = render(
        add_silhouette(built),
        settings,
        settings.spec.studio_samples,
        (),
        seed_of(recipe) + 1,
        markers=(BEHIND,),
        objects=built.product.names if built.in_front else (),
    )
    product = ProductLayers(outline, outline.aovs[BEHIND] / STRENGTH)
    finished = finish_cutout(recipe, room, product, camera_facts(built), spec.checks, spec.render.light_layers)
    return Made(built, finished, room.seconds + outline.seconds)
