"""Folds of cloth."""

from __future__ import annotations

import numpy as np

from blender_addon.scene.shapes.creases import creases, pushed


def test_folds_are_smooth_bounded_and_the_same_again() -> None:
    at = np.linspace(0, 1, 400)
    line = np.stack([at, 0.3 * at, 0 * at], -1)
    folds = creases(line, 11, 0.1)
    assert np.array_equal(folds, creases(line, 11, 0.1))
    assert np.abs(folds).max() <= 1.0 and folds.std() > 0.1
    assert np.abs(np.diff(folds)).max() < 0.5
    crossings = (np.diff(np.sign(folds)) != 0).sum()
    assert 6 <= crossings <= 40  # about one fold in each scale of a metre's length
    u, v = np.meshgrid(np.linspace(0, 1, 5), np.linspace(0, 1, 4), indexing="ij")
    flat = np.stack([u, v, 0 * u], -1)
    assert np.allclose(pushed(flat, 0.2)[..., 2], 0.2)
