"""Which dataset the panel's buttons act on."""

from __future__ import annotations

from pathlib import Path

import bpy

from . import running
from .problems import output_folder
from .settings import settings_of


def shown_dataset(context: bpy.types.Context) -> Path | None:
    """The folder of the run that the panel shows, or else the chosen one; None if its file is not saved."""
    run = running.current() or running.last()
    return run.out if run is not None else output_folder(settings_of(context))
