"""What is advised where a sample cannot be made."""

from __future__ import annotations

from dataclasses import fields

from blender_addon.picture.reasons import _LIMITS, REASONS, advice
from blender_addon.spec import ChecksSpec


def test_only_checks_that_exist_are_to_be_widened() -> None:
    keys = {field.name for field in fields(ChecksSpec)}
    for reason, limits in _LIMITS.items():
        assert reason in REASONS
        names = limits.replace(" and ", ",").replace("checks.", "").replace(" ", "").split(",")
        assert set(names) <= keys


def test_a_reason_without_a_check_names_the_product() -> None:
    assert advice(["hidden", "flat"], {"model/a"}) == "Widen checks.visible in the spec, or narrow what it draws"
    assert advice(["see_through"], {"model/glass"}).startswith("Look at model/glass: no check can be widened")
