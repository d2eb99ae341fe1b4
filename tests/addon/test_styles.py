"""Packshot styles, the studio's exposure and the alpha of glass, held against numbers that can be worked out."""

from __future__ import annotations

import numpy as np
from card import VIEW, card

from blender_addon.picture.styles import further_styles
from blender_addon.picture.white import lay_on_white
from blender_addon.render.planes import Layers


def layers(alpha: np.ndarray, depth: np.ndarray, normal: np.ndarray) -> Layers:
    nothing = np.zeros((*alpha.shape, 3), np.float32)
    return Layers({}, nothing, alpha, depth, normal, {}, None, None, 0.0)


def test_styles_are_white_along_the_border_and_keep_the_product() -> None:
    colour, alpha, depth, normal, world = card()
    light = colour + 0.05 * alpha[..., None]
    shadow = np.clip(0.8 - np.abs(world[..., 2]) * 4, 0, 1)
    shot = lay_on_white(light, alpha, shadow)
    made = further_styles(("soft", "bright", "glossy"), shot, layers(alpha, depth, normal), VIEW)
    assert set(made) == {"bright", "glossy"}
    assert further_styles(("soft",), shot, layers(alpha, depth, normal), VIEW) == {}
    solid, nothing = shot.alpha == 255, shot.alpha == 0
    for picture in made.values():
        assert picture.shape == shot.target.shape and picture.dtype == np.uint8
        for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1]):
            assert (edge == 255).all()
    assert (made["bright"][nothing] == 255).all(), "a shadow where there should be none"
    assert shot.shadow.max() > 50
    assert np.abs(made["glossy"][solid].astype(int) - shot.target[solid]).max() <= 1
    lifted = made["bright"][solid].astype(int) - shot.target[solid]
    assert lifted.min() >= -1 and lifted.mean() > 5
    # The floor below the card shows its blue: no longer grey.
    below = nothing & (world[..., 2] < -0.05) & (world[..., 2] > -0.2) & (np.abs(world[..., 0]) < 0.4)
    assert (made["glossy"][below][:, 2].astype(int) - made["glossy"][below][:, 1]).mean() > 10
