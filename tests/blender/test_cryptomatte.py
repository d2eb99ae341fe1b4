"""Cryptomatte's hash."""

from __future__ import annotations

from blender_addon.render.cryptomatte import murmur3


def test_murmur3_is_the_published_hash() -> None:
    # Values of the reference implementation for seed 0.
    assert murmur3("") == 0
    assert murmur3("hello") == 0x248BFA47
    assert murmur3("hello, world") == 0x149BBB7F
