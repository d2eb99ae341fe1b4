"""What a confidence is worth, by hand."""

import pytest

from trainlib.evaluate.calibration import calibrate


def test_confidence_is_held_against_iou() -> None:
    # By hand: ranks of confidence 3 1 2 4, of IoU 3 1 2 4 but for one exchange of neighbours: 1 - 6·2/(4·15) = 0.8.
    found = calibrate([0.9, 0.2, 0.6, 0.95], [0.97, 0.5, 0.4, 0.99], 0.75)
    assert found is not None and found.correlation == pytest.approx(0.8)
    assert (found.count, found.unsure, found.bad, found.caught) == (4, 2, 2, 2)
    same = calibrate([0.9, 0.9, 0.9], [0.8, 0.5, 1.0], 0.75)
    assert same is not None and same.correlation is None and (same.unsure, same.bad, same.caught) == (0, 2, 0)
    assert calibrate([0.9, 0.8], [0.8, 0.5], 0.75) is None
