"""The kinds without a studio: "cutout", a product in a room and its alpha, and "glowball", a ball in a dark corner."""

from __future__ import annotations

from ..library.asset import Library
from ..picture.finish_cutout import finish_cutout
from ..picture.product_layers import ProductLayers
from ..recipe.model import Recipe
from ..render.layers import Settings
from ..scene.build import add_silhouette, build
from ..scene.glowball import build_glowball
from ..scene.renders import Build, render_product, render_room
from ..spec import DatasetSpec
from .kind import Made, camera_facts


def make_cutout(recipe: Recipe, library: Library, settings: Settings, spec: DatasetSpec) -> Made:
    """See `Make`. The room's render is the packshot's, path for path."""
    return _make(recipe, library, settings, spec, build)


def make_glowball(recipe: Recipe, library: Library, settings: Settings, spec: DatasetSpec) -> Made:
    """See `Make`. The ball is the product."""
    return _make(recipe, library, settings, spec, build_glowball)


def _make(recipe: Recipe, library: Library, settings: Settings, spec: DatasetSpec, builder: Build) -> Made:
    room = render_room(recipe, library, settings, builder)
    product = ProductLayers(*render_product(room, add_silhouette(room.built), settings))
    finished = finish_cutout(
        room.recipe, room.layers, product, camera_facts(room.built), spec.checks, spec.render.light_layers
    )
    return Made(room.built, finished, room.layers.seconds + product.layers.seconds)
