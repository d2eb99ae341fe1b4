"""Categories from names."""

from __future__ import annotations

import pytest

from blender_addon.library.names import category_of


@pytest.mark.parametrize(
    ("stem", "category"),
    [
        ("sofa_03_1k", "sofa"),
        ("modern_arm_chair_01", "modern arm chair"),
        ("ArmChair-2", "arm chair"),
        ("blaster-a", "blaster"),
        ("007", "thing"),
    ],
)
def test_categories(stem: str, category: str) -> None:
    assert category_of(stem) == category
