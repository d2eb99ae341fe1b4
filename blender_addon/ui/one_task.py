"""What operators share that begin a task: one at a time."""

from __future__ import annotations

import bpy

from . import task


class OneTask:
    """Stands before `bpy.types.Operator` among the bases of an operator."""

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        """Whether nothing is being built, rendered or timed."""
        cls.poll_message_set("Something is being built already")  # type: ignore[attr-defined]  # the operator's
        return task.current() is None
