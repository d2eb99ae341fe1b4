"""A product that cannot be used."""

from __future__ import annotations


class ImportFailure(ValueError):  # noqa: N818 - it is what happened, not what went wrong in Blender
    """A model file that cannot be used; the message is one line: which file and why."""
