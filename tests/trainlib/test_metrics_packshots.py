"""What a marketplace sees in a packshot, in known pixels."""

import numpy as np
import pytest

from trainlib.metrics import packshots


def test_a_packshot_as_a_marketplace_looks_at_it() -> None:
    packshot, alpha = np.full((100, 200, 3), 255, np.uint8), np.zeros((100, 200))
    alpha[10:95, 40:120] = 1
    packshot[10:95, 40:120] = (200, 30, 30)
    metrics = packshots.measure_packshot(packshot, alpha)
    assert (metrics.white, metrics.border_white, metrics.fill, metrics.parts) == (1, True, pytest.approx(0.85), 1)
    assert metrics.off_centre == pytest.approx(0.1)  # 80 of 200 across, where the middle is 100
    packshot[0, 0] = (255, 254, 255)
    alpha[0, 150:170] = 1
    metrics = packshots.measure_packshot(packshot, alpha)
    assert metrics.border_white is False
    # A rim of 1 pixel (half a per cent of the diagonal) around both parts is no background; of the rest one is off.
    assert metrics.white == pytest.approx(1 - 1 / (20000 - 87 * 82 - 2 * 22))
    packshot[9, 39], packshot[0, 0] = 254, 255
    assert packshots.measure_packshot(packshot, alpha).white == 1, "a soft edge is allowed"
    assert packshots.measure_packshot(packshot, alpha, 0).white < 1
    assert metrics.parts == 2
    assert packshots.measure_packshot(packshot, 0 * alpha).fill == 0


def test_halo_and_leftovers_of_known_pixels() -> None:
    target, mask = np.full((40, 40, 3), 255, np.uint8), np.zeros((40, 40), bool)
    mask[10:30, 10:30] = True
    target[mask] = 100
    assert packshots.halo(target, target, mask) == 0
    rimmed = target.copy()
    rimmed[9, 9:31] = 204  # one row of the rim outside, 51 of 255 too dark
    rim = 22 * 22 - 18 * 18
    assert packshots.halo(rimmed, target, mask, 1) == pytest.approx(22 * 0.2 / rim)
    matte = mask.astype(float)
    matte[9, 9:31] = 1  # on the rim
    assert packshots.leftover(matte, mask, 1) == 0
    matte[0, :8] = 0.5
    assert packshots.leftover(matte, mask, 1) == pytest.approx(4 / 400)
