"""Spec, seed and id to one sample in numbers, with no Blender at hand."""

from .draw import draw
from .model import Recipe

__all__ = ["Recipe", "draw"]
