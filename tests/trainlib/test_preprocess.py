"""Frames that fit the networks, and photos of any shape laid into them and taken out again."""

import numpy as np

from trainlib import models
from trainlib.inference import preprocess


def test_frames_fit_the_networks() -> None:
    assert preprocess.STRIDE == models.STRIDE


def test_letterbox_by_hand() -> None:
    box = preprocess.place((200, 100), (64, 60))
    assert (box.frame, box.top, box.left, box.height, box.width) == ((64, 64), 0, 16, 64, 32)
    picture = np.zeros((128, 64, 3), np.uint8)
    picture[:64] = 255
    picture[:, 0] = 51
    framed = preprocess.letterbox(picture, preprocess.place((128, 64), (64, 64)))
    assert framed.shape == (3, 64, 64) and framed.dtype == np.float32
    assert framed[0, 10, 30] == 1 and framed[0, 60, 30] == 0
    # The photo's first column is the mean of 51 and 255 (above) or 51 and 0 (below), repeated outward.
    assert framed[0, 10, 0] == framed[0, 10, 16] == np.float32(153) / 255
    assert framed[0, 60, 3] == framed[0, 60, 16] == np.float32(26) / 255
