"""The two renders of a sample: the product in its room, then the lone product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import bpy

from ..arrays import Plane
from ..library.asset import Library
from ..recipe.model import Recipe
from ..render.layers import Settings, render
from ..render.planes import Layers
from .behind_glass import BEHIND, STRENGTH
from .build import Built, build
from .importing import GLOW
from .view import require_in_view

_LEAST_IN_VIEW = 0.3
"""Share of the product's vertices in view below which no render is started; the finished pictures are held to more."""


Build = Callable[[Recipe, Library, tuple[int, int]], Built]
"""A function that builds a recipe for a width and height in pixels, such as `build.build`."""


@dataclass(frozen=True)
class RoomRender:
    """A product rendered in its room."""

    recipe: Recipe
    """As drawn, with gains for light that products emit."""
    built: Built
    layers: Layers


def render_room(recipe: Recipe, library: Library, settings: Settings, builder: Build = build) -> RoomRender:
    """Build the recipe and render its room.

    Args:
        recipe: As drawn.
        library: The library of its assets.
        settings: Of the run.
        builder: Builds the scene.

    Raises:
        HiddenError: Too little of the product is in view to begin a render.
    """
    built = builder(recipe, library, settings.resolution)
    require_in_view(built.room, built.product, _LEAST_IN_VIEW)
    recipe = _with_glow(recipe, built)
    layers = render(
        built.room,
        settings,
        settings.spec.room_samples,
        tuple(recipe.room_gains),
        _seed_of(recipe),
        objects=built.product.names,
        in_front=built.in_front,
    )
    return RoomRender(recipe, built, layers)


def render_product(
    room: RoomRender, scene: bpy.types.Scene, settings: Settings, gains: Iterable[str] = (), aovs: Sequence[str] = ()
) -> tuple[Layers, Plane]:
    """Render the product of a room again, in a scene without anything else.

    Args:
        room: The first render.
        scene: Holds the same product and camera.
        settings: Those of the first render.
        gains: Names of the light groups that are rendered apart.
        aovs: Names of the extra planes that are rendered.

    Returns:
        The layers, and the share of each pixel that shows what is behind the product's glass, in [0, 1] [H, W].
    """
    built = room.built
    layers = render(
        scene,
        settings,
        settings.spec.studio_samples,
        tuple(gains),
        _seed_of(room.recipe) + 1,
        aovs=aovs,
        markers=(BEHIND,),
        objects=built.product.names if built.in_front else (),
    )
    return layers, layers.aovs[BEHIND] / STRENGTH


def _seed_of(recipe: Recipe) -> int:
    """The seed of a sample's first render; the second one's is the next."""
    return (recipe.seed * 1_000_003 + recipe.id * 97 + recipe.attempt) % 2**31


def _with_glow(recipe: Recipe, built: Built) -> Recipe:
    """The recipe with gain 1 for light that products emit, which is known only after import."""
    if not built.glows:
        return recipe
    return replace(recipe, room_gains={**recipe.room_gains, GLOW: 1.0}, studio_gains={**recipe.studio_gains, GLOW: 1.0})
