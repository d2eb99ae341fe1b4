"""Packshot's user interface in Blender. Each module lists its classes; they are registered and unregistered here."""

from __future__ import annotations

import atexit
from typing import Any

import bpy

from . import (
    addon_keys,
    cancel_run,
    command_line,
    continue_dataset,
    dismiss,
    draw_again,
    escape,
    estimate,
    export_toml,
    fetch_assets,
    filmstrip,
    folder_state,
    forget_waiting,
    generate,
    import_toml,
    load_preset,
    new_folder,
    open_folder,
    open_report,
    open_sample,
    panel,
    preferences,
    preset_menu,
    preview_sheet,
    quiet_failure,
    quit_warning,
    random_scene,
    redraw,
    remove_preset,
    render_preview,
    reset_preset,
    running,
    save_preset,
    settings,
    spec_groups,
    spec_panels,
    stop_fetch,
    task,
    thumbnails,
)

_MODULES: tuple[Any, ...] = (
    spec_groups,
    settings,
    preferences,
    generate,
    cancel_run,
    escape,
    continue_dataset,
    new_folder,
    dismiss,
    forget_waiting,
    open_folder,
    open_report,
    preset_menu,
    load_preset,
    save_preset,
    remove_preset,
    reset_preset,
    import_toml,
    export_toml,
    fetch_assets,
    stop_fetch,
    random_scene,
    open_sample,
    render_preview,
    preview_sheet,
    estimate,
    draw_again,
    quit_warning,
    panel,
    filmstrip,
    spec_panels,
)
_CLASSES: tuple[Any, ...] = tuple(kind for module in _MODULES for kind in module.CLASSES)


def register() -> None:
    """Register every class, the key and the command; a second call changes nothing."""
    for kind in _CLASSES:
        if not kind.is_registered:
            bpy.utils.register_class(kind)
    addon_keys.add_keys()
    quit_warning.add_line()
    command_line.register()
    # Blender does not unregister extensions when it quits, and workers must not go on rendering then.
    atexit.unregister(running.stop_and_wait)
    atexit.register(running.stop_and_wait)
    atexit.unregister(task.end)
    atexit.register(task.end)
    atexit.unregister(fetch_assets.end)
    atexit.register(fetch_assets.end)


def unregister() -> None:
    """End a run that is under way and unregister everything; a second call changes nothing."""
    running.stop_and_wait()
    atexit.unregister(running.stop_and_wait)
    atexit.unregister(task.end)
    task.end()
    atexit.unregister(fetch_assets.end)
    fetch_assets.end()
    redraw.forget()
    thumbnails.forget()
    folder_state.forget()
    open_report.forget()
    quiet_failure.undo()
    command_line.unregister()
    addon_keys.remove_keys()
    quit_warning.remove_line()
    for kind in reversed(_CLASSES):
        if kind.is_registered:
            bpy.utils.unregister_class(kind)
