"""The base of operators that begin a task: one task runs at a time."""

from __future__ import annotations

import bpy

from . import task


class OneTask:
    """A base class of operators, listed before `bpy.types.Operator`."""

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        """Whether nothing is being built, rendered or timed."""
        cls.poll_message_set("Something is being built already")  # type: ignore[attr-defined]  # the operator's
        return task.current() is None
