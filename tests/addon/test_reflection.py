"""The reflection in a glossy floor."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.picture.reflection import STRENGTH, View, places, reflect

SIZE = 128
# 1 m over the floor, 3 m before the origin, looking along +y: its right is +x, its up +z, its back -y.
LEVEL = np.array([[1, 0, 0, 0], [0, 0, -1, -3], [0, 1, 0, 1], [0, 0, 0, 1]], float)
VIEW = View(LEVEL, focal=1.0)


def card() -> tuple[np.ndarray, ...]:
    """A card at y = 0 that faces the camera, 1 m wide and 0.8 m high from the floor; red rises with height."""
    depth = np.full((SIZE, SIZE), 3.0)
    world = places(depth, VIEW)
    alpha = ((np.abs(world[..., 0]) < 0.5) & (world[..., 2] > 0) & (world[..., 2] < 0.8)).astype(float)
    colour = np.stack([world[..., 2], 0.2 + 0 * depth, 0.6 + 0 * depth], -1) * alpha[..., None]
    normal = np.zeros((SIZE, SIZE, 3))
    normal[..., 1] = -1.0
    return colour, alpha, np.where(alpha > 0, depth, 1e10), normal, world


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
