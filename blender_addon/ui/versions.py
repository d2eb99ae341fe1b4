"""What differs between Blender versions in the interface, and nothing else."""

from __future__ import annotations

import bpy

FOLDER_OPTIONS = {"PATH_SUPPORTS_BLEND_RELATIVE"} if bpy.app.version >= (4, 5, 0) else set()
"""Options of a path property in which // may stand for the open file's folder; from 4.5 it has to be said."""
