"""Work in a separate process that ends with a file: a scene or a preview. One at a time."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bpy

from ..batch.command import tool_command
from . import notices
from .redraw import redraw_panel

_EVERY_S = 0.3
_LAST_LETTERS = 4000
_OWN = "packshot: "
"""Prefix of the command line's own errors. Blender may print more lines as it ends."""


@dataclass
class Task:
    """A running process."""

    label: str
    """The panel's text while it runs."""
    folder: Path
    """Its own temporary folder."""
    process: subprocess.Popen[bytes]
    then: Callable[[Path], None]
    """Called on the main thread with the folder, once the process has ended well."""


_task: Task | None = None


def current() -> Task | None:
    """The running task, if there is one."""
    return _task


def new_folder() -> Path:
    """A temporary folder for a task's files; `begin` takes over its removal."""
    return Path(tempfile.mkdtemp(prefix="packshot-task-"))


def begin(label: str, folder: Path, argv: Sequence[str], then: Callable[[Path], None]) -> None:
    """Start a Packshot command in a process; a second one ends the first."""
    global _task
    end()
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            tool_command(bpy.app.binary_path, argv), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    _task = Task(label, folder, process, then)
    if not bpy.app.background and not bpy.app.timers.is_registered(_watch):
        bpy.app.timers.register(_watch, persistent=True)
    redraw_panel()


def tick() -> bool:
    """Check whether it has ended; False when no task is running."""
    global _task
    if _task is None:
        return False
    code = _task.process.poll()
    if code is None:
        return True
    ended, _task = _task, None
    try:
        if code == 0:
            ended.then(ended.folder)
        else:
            notices.tell(notices.Notice("ERROR", f"{ended.label} did not work: {_why(ended.folder)}"))
    finally:
        shutil.rmtree(ended.folder, ignore_errors=True)
    return False


def end() -> None:
    """End the task and forget it."""
    global _task
    if _task is not None:
        _task.process.terminate()
        try:
            _task.process.wait(5)
        except subprocess.TimeoutExpired:
            _task.process.kill()
        shutil.rmtree(_task.folder, ignore_errors=True)
        _task = None
    if bpy.app.timers.is_registered(_watch):
        bpy.app.timers.unregister(_watch)


def _why(folder: Path) -> str:
    """The command's own error, or else the last line of its output that is not empty."""
    lines = (folder / "log.txt").read_text("utf-8", "replace")[-_LAST_LETTERS:].splitlines()
    own = [line.removeprefix(_OWN) for line in lines if line.startswith(_OWN)]
    told = own or [line for line in lines if line.strip() and not line.startswith("Blender ")]
    return told[-1][:160] if told else "it ended without a message"


def _watch() -> float | None:
    going = tick()
    redraw_panel()
    return _EVERY_S if going else None
