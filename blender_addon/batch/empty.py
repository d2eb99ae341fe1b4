"""The kind "empty": a room without a product, for backgrounds; several views of each room from one build."""

from __future__ import annotations

from ..library.asset import Library
from ..picture.finish_empty import finish_empty
from ..recipe.model import Recipe
from ..render.layers import Settings
from ..scene.empty_rooms import render_empty
from ..spec import DatasetSpec
from .kind import Made, camera_facts


def make_empty(recipe: Recipe, library: Library, settings: Settings, spec: DatasetSpec) -> Made:
    """See `Make`."""
    room = render_empty(recipe, library, settings)
    finished = finish_empty(room.recipe, room.layers, camera_facts(room.built), spec.checks, spec.render.light_layers)
    return Made(room.built, finished, room.layers.seconds)
