"""Print on labels."""

from __future__ import annotations

import bpy
import numpy as np
import pytest

from blender_addon.colour import encode_srgb
from blender_addon.recipe import finishes
from blender_addon.scene.finishes.print import draw_label


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_a_label_is_stable_and_has_its_inks() -> None:
    drawn = finishes.label(rng(8), 2.0)
    picture = draw_label(drawn.parameters)
    assert np.array_equal(picture, draw_label(drawn.parameters))
    ground = (np.abs(picture - drawn.parameters["ground"]).max(-1) < 1e-6).mean()
    inked = (np.abs(picture - drawn.parameters["ink"]).max(-1) < 1e-6).mean()
    assert 0.2 < ground < 0.98 and inked > 0.002
    other = draw_label({**drawn.parameters, "seed": drawn.parameters["seed"] + 1})
    assert (np.abs(picture - other).max(-1) > 0.01).mean() > 0.02
    assert encode_srgb(np.array([0.0, 0.21586, 1.0])) == pytest.approx([0.0, 128 / 255, 1.0], abs=1e-4)
