"""What is hidden in the input is missing from alpha, and nothing else changes."""

from __future__ import annotations

import numpy as np

from blender_addon.picture.hidden import visible_part
from blender_addon.render.planes import Layers, Plane


def _layers(alpha: Plane, covered: Plane | None = None, in_front: Plane | None = None) -> Layers:
    blank = np.zeros(alpha.shape, np.float32)
    colour = np.zeros((*alpha.shape, 3), np.float32)
    return Layers({}, colour, alpha, blank, colour, {}, None, covered, 0.0, in_front)


def _plane(*values: float) -> Plane:
    return np.array([values], np.float32)


def test_the_part_is_what_is_left_of_the_whole() -> None:
    whole = _plane(1.0, 1.0, 0.5, 1.0, 0.0)
    studio = _layers(whole, covered=whole)
    room = _layers(np.ones_like(whole), _plane(1.0, 0.0, 0.25, 0.7, 0.0), _plane(0.0, 1.0, 0.5, 0.3, 1.0))
    np.testing.assert_allclose(visible_part(room, studio), _plane(1.0, 0.0, 0.5, 0.7, 1.0))


def test_glass_that_counts_half_is_compared_by_what_it_covers() -> None:
    # Alpha 0.5 over a pixel that the product covers whole, half of it hidden: half of the alpha is left.
    studio = _layers(_plane(0.5), covered=_plane(1.0))
    assert visible_part(_layers(_plane(1.0), _plane(0.5), _plane(0.5)), studio)[0, 0] == 0.5


def test_noise_between_two_renders_is_no_hiding() -> None:
    studio = _layers(_plane(0.5, 0.9))
    room = _layers(_plane(1.0, 1.0), _plane(0.3, 0.8))
    np.testing.assert_array_equal(visible_part(room, studio), _plane(1.0, 1.0))
    near = _layers(_plane(1.0, 1.0), _plane(0.3, 0.8), _plane(0.0, 0.01))
    np.testing.assert_array_equal(visible_part(near, studio), _plane(1.0, 1.0))
