"""Folder properties: from 4.5 on they have to say that // may stand for the open file's folder."""

from __future__ import annotations

from typing import Any

import bpy

FOLDER_OPTIONS: set[Any] = {"PATH_SUPPORTS_BLEND_RELATIVE"} if bpy.app.version >= (4, 5, 0) else set()
"""Options of a path property in which // may stand for the open file's folder."""
