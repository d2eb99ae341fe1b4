"""Packshot: pairs of pictures, a product in a room and the same product on pure white, rendered by the thousand."""

from __future__ import annotations


def register() -> None:
    """Add Packshot's operators, panel and preferences to Blender."""
    from . import ui

    ui.register()


def unregister() -> None:
    """Remove them."""
    from . import ui

    ui.unregister()
