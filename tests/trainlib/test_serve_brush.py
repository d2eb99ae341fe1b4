"""The brush on known photos: what a stroke reaches, where it stops, and what it leaves alone."""

import numpy as np
import pytest
from inference_networks import Brightness, loaded

from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings
from trainlib.serve.brush import Patch, ask_again, paint


def scene() -> tuple[np.ndarray, np.ndarray]:
    """A dark product (rows 40 to 160, columns 60 to 180 of 200 x 240) on a pale wall; its right half is missing."""
    noise = np.random.default_rng(0).integers(0, 6, (200, 240, 3))
    photo = (np.full((200, 240, 3), 220) + noise).astype(np.uint8)
    photo[40:160, 60:180] = np.array([50, 60, 80], np.uint8) + noise[40:160, 60:180].astype(np.uint8)
    mask = np.zeros((200, 240), np.uint8)
    mask[40:160, 60:120] = 255
    return photo, mask


def put(mask: np.ndarray, patch: Patch | None) -> np.ndarray:
    assert patch is not None
    result = mask.copy()
    result[patch.place] = patch.values
    return result


def test_an_added_stroke_ends_at_the_products_edge() -> None:
    photo, mask = scene()
    # Down the missing part, 10 pixels inside of the edge at column 180; the brush reaches to column 200.
    points = [(170 / 240, y / 200) for y in (60, 80, 100, 120, 140)]
    painted = put(mask, paint(photo, mask, points, 30 / 240, "add"))
    rows = slice(70, 130)
    assert (painted[rows, 156:170] == 255).all()
    assert painted[rows, 170:178].min() > 200  # in the ring, product
    assert painted[rows, 189:].max() < 128 and painted[rows, 193:].mean() < 10  # in the ring, wall
    assert (painted[:, :120] >= mask[:, :120]).all()
    touched = painted != mask
    assert not touched[:20].any() and not touched[:, 202:].any()


def test_a_removed_stroke_takes_background_and_leaves_the_product() -> None:
    photo, mask = scene()
    mask[:] = 0
    mask[40:160, 60:215] = 255  # 35 columns of wall were kept
    points = [(200 / 240, y / 200) for y in (30, 60, 100, 140, 170)]
    painted = put(mask, paint(photo, mask, points, 36 / 240, "remove"))
    rows = slice(70, 130)
    assert painted[rows, 183:214].max() < 60
    assert painted[rows, 60:176].min() > 200
    assert (painted <= mask).all()


@pytest.mark.parametrize("mode", ["add", "remove"])
def test_a_click_at_the_corner_is_a_dab(mode: str) -> None:
    photo, mask = scene()
    painted = put(mask, paint(photo, mask, [(0, 0)], 8 / 240, mode))  # type: ignore[arg-type]
    assert painted[0, 0] == (255 if mode == "add" else 0)
    assert (painted[20:, 20:] == mask[20:, 20:]).all()


def test_the_network_answers_on_the_crop_alone() -> None:
    photo, mask = scene()
    pipeline = Pipeline(loaded(Brightness(), "cutout"), settings=PipelineSettings("cpu"))
    patch = ask_again(pipeline, photo, mask, (150 / 240, 100 / 200), 50 / 240)
    assert patch is not None and patch.values.shape == (100, 100)
    again = put(mask, patch)
    assert again[70:130, 120:175].min() > 240 and again[70:130, 186:].max() < 20
    assert (again[:45] == mask[:45]).all() and (again[155:] == mask[155:]).all()  # outside of the crop
    assert again[100, 119:122].min() > 100  # no seam where the old mask ended
