"""What a worker asks of a kind of sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..library.asset import Library
from ..picture.finished import Finished
from ..recipe.model import Recipe
from ..render.layers import Settings
from ..scene.build import Built
from ..scene.importing import GLOW
from ..scene.view import require_in_view
from ..spec import DatasetSpec

LEAST_IN_VIEW = 0.3
"""Share of the product's vertices in view below which no render is begun; the finished pictures are held to more."""


@dataclass(frozen=True)
class Made:
    """One attempt at a sample."""

    built: Built
    finished: Finished
    render_s: float


Make = Callable[[Recipe, Library, Settings, DatasetSpec], Made]
"""Builds a recipe, renders it and finishes its files.

UnusableAssetError, RenderError and ValueError say why that cannot be done.
"""


def seed_of(recipe: Recipe) -> int:
    """The seed of a sample's first render; the second one's is the next."""
    return (recipe.seed * 1_000_003 + recipe.id * 97 + recipe.attempt) % 2**31


def require_product(built: Built) -> None:
    """HiddenError where too little of the product is in view to begin a render."""
    require_in_view(built.room, built.product, LEAST_IN_VIEW)


def with_glow(recipe: Recipe, built: Built) -> Recipe:
    """The recipe with gain 1 for the light that products give themselves, where they do: only the files tell that."""
    if not built.glows:
        return recipe
    return replace(recipe, room_gains={**recipe.room_gains, GLOW: 1.0}, studio_gains={**recipe.studio_gains, GLOW: 1.0})


def camera_facts(built: Built) -> dict[str, Any]:
    """What recipe.json says of the camera beside what was drawn."""
    camera = built.camera
    return {
        "matrix_world": [list(row) for row in camera.matrix_world],
        "distance_m": round(camera.distance_m, 6),
        "f_stop": camera.f_stop,
        "lens_mm": camera.lens_mm,
    }
