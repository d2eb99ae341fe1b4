"""Which dataset the panel's buttons act on."""

from __future__ import annotations

from pathlib import Path

import bpy

from . import running
from .problems import output_folder
from .settings import settings_of


def shown_dataset(context: bpy.types.Context) -> Path | None:
    """The folder of the run that the panel shows, else the chosen one; None where that counts from an unsaved file."""
    run = running.current() or running.last()
    return run.out if run is not None else output_folder(settings_of(context))
