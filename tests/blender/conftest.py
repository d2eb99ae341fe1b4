"""Tests that need Blender's Python; elsewhere they are not collected, and `make test` runs both."""

from __future__ import annotations

import importlib.util

import pytest

if importlib.util.find_spec("bpy") is None:
    collect_ignore_glob = ["test_*.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.blender)
