"""How products are put down, as drawn, without Blender."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from blender_addon.library.asset import Library
from blender_addon.product_families import FAMILIES
from blender_addon.recipe.draw import draw
from blender_addon.recipe.families import draw_family
from blender_addon.recipe.pose import LEAN_RAD, draw_pose, poses_of_name
from blender_addon.spec import DatasetSpec


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_the_share_that_lies_is_the_share_asked_for_of_those_that_can() -> None:
    kinds = [draw_pose(rng(seed), 0.4, ("lying",)).kind for seed in range(800)]
    assert 0.34 < kinds.count("lying") / 800 < 0.46 and set(kinds) == {"lying", "upright"}
    assert {draw_pose(rng(seed), 1.0, ()).kind for seed in range(20)} == {"upright"}
    assert {draw_pose(rng(seed), 0.0, ("lying", "leaning")).kind for seed in range(20)} == {"upright"}


def test_only_what_leans_has_an_angle_and_it_is_small() -> None:
    poses = [draw_pose(rng(seed), 1.0, ("lying", "leaning")) for seed in range(200)]
    leaning = [pose.lean_rad for pose in poses if pose.kind == "leaning"]
    assert 60 < len(leaning) < 140
    assert LEAN_RAD[0] <= min(leaning) < max(leaning) <= LEAN_RAD[1]
    assert all(pose.lean_rad == 0.0 for pose in poses if pose.kind == "lying")


@pytest.mark.parametrize(
    ("name", "poses"),
    [
        ("soda-can", ("lying",)),
        ("WineBottles_02", ("lying",)),
        ("old_book", ("lying", "leaning")),
        ("sofa_03", ()),
        ("potted_plant", ()),
        ("candle_holder", ()),  # "can" is not a word of it
    ],
)
def test_a_library_product_lies_where_its_name_says_that_it_can(name: str, poses: tuple[str, ...]) -> None:
    assert poses_of_name(name, "") == poses


def test_nothing_with_an_open_drink_or_a_loose_lid_lies_down() -> None:
    for seed in range(120):
        mug = draw_family("mug", rng(seed))
        assert not (mug.poses and (mug.parameters["drink"] or mug.parameters["saucer"]))
        glass = draw_family("glassware", rng(seed))
        assert not (glass.poses and glass.parameters["level"] > 0.0)
    for family in FAMILIES:
        assert set(draw_family(family, rng(1)).poses) <= {"lying", "leaning"}


def test_a_pose_shifts_nothing_else_of_the_sample() -> None:
    spec = DatasetSpec()
    standing = dataclasses.replace(spec, product=dataclasses.replace(spec.product, lying=0.0))
    tipped = dataclasses.replace(spec, product=dataclasses.replace(spec.product, lying=1.0))
    kinds = set()
    for sample in range(40):
        one, other = draw(standing, Library(), sample), draw(tipped, Library(), sample)
        kinds.add(other.product.pose.kind)
        assert one.product.pose.kind == "upright"
        assert dataclasses.replace(other.product, pose=one.product.pose) == one.product
        assert dataclasses.replace(other, product=one.product) == one
    assert {"upright", "lying"} <= kinds
