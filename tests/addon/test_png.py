"""PNG files, read back by OpenCV's own decoder."""

from __future__ import annotations

import zlib

import cv2
import numpy as np
import pytest

from blender_addon.picture.png import encode_png


def _decode(data: bytes) -> np.ndarray:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert image is not None
    return image[..., ::-1] if image.ndim == 3 else image


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1), (33, 20), (64, 65)])
@pytest.mark.parametrize("kind", ["grey", "rgb", "grey16"])
def test_round_trip(shape: tuple[int, int], kind: str) -> None:
    rng = np.random.default_rng(1)
    size = (*shape, 3) if kind == "rgb" else shape
    image = rng.integers(0, 65536 if kind == "grey16" else 256, size).astype(
        np.uint16 if kind == "grey16" else np.uint8
    )
    again = _decode(encode_png(image))
    assert again.dtype == image.dtype
    assert np.array_equal(again, image)


def test_smooth_pictures_shrink() -> None:
    across, down = np.meshgrid(np.arange(256), np.arange(256))
    ramp = np.stack([across, down, (across + down) // 2], -1).astype(np.uint8)
    assert np.array_equal(_decode(encode_png(ramp)), ramp)
    assert len(encode_png(ramp)) < 6000
    assert len(encode_png(ramp)) < len(zlib.compress(ramp.tobytes(), 9)) / 4


def test_what_is_no_such_picture_is_refused() -> None:
    with pytest.raises(ValueError, match=r"float64 \[4, 4\] is none of"):
        encode_png(np.zeros((4, 4)))
    with pytest.raises(ValueError, match="is none of"):
        encode_png(np.zeros((4, 4, 4), np.uint8))
    with pytest.raises(ValueError, match="no pixels"):
        encode_png(np.zeros((0, 4), np.uint8))
