"""Rods and hoops."""

from __future__ import annotations

import numpy as np
import pytest
from solids import is_closed, volume

from blender_addon.scene.shapes.wires import circle, hoop, rods


def test_rods_and_hoops_are_closed_and_have_the_volume_of_wire() -> None:
    starts = np.array([[0, 0, 0], [1, 2, 3], [0, 0, 1]], float)
    ends = np.array([[0, 0, 2], [1, 2.5, 3], [1, 1, 1]], float)
    bars = rods(starts, ends, np.array([0.01, 0.02, 0.03]), 64)
    assert is_closed(bars)
    wanted = np.pi * (0.01**2 * 2 + 0.02**2 * 0.5 + 0.03**2 * np.sqrt(2))
    assert volume(bars) == pytest.approx(wanted, rel=2e-3)
    ring = hoop(circle(0.5, 128), 0.02, 48)
    assert is_closed(ring)
    assert volume(ring) == pytest.approx(2 * np.pi**2 * 0.5 * 0.02**2, rel=4e-3)  # Pappus
    assert volume(hoop(circle(0.5, 128)[::-1], 0.02, 48)) == pytest.approx(volume(ring), rel=1e-6)
