"""What the network is in doubt about is decided by the photo's colours."""

import numpy as np
import pytest
from inference_networks import Brightness, loaded

from trainlib.images.arrays import Float32Array, UInt8Array
from trainlib.inference.doubts import settle_doubts
from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings


def photo() -> UInt8Array:
    """A red square on green, both a little noisy."""
    image = np.empty((128, 128, 3), np.uint8)
    image[:], image[32:96, 32:96] = (40, 140, 60), (180, 40, 50)
    noise = np.random.default_rng(0).integers(-8, 9, image.shape)
    return (image + noise).astype(np.uint8)


def matte() -> Float32Array:
    """The square, with a veil of 0.4 on its right half and of 0.6 on the ground beside."""
    alpha = np.zeros((128, 128), np.float32)
    alpha[32:96, 32:64], alpha[32:96, 64:96], alpha[32:96, 96:120] = 1, 0.4, 0.6
    return alpha


def settle(alpha: Float32Array) -> Float32Array:
    return settle_doubts(alpha, photo().astype(np.float32) / 255)


def test_a_veil_is_given_to_the_side_whose_colours_it_has() -> None:
    settled = settle(matte())
    assert settled[36:92, 68:92].min() == 1  # wrongly below a half before
    assert settled[36:92, 100:116].max() == 0  # wrongly above


def test_what_is_sure_keeps_its_alpha() -> None:
    before = matte()
    before[0, :], before[40, 40] = 0.03, 0.98
    after = settle(before)
    assert (after[0] == np.float32(0.03)).all() and after[40, 40] == np.float32(0.98)


def test_the_soft_edge_of_a_matte_stays() -> None:
    sharp = matte()
    sharp[:, 64:] = 0
    sharp[31, 32:64], sharp[96, 32:64] = 0.3, 0.6
    assert (settle(sharp) == sharp).all()


@pytest.mark.parametrize("level", [0.0, 0.4, 1.0])
def test_without_anything_sure_on_both_sides_nothing_changes(level: float) -> None:
    assert (settle(np.full((128, 128), level, np.float32)) == np.float32(level)).all()


def test_it_can_be_left_out() -> None:
    # A network that is unsure by brightness: 128 is 0.5 for it, here within black that is sure.
    image = np.full((96, 96, 3), 255, np.uint8)
    image[24:72, 24:72], image[40:56, 40:56] = 0, 128
    cutout = loaded(Brightness(), "cutout", 96)
    cutout.module.steep.data.fill_(6.0)
    kept, settled = (
        Pipeline(cutout, settings=PipelineSettings("cpu", grabcut=grabcut))(image).alpha[44:52, 44:52]
        for grabcut in (False, True)
    )
    assert 0.3 < kept.mean() < 0.7
    assert settled.mean() in (0.0, 1.0)
