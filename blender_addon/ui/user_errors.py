"""Errors that a user can fix, shown in the panel instead of as a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import bpy

from ..batch.command import BlenderMissingError
from ..dataset.layout import DatasetError
from ..library.credits import LibraryError
from ..spec_toml import SpecError
from . import notices
from .request import PathError
from .words import notice_of

USER_ERRORS = (BlenderMissingError, DatasetError, LibraryError, PathError, SpecError)
"""The errors that a user can fix."""


@contextmanager
def report_errors(operator: bpy.types.Operator) -> Iterator[list[str]]:
    """Turn such an error into a line of the panel; the yielded list gets the message."""
    said: list[str] = []
    try:
        yield said
    except USER_ERRORS as error:
        notice = notice_of(error)
        said.append(notice.text)
        notices.tell(notice)
        operator.report({"WARNING"}, notice.text)
