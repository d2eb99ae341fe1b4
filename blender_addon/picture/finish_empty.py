"""Makes the files of an empty room's sample from its render."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..recipe.model import Recipe
from ..render.planes import Layers
from ..spec import ChecksSpec
from .checks import check_room
from .exr_write import encode_layers
from .finished import Finished, recipe_json
from .photo import take_photo
from .png import encode_png

_OF_PRODUCTS = ("studio", "studio_develop", "studio_gains", "product", "surroundings", "assets")
NO_PRODUCT = {"asset": "none", "category": "empty room"}
"""The product's entry in recipe and index."""


def finish_empty(
    recipe: Recipe, room: Layers, camera: dict[str, Any], limits: ChecksSpec, keep_light: bool
) -> Finished:
    """Every file of a sample without a product but sample.json; arguments as of `finish_cutout`."""
    photo = take_photo(recipe, room, np.zeros(room.combined.shape[:2]))
    checks, failures = check_room(photo.picture, limits)
    files = {"input.png": encode_png(photo.picture)}
    if keep_light:
        files["light_room.exr"] = encode_layers(photo.light)
    written = recipe_json(recipe, camera, {"room": photo.settings})
    assets = {kind: ids for kind, ids in written["assets"].items() if kind != "product"}
    around = {"furniture": written["surroundings"]["furniture"]}
    written = {key: value for key, value in written.items() if key not in _OF_PRODUCTS}
    written |= {"product": NO_PRODUCT, "surroundings": around, "assets": {"product": [], **assets}}
    return Finished(files, written, (0.0, 1.0), checks, failures)
