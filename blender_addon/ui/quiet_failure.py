"""An operator's failure without a window: one line, no traceback, and a RuntimeError that scripts can catch.

Blender prints the report itself. It then raises a RuntimeError. If nobody catches that, Python would print the
same line again below a traceback of Blender's own files.
"""

from __future__ import annotations

import sys
from types import TracebackType

import bpy

_told: set[str] = set()


def fail(operator: bpy.types.Operator, text: str) -> None:
    """End an operator with an error that is printed once."""
    if sys.excepthook is not _hook:
        _before.append(sys.excepthook)
        sys.excepthook = _hook
    _told.add(text)
    operator.report({"ERROR"}, text)


def undo() -> None:
    """Restore Python's own hook."""
    if sys.excepthook is _hook:
        sys.excepthook = _before.pop()


def _hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Skip the error that Blender has printed."""
    if not (kind is RuntimeError and str(error).strip().removeprefix("Error: ") in _told):
        _before[-1](kind, error, trace)


_before = [sys.excepthook]
