"""A sample's files, or the reasons why it failed its checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..recipe.model import Recipe
from .reasons import Failure


@dataclass(frozen=True)
class Finished:
    """The files to write if `failures` is empty."""

    files: dict[str, bytes]
    recipe: dict[str, Any]
    depth_range_m: tuple[float, float]
    checks: dict[str, Any]
    failures: list[Failure]


def recipe_json(recipe: Recipe, camera: Mapping[str, Any], develop: Mapping[str, Any]) -> dict[str, Any]:
    """The recipe for recipe.json, with the measured camera and development."""
    written = recipe.to_json()
    return {**written, "camera": {**written["camera"], **camera}, "develop": dict(develop)}


def without_depth(checks: dict[str, Any], failures: list[Failure], error: ValueError) -> Finished:
    """A sample in which nothing of the product has a depth."""
    return Finished({}, {}, (0.0, 1.0), checks, [*failures, Failure("no_depth", str(error))])
