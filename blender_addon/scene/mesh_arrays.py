"""What Blender's collections hold, as arrays."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from ..arrays import Floats, Ints


def vectors(items: bpy.types.bpy_prop_collection[Any], name: str) -> Floats:
    """[N, 3] a property of three numbers of each item."""
    flat = np.empty(len(items) * 3, np.float32)
    items.foreach_get(name, flat)
    return flat.reshape(-1, 3).astype(np.float64)


def integers(items: bpy.types.bpy_prop_collection[Any], name: str) -> Ints:
    """[N] a whole number of each item."""
    values = np.empty(len(items), np.int32)
    items.foreach_get(name, values)
    return values.astype(np.int64)
