"""The add-on's keys. They are in Blender's add-on key configuration, where users can change them."""

from __future__ import annotations

from typing import Any

import bpy

from ..narrowing import of_type
from . import escape, quit_warning

_MODULES: tuple[Any, ...] = (escape, quit_warning)
"""Modules with KEYS: name and space of a key map, the operator's id, the key and its modifiers."""
_added: list[tuple[Any, Any]] = []


def add_keys() -> None:
    """Add every key; a second call changes nothing, and without a window there are no keys."""
    configs: Any = of_type(bpy.types.WindowManager, bpy.context.window_manager).keyconfigs
    if configs.addon is None or _added:
        return
    for module in _MODULES:
        for name, space, operator, key, modifiers in module.KEYS:
            keymap = configs.addon.keymaps.new(name=name, space_type=space)
            _added.append((keymap, keymap.keymap_items.new(operator, key, "PRESS", **modifiers)))


def remove_keys() -> None:
    """Remove them."""
    while _added:
        keymap, item = _added.pop()
        keymap.keymap_items.remove(item)
