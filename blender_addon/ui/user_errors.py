"""Errors that a user can mend, said in the panel instead of as a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import bpy

from . import notices
from .request import PathError
from .running import USER_ERRORS
from .words import notice_of


@contextmanager
def report_errors(operator: bpy.types.Operator) -> Iterator[list[str]]:
    """Turn such an error into a line of the panel; what was said is in the list that this gives."""
    said: list[str] = []
    try:
        yield said
    except (PathError, *USER_ERRORS) as error:
        notice = notice_of(error)
        said.append(notice.text)
        notices.tell(notice)
        operator.report({"WARNING"}, notice.text)
