"""Surfaces of the room: MaterialPlan to bpy material."""

from .look import MaterialError
from .nodes import UV_LAYER
from .surface import surface_material

__all__ = ["UV_LAYER", "MaterialError", "surface_material"]
