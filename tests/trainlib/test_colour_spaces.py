"""Colour spaces against published matrices, and converted by hand."""

import numpy as np

from trainlib.images import colour_spaces
from trainlib.images.colour_spaces import ColourSpace
from trainlib.images.transfer import linear_to_srgb


def test_matrices_are_the_published_ones() -> None:
    # Adobe RGB (1998) Color Image Encoding, section 4.3.5.3; IEC 61966-2-1.
    adobe = [[0.57667, 0.18556, 0.18823], [0.29734, 0.62736, 0.07529], [0.02703, 0.07069, 0.99134]]
    srgb = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    assert np.allclose(colour_spaces.ADOBE_RGB.to_xyz(), adobe, atol=1e-4)
    assert np.allclose(colour_spaces.SRGB.to_xyz(), srgb, atol=2e-4)


def test_a_strange_white_is_adapted_and_large_pictures_are_whole() -> None:
    space = ColourSpace(colour_spaces.SRGB.primaries, (0.3457, 0.3585), 1.8)
    levels = np.arange(256, dtype=np.uint8).repeat(5)[:, None, None].repeat(2, 1).repeat(3, 2)  # more than a strip
    found = colour_spaces.convert(levels, space)
    # White and black stay, greys stay grey, and each is what its light says.
    assert np.abs(np.ptp(found.astype(int), axis=2)).max() <= 1
    expected = np.round(255 * linear_to_srgb((np.arange(256) / 255) ** 1.8)).repeat(5)
    assert np.abs(found[:, 0, 1].astype(int) - expected).max() <= 1
