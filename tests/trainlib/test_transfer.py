"""sRGB's curve, by hand and back."""

import numpy as np

from trainlib.images.transfer import linear_to_srgb, srgb_to_linear


def test_srgb_curve_by_hand() -> None:
    encoded = np.array([0, 0.04, 0.5, 1], np.float32)
    linear = srgb_to_linear(encoded)
    assert np.allclose(linear, [0, 0.04 / 12.92, 0.21404, 1], atol=1e-5)
    assert np.allclose(linear_to_srgb(linear), encoded, atol=1e-5)


def test_transfer_is_its_own_way_back() -> None:
    values = np.linspace(0, 1, 257, dtype=np.float32)
    assert srgb_to_linear(values).dtype == np.float32
    assert np.allclose(linear_to_srgb(srgb_to_linear(values)), values, atol=1e-5)
    assert np.allclose(linear_to_srgb(np.array([-1.0, 2.0])), [0, 1])
