"""Errors in the panel's words, each with the button that fixes it."""

from __future__ import annotations

import re

from ..dataset.layout import AnotherLibraryError, AnotherSpecError
from .notices import Notice
from .spec_groups import dotted, title

CONTINUE, NEW_FOLDER = "packshot.continue_dataset", "packshot.new_folder"
_COMMAND_LINE = (
    ("; ask for the same to continue it, or give another --out", ""),
    (": give a new folder as --out", ": choose another folder"),
    (", or give another --out", ", or choose another folder"),
    ("; give the same folders to continue it, or another --out", "; choose the same folders, or another output"),
    ("; set TMPDIR to another folder", ""),
    ("panel: ", ""),
)
_MOST_LETTERS = 160
_KEY = re.compile(r"\b(?:" + "|".join(re.escape(f"{table}.{name}") for table, name in dotted() if table) + r")\b")


def labels(keys: list[str]) -> str:
    """Dotted keys as the panel's labels, three at most: "Resolution, Render › Bounces and 4 more"."""
    names = [" › ".join(title(part) for part in key.split(".")) for key in keys]
    more = len(names) - 2
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:2])} and {more} more"


def in_panel_words(text: str) -> str:
    """A text with the spec's keys as the panel's labels: "render.room_samples" is "Render › Room samples"."""
    return _KEY.sub(lambda match: labels([match[0]]), text)


def warning_of(text: str) -> Notice:
    """A warning of a run, in the panel's words."""
    return Notice("WARNING", in_panel_words(text))


def notice_of(error: Exception) -> Notice:
    """An error as a short line."""
    if isinstance(error, AnotherSpecError):
        text = f"That folder's dataset has other settings: {labels(error.keys)}"
        return Notice("ERROR", text, CONTINUE, "Continue with Its Settings")
    if isinstance(error, AnotherLibraryError):
        text = "That folder's dataset was started with other products, HDRIs or textures"
        return Notice("ERROR", text, NEW_FOLDER, "Use a New Folder")
    text = str(error)
    button, label = (NEW_FOLDER, "Use a New Folder") if "--out" in text else ("", "")
    for old, new in _COMMAND_LINE:
        text = text.replace(old, new)
    text = in_panel_words(text)
    text = text[:1].upper() + text[1:]
    return Notice("ERROR", text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…", button, label)
