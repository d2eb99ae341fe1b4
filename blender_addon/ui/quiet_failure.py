"""An operator's failure without a window: one line and no traceback, and still a RuntimeError that scripts can catch.

Blender prints the report itself. It then raises it as a RuntimeError, which, where nobody catches it, would print the
same line again below a traceback of Blender's own files.
"""

from __future__ import annotations

import sys
from types import TracebackType

import bpy

_told: set[str] = set()


def fail(operator: bpy.types.Operator, text: str) -> None:
    """End an operator with an error that is told once."""
    if sys.excepthook is not _hook:
        _before.append(sys.excepthook)
        sys.excepthook = _hook
    _told.add(text)
    operator.report({"ERROR"}, text)


def undo() -> None:
    """Give Python its own hook back."""
    if sys.excepthook is _hook:
        sys.excepthook = _before.pop()


def _hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say nothing of what Blender has said."""
    if not (kind is RuntimeError and str(error).strip().removeprefix("Error: ") in _told):
        _before[-1](kind, error, trace)


_before = [sys.excepthook]
