"""The kind "packshot": a product in a room, and the same product in the studio, on white."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..library.asset import Library
from ..picture.finish_packshot import finish_packshot
from ..picture.finished import Finished
from ..picture.product_layers import ProductLayers
from ..picture.target import StudioLayers
from ..recipe.model import Recipe
from ..render.layers import Settings
from ..render.planes import Layers
from ..scene.build import add_studio
from ..scene.renders import RoomRender, render_product, render_room
from ..scene.studio import GROUND, GROUND_OPEN
from ..spec import DatasetSpec
from .kind import Made, camera_facts


@dataclass(frozen=True)
class Rendered:
    """One attempt, rendered in the room and in the studio."""

    in_room: RoomRender
    in_studio: StudioLayers

    @property
    def room(self) -> Layers:
        """The room's layers."""
        return self.in_room.layers

    @property
    def studio(self) -> Layers:
        """The studio's layers."""
        return self.in_studio.product.layers


def make_packshot(recipe: Recipe, library: Library, settings: Settings, spec: DatasetSpec) -> Made:
    """See `Make`."""
    rendered = render_packshot(recipe, library, settings)
    seconds = rendered.room.seconds + rendered.studio.seconds
    return Made(rendered.in_room.built, finish_rendered(rendered, spec), seconds)


def render_packshot(recipe: Recipe, library: Library, settings: Settings) -> Rendered:
    """Build the recipe and render it twice: the room, then the studio."""
    room = render_room(recipe, library, settings)
    scene = add_studio(room.recipe, room.built)
    studio, through = render_product(room, scene, settings, room.recipe.studio_gains, (GROUND, GROUND_OPEN))
    ground, open_to_light = studio.aovs[GROUND], studio.aovs[GROUND_OPEN]
    shadow = np.where(ground > 0.02, 1.0 - open_to_light / np.maximum(ground, 0.02), 0.0).astype(np.float32)
    return Rendered(room, StudioLayers(ProductLayers(studio, through), shadow))


def finish_rendered(rendered: Rendered, spec: DatasetSpec) -> Finished:
    """Both renders as the files of a sample, not yet written."""
    facts = camera_facts(rendered.in_room.built)
    return finish_packshot(
        rendered.in_room.recipe, rendered.room, rendered.in_studio, facts, spec.checks, spec.render.light_layers
    )
