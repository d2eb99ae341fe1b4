"""Packshot: pairs of pictures, a product in a room and the same product on pure white, rendered by the thousand."""

from __future__ import annotations


def register() -> None:
    """Add Packshot's operators, panel and preferences to Blender."""
    from . import ui

    ui.register()


def unregister() -> None:
    """Take them out again."""
    from . import ui

    ui.unregister()
