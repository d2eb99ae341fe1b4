"""Packshot styles, the studio's exposure and the alpha of glass, held against numbers that can be worked out."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.colour import encode_srgb
from blender_addon.picture.blur import gaussian_blur
from blender_addon.picture.encode import estimate_foreground
from blender_addon.picture.glass import LEAST_SHARE, facing, soft_alpha
from blender_addon.picture.reflection import STRENGTH, View, places, reflect
from blender_addon.picture.studio_light import EDGE_LEVEL, hold_rim, outline_level, studio_exposure
from blender_addon.picture.styles import further_styles
from blender_addon.picture.white import lay_on_white
from blender_addon.render.planes import Layers

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


def layers(alpha: np.ndarray, depth: np.ndarray, normal: np.ndarray) -> Layers:
    nothing = np.zeros((*alpha.shape, 3), np.float32)
    return Layers({}, nothing, alpha, depth, normal, {}, None, None, 0.0)


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


def disc(radius: float = 0.3) -> np.ndarray:
    grid = (np.arange(SIZE * 4) + 0.5) / 4 / SIZE - 0.5
    inside = np.hypot(grid[:, None], grid[None, :]) < radius
    return inside.reshape(SIZE, 4, SIZE, 4).mean(axis=(1, 3))


def test_white_on_white_keeps_an_outline_and_is_not_dull() -> None:
    alpha = disc()
    light = alpha[..., None] * np.array([0.93, 0.93, 0.93])
    exposure = studio_exposure(light, alpha)
    level = light[alpha == 1].mean() * 2**exposure
    assert level == pytest.approx(EDGE_LEVEL, rel=0.01)
    shot = lay_on_white(light, alpha, np.zeros_like(alpha), exposure)
    inside = shot.target[shot.alpha == 255]
    assert 200 < inside.mean() < 230


def test_dark_products_are_lifted_and_bright_ones_held() -> None:
    alpha = disc()
    flat = alpha[..., None] * np.ones(3)
    assert studio_exposure(flat * 0.01, alpha) == 1.0  # a stop at most
    assert studio_exposure(flat * 0.15, alpha) == pytest.approx(np.log2(0.22 / 0.15), abs=1e-6)
    assert studio_exposure(flat * 0.5, alpha) == 0.0
    assert studio_exposure(flat * 0.5, np.zeros_like(alpha)) == 0.0
    # A bright middle with a grey outline is held by its highlights alone.
    spot = np.where(gaussian_blur(alpha, 8.0) > 0.999, 1.4, 0.4)[..., None] * flat
    assert studio_exposure(spot, alpha) == pytest.approx(np.log2(0.96 / 1.4), abs=1e-3)


def test_the_rim_light_is_held_where_the_outline_is_pale() -> None:
    alpha = disc()
    flat = alpha[..., None] * np.ones(3)
    gains = {"dome": 1.0, "rim": 1.2}
    dark = hold_rim({"dome": 0.1 * flat, "rim": 0.1 * flat}, alpha, gains)
    pale = hold_rim({"dome": 0.6 * flat, "rim": 0.3 * flat}, alpha, gains)
    assert dark == gains
    assert pale["dome"] == 1.0 and pale["rim"] == pytest.approx(0.25 * 1.2)
    assert outline_level(flat * 0.4, alpha) == pytest.approx(0.4)
    assert outline_level(flat, np.zeros_like(alpha)) == 0.0


def test_glass_counts_half_and_its_edge_whole() -> None:
    ones = np.ones((1, 4))
    through = np.array([[0.0, 1.0, 1.0, 0.01]])
    turned = np.array([[1.0, 1.0, 0.2, 1.0]])
    assert soft_alpha(ones, through, turned)[0].tolist() == [1.0, LEAST_SHARE, 1.0, 1.0]
    # On the product's outline half a pixel of clear glass is a quarter.
    assert soft_alpha(0.5 * ones, 0.5 * ones, ones)[0, 0] == pytest.approx(0.5 * LEAST_SHARE)
    assert soft_alpha(0 * ones, 0 * ones, ones).max() == 0.0


def test_facing_is_the_cosine_to_the_line_of_sight() -> None:
    straight = np.zeros((3, 3, 3))
    straight[..., 2] = 0.5  # of half length, as averaging leaves them
    cosines = facing(straight, focal_px=1.0)
    assert cosines[1, 1] == pytest.approx(1.0)
    assert cosines[1, 0] == pytest.approx(np.sqrt(0.5))
    assert cosines[0, 0] == pytest.approx(1 / np.sqrt(3))


def test_the_foreground_is_nearer_to_the_product_than_the_mixed_pixel_is() -> None:
    alpha = disc()
    alpha8 = np.round(255 * alpha).astype(np.uint8)
    ramp = np.linspace(0.2, 0.9, SIZE)[None, :, None]
    own = np.broadcast_to(np.concatenate([ramp, 0.4 * ramp, 0.1 * np.ones_like(ramp)], -1), (SIZE, SIZE, 3))
    rng = np.random.default_rng(0)
    behind = rng.uniform(0.2, 1.0, (SIZE, SIZE, 3)) * np.array([0.1, 0.5, 1.0])
    mixed = np.round(255 * encode_srgb(own * alpha[..., None] + behind * (1 - alpha[..., None]))).astype(np.uint8)
    truth = 255 * encode_srgb(np.array(own))
    edge = (alpha8 > 0) & (alpha8 < 255)
    found = estimate_foreground(mixed, alpha8)
    off = np.abs(found - truth)[edge].mean()
    assert off < 6 < 30 < np.abs(mixed - truth)[edge].mean()
    assert np.array_equal(found[alpha8 == 255], mixed[alpha8 == 255])
