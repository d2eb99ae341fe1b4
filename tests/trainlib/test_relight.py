"""A relight network's light at full size: texture stays, the gain is found and limited."""

import numpy as np
import torch
from inference_networks import Brightness, Doubled, loaded

from trainlib.inference import relight
from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings


def test_relight_keeps_texture_and_finds_the_gain() -> None:
    # A checkerboard of one pixel, which the network's 64 pixels cannot see, under twice the light.
    y, x = np.mgrid[:256, :256]
    board = np.where((y + x) % 2 == 0, 70, 90).astype(np.uint8)
    picture = np.full((256, 256, 3), 245, np.uint8)
    picture[64:192, 64:192] = board[64:192, 64:192, None]
    pipeline = Pipeline(loaded(Brightness(), "cutout"), loaded(Doubled(), "relight"), PipelineSettings("cpu"))
    packshot = pipeline(picture).packshot[100:150, 100:150, 0].astype(int)
    # sRGB 70 is 0.0612 linear, doubled 0.1224, sRGB 98; sRGB 90 is 0.1022, doubled 0.2045, sRGB 125.
    dark = (y + x)[100:150, 100:150] % 2 == 0
    assert np.abs(packshot[dark] - 98).max() <= 3
    assert np.abs(packshot[~dark] - 125).max() <= 3


class RedDoubled(Doubled):
    """Twice the light on what is red, none other on the rest."""

    def forward(self, stack: torch.Tensor) -> torch.Tensor:
        return torch.where(stack[:, :1] > stack[:, 1:2], super().forward(stack), stack[:, :3])


def test_a_prints_light_does_not_bleed_into_what_is_around() -> None:
    picture = np.full((256, 256, 3), 245, np.uint8)
    picture[40:216, 40:216] = (100, 30, 30)
    picture[40:216, 120:136] = (30, 140, 30)  # four pixels wide for the network
    networks = loaded(Brightness(), "cutout"), loaded(RedDoubled(), "relight")
    packshot = Pipeline(*networks, PipelineSettings("cpu"))(picture).packshot[100:150].astype(int)
    # sRGB 100 doubled is 138, 30 is 0.0130 linear, doubled 0.0260, sRGB 44: also one network's pixel from the print.
    for columns in (slice(140, 200), slice(60, 116)):
        assert np.abs(packshot[:, columns] - (138, 44, 44)).max() <= 5
    assert np.abs(packshot[:, 124:132] - (30, 140, 30)).max() <= 8


def test_gain_is_one_without_a_product_and_limited_with_one() -> None:
    some = np.full((32, 32, 3), 0.2, np.float32)
    nothing = np.zeros((32, 32), np.float32)
    assert (relight.light_gain(some, some * 4, nothing) == 1).all()
    black, white = np.zeros_like(some), np.ones_like(some)
    everything = nothing + 1
    assert np.allclose(relight.light_gain(black, white, everything), 8)
    assert np.allclose(relight.light_gain(white, black, everything), 1 / 8)
