"""Narrows values of many possible types to the one that is known.

Blender's properties have wide types: an object's data is a mesh, a light, a camera or nothing. If the code knows which,
it calls `of_type`, which checks it and tells the type checker.
"""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def of_type(kind: type[T], value: object) -> T:
    """The value itself.

    Raises:
        TypeError: It is of another type.
    """
    if not isinstance(value, kind):
        raise TypeError(f"expected a {kind.__name__}, got {value!r}")
    return value
