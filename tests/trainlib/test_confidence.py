"""How sure a network is, by hand."""

import numpy as np
import pytest

from trainlib.inference.confidence import confidence


def test_confidence_by_hand() -> None:
    sure = np.array([[1, 1, 0, 0]], np.float32)
    assert confidence(sure, sure) == 1
    assert confidence(sure, None) == 1
    assert confidence(np.zeros((2, 2), np.float32), None) == 0
    # Mean 1, 0.8, 0.3, 0: |2p - 1| = 1, 0.6, 0.4, mean 2/3; sum(min) / sum(max) = 1.6 / 2.6.
    other = np.array([[1, 0.6, 0.6, 0]], np.float32)
    assert confidence(sure, other) == pytest.approx(2 / 3 * 1.6 / 2.6, abs=1e-6)
