"""Places: a room, a room with a paper sweep in it, or a piece of ground under the sky."""

from .build import build_place

__all__ = ["build_place"]
