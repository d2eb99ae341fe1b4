"""The kind "packshot": a product in a room, and the same product in the studio, on white."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import Plane
from ..library.asset import Library
from ..picture.finish_packshot import finish_packshot
from ..picture.finished import Finished
from ..picture.product_layers import ProductLayers
from ..picture.target import StudioLayers
from ..recipe.model import Recipe
from ..render.layers import Settings, render
from ..render.planes import Layers
from ..scene.behind_glass import BEHIND, STRENGTH
from ..scene.build import Built, add_studio, build
from ..scene.studio import GROUND, GROUND_OPEN
from ..spec import DatasetSpec
from .kind import Made, camera_facts, require_product, seed_of, with_glow


@dataclass(frozen=True)
class Rendered:
    """One attempt, rendered: both renders' layers and the shadow that the second one told."""

    built: Built
    room: Layers
    studio: Layers
    shadow: Plane
    through: Plane
    """Share of the pixel that shows what is behind the product's glass."""


def make_packshot(recipe: Recipe, library: Library, settings: Settings, spec: DatasetSpec) -> Made:
    """See `Make`."""
    rendered = render_packshot(recipe, library, settings)
    finished = finish_rendered(recipe, rendered, spec)
    return Made(rendered.built, finished, rendered.room.seconds + rendered.studio.seconds)


def render_packshot(recipe: Recipe, library: Library, settings: Settings) -> Rendered:
    """Build the recipe and render it twice: the room, then the studio."""
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
    studio = render(
        add_studio(recipe, built),
        settings,
        settings.spec.studio_samples,
        tuple(recipe.studio_gains),
        seed_of(recipe) + 1,
        aovs=(GROUND, GROUND_OPEN),
        markers=(BEHIND,),
        objects=built.product.names if built.in_front else (),
    )
    ground, open_to_light = studio.aovs[GROUND], studio.aovs[GROUND_OPEN]
    shadow = np.where(ground > 0.02, 1.0 - open_to_light / np.maximum(ground, 0.02), 0.0).astype(np.float32)
    return Rendered(built, room, studio, shadow, studio.aovs[BEHIND] / STRENGTH)


def finish_rendered(recipe: Recipe, rendered: Rendered, spec: DatasetSpec) -> Finished:
    """Both renders as the finished files of a sample, not yet written."""
    recipe = with_glow(recipe, rendered.built)
    studio = StudioLayers(ProductLayers(rendered.studio, rendered.through), rendered.shadow)
    facts = camera_facts(rendered.built)
    return finish_packshot(recipe, rendered.room, studio, facts, spec.checks, spec.render.light_layers)
