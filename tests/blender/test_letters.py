"""Letters as strokes."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.scene.finishes.letters import STROKES, Hand


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_a_letter_is_a_stroke_of_its_hand() -> None:
    hand = Hand(rng(1))
    hand.slant, hand.thick = 0.0, 0.1
    picture = np.ones((200, 200, 3))
    hand.write(picture, "I", (0.5, 0.25), 0.5, np.zeros(3))
    inked = picture[..., 0] < 0.5
    rows, columns = np.nonzero(inked)
    assert columns.mean() == pytest.approx(99.5, abs=1.0)
    assert rows.min() == pytest.approx(50, abs=6) and rows.max() == pytest.approx(150, abs=6)
    assert np.ptp(columns) + 1 == pytest.approx(0.1 * 0.5 * 200, abs=2)
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") <= set(STROKES)
    wide = np.ones((200, 200, 3))
    hand.write(wide, "WWWWWWWWWWWW", (0.5, 0.4), 0.3, np.zeros(3), most=0.8)
    assert np.ptp(np.nonzero(wide[..., 0] < 0.5)[1]) <= 0.85 * 200
