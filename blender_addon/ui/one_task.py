"""What operators share that begin a task: one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import bpy

from . import task


class OneTask:
    """Stands before `bpy.types.Operator` among the bases of an operator."""

    poll_message_set: ClassVar[Callable[[str], None]]

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        """Whether nothing is being built, rendered or timed."""
        cls.poll_message_set("Something is being built already")
        return task.current() is None
