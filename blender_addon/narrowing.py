"""Values that may be of many types, narrowed to the one that they are here.

Blender's properties are wide: an object's data is a mesh, a light, a camera or nothing. Where the code knows which, it
says so with `of_type`, which the type checker believes and Blender has to keep.
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
