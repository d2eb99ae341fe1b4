"""The metered exposure."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.picture.develop import luminance, tone
from blender_addon.picture.metering import MOST_HELD_EV, hold_highlights, meter_exposure


@pytest.mark.parametrize("curve", ["srgb", "film"])
def test_a_product_in_the_sun_is_not_blown(curve: str) -> None:
    """A dark room with a bright product: the average alone would lift it far beyond white."""
    light = np.full((40, 40, 3), 0.01)
    product = np.zeros((40, 40))
    product[15:25, 15:25] = 1.0
    light[15:25, 15:25] = 0.5
    metered = meter_exposure(light, 1.0 + product, curve)
    assert tone(light, metered, (1, 1, 1), curve)[20, 20, 1] > 0.96
    held = hold_highlights(metered, light, product, curve)
    level = luminance(tone(light, held, (1, 1, 1), curve))[20, 20]
    assert metered - MOST_HELD_EV <= held < metered
    assert level == pytest.approx(0.95) or held == metered - MOST_HELD_EV


def test_what_is_not_bright_is_left_as_it_was_metered() -> None:
    light, product = np.full((8, 8, 3), 0.2), np.ones((8, 8))
    assert hold_highlights(0.3, light, product) == 0.3
    assert hold_highlights(0.3, light * 1e3, np.zeros((8, 8))) == 0.3
    # A level of 0.5 may be lifted to 0.95, which is log2(1.9) stops, and no further.
    assert hold_highlights(1.5, np.full((8, 8, 3), 0.5), product) == pytest.approx(np.log2(1.9))
