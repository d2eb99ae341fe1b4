"""What is drawn for floors and walls: JSON-ready, repeatable, in the ranges that real surfaces have."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from blender_addon.recipe import surface_palettes as palette
from blender_addon.recipe.model import MaterialPlan
from blender_addon.recipe.surfaces import SURFACES, draw_surface
from blender_addon.spec import FLOORS, GROUNDS, WALLS

DRAWS = 200


def drawn(kind: str, seed: int) -> MaterialPlan:
    texture = "texture/oak" if kind == "image" else None
    return draw_surface(kind, np.random.Generator(np.random.PCG64(seed)), texture)


def colours(value: Any) -> list[tuple[float, float, float]]:
    """Every triple of numbers among the parameters: all of them are colours."""
    return [part for part in value.values() if isinstance(part, tuple) and len(part) == 3]


def test_every_kind_of_the_spec_can_be_drawn() -> None:
    by_hand = {"paint", "image", "blades", "leaves", "boards", "cloth", "panelling", "print", "metal"}
    assert set(FLOORS) | set(WALLS) | set(GROUNDS) | by_hand == set(SURFACES)


@pytest.mark.parametrize("kind", SURFACES)
def test_a_draw_is_json_and_repeats(kind: str) -> None:
    first, again, other = drawn(kind, 5), drawn(kind, 5), drawn(kind, 6)
    assert first == again
    assert first.parameters != other.parameters
    # Lists for tuples is the only change that JSON may make.
    through = json.loads(json.dumps(first.parameters, allow_nan=False))
    assert through == {name: list(v) if isinstance(v, tuple) else v for name, v in first.parameters.items()}


def test_the_stream_is_read_by_random_alone() -> None:
    """Other methods of a Generator may change their output between NumPy releases."""

    class OnlyRandom:
        def __init__(self) -> None:
            self.rng = np.random.Generator(np.random.PCG64(1))

        def random(self) -> float:
            return float(self.rng.random())

    for kind in SURFACES:
        texture = "texture/oak" if kind == "image" else None
        draw_surface(kind, OnlyRandom(), texture)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", SURFACES)
def test_colours_are_reflectances(kind: str) -> None:
    for seed in range(DRAWS):
        parameters = drawn(kind, seed).parameters
        if kind == "image":
            assert all(0.6 < channel < 1.7 for channel in parameters["tint"])
            continue
        assert colours(parameters)
        for colour in colours(parameters):
            assert all(0.0 < channel <= 0.92 for channel in colour)


def test_most_walls_are_pale_and_some_are_not() -> None:
    level = [sum(drawn("plaster", seed).parameters["colour"]) / 3.0 for seed in range(DRAWS)]
    pale = np.mean(np.asarray(level) > 0.5)
    assert 0.55 < pale < 0.85
    assert min(level) < 0.15


def test_pieces_have_the_sizes_of_the_trade() -> None:
    for seed in range(DRAWS):
        length, width = drawn("planks", seed).parameters["board_m"]
        assert 0.05 <= width <= 0.20
        assert length >= 4.0 * width or length >= 0.9
        across, up = drawn("tiles", seed).parameters["size_m"]
        assert 0.05 <= up <= across <= 0.6
        brick_along, brick_up = drawn("brick", seed).parameters["size_m"]
        assert 0.2 <= brick_along <= 0.25
        assert 0.05 <= brick_up <= 0.075


def test_herringbone_blocks_are_whole_widths_long() -> None:
    plans = [drawn("planks", seed).parameters for seed in range(DRAWS)]
    herringbone = [plan for plan in plans if plan["pattern"] == "herringbone"]
    assert 0.1 * DRAWS < len(herringbone) < 0.35 * DRAWS
    for plan in herringbone:
        ratio = plan["board_m"][0] / plan["board_m"][1]
        assert ratio == pytest.approx(round(ratio), abs=1e-4)


def test_srgb_becomes_linear() -> None:
    assert palette.linear("#ffffff") == (1.0, 1.0, 1.0)
    # ((128 / 255 + 0.055) / 1.055) ** 2.4, and the straight foot of the curve, 10 / 255 / 12.92.
    assert palette.linear("#80000a") == pytest.approx((0.215861, 0.0, 0.003035), abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "texture", "says"),
    [("marble", None, "planks"), ("image", None, "needs one"), ("brick", "texture/oak", "take none")],
)
def test_what_cannot_be_drawn_is_said(kind: str, texture: str | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        draw_surface(kind, np.random.Generator(np.random.PCG64(0)), texture)
