"""The interface between a worker and a kind of sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..library.asset import Library
from ..picture.finished import Finished
from ..recipe.model import Recipe
from ..render.layers import Settings
from ..scene.build import Built
from ..spec import DatasetSpec


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


def camera_facts(built: Built) -> dict[str, Any]:
    """The camera's facts in recipe.json besides the drawn ones."""
    camera = built.camera
    return {
        "matrix_world": [list(row) for row in camera.matrix_world],
        "distance_m": round(camera.distance_m, 6),
        "f_stop": camera.f_stop,
        "lens_mm": camera.lens_mm,
    }
