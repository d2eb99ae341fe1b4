"""The reflection in a glossy floor."""

from __future__ import annotations

import numpy as np
import pytest
from card import LEVEL, SIZE, VIEW, card

from blender_addon.picture.reflection import STRENGTH, View, places, reflect


def test_places_are_where_the_camera_looks() -> None:
    world = places(np.full((4, 8), 2.0), View(LEVEL, 0.5))
    # Focal length 4 pixels: pixel (0, 0) is 3.5 left and 1.5 up of the middle, at 2 m.
    np.testing.assert_allclose(world[0, 0], [-3.5 * 2 / 4, -1.0, 1 + 1.5 * 2 / 4])
    np.testing.assert_allclose(world[3, 7], [3.5 * 2 / 4, -1.0, 1 - 1.5 * 2 / 4])


def test_a_card_is_mirrored_at_the_floor() -> None:
    colour, alpha, depth, normal, world = card()
    mirrored, strength = reflect(colour, alpha, depth, normal, VIEW)
    # The card's own plane, below the floor: there the mirror image of height z lies at -z.
    for row in range(SIZE):
        z = -world[row, SIZE // 2, 2]
        if 0.05 < z < 0.3:
            np.testing.assert_allclose(mirrored[row, SIZE // 2], [z, 0.2, 0.6], atol=0.03)
    below = (world[..., 2] < -0.03) & (world[..., 2] > -0.7) & (np.abs(world[..., 0]) < 0.45)
    assert strength[below].min() > 0.02
    beside = (np.abs(world[..., 0]) > 0.6) | (world[..., 2] < -0.9) | (world[..., 2] > 0.1)
    assert strength[beside].max() == 0.0
    # It fades with height: at 0.24 m, three tenths of the card's, 1/e of it is left.
    column = strength[:, SIZE // 2]
    at = [int(np.argmin(np.abs(world[:, SIZE // 2, 2] + z))) for z in (0.05, 0.24, 0.6)]
    assert column[at[0]] > column[at[1]] > column[at[2]] > 0
    assert column[at[1]] == pytest.approx(STRENGTH / np.e, rel=0.1)


def test_a_table_top_does_not_show_in_the_floor() -> None:
    colour, alpha, depth, normal, _ = card()
    up = np.zeros_like(normal)
    up[..., 2] = 1.0
    assert reflect(colour, alpha, depth, up, VIEW)[1].max() == 0.0
