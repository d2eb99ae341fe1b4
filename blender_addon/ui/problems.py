"""Problems that keep a run from starting, by the sub-panel where they are fixed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

from ..spec_toml import SpecError, spec_from_dict
from . import spec_groups
from .folder_state import FolderState, state_of
from .own_products import why_none
from .request import PathError, path_of
from .settings import output_of, same
from .words import CONTINUE, NEW_FOLDER, labels

FOLDERS = {"products": "Products", "hdris": "HDRIs", "textures": "Textures"}
"""The panel's names of asset folders."""


@dataclass(frozen=True)
class Problem:
    """A line, and the button that fixes it."""

    place: str
    """A table of the spec, or "output", "products", "hdris", "textures"."""
    text: str
    button: str = ""
    label: str = ""


def problems_of(settings: Any) -> list[Problem]:
    """All problems. Takes a few milliseconds: folders are checked for existence, and never searched."""
    return [*_of_values(settings), *_of_assets(settings), *_of_output(settings)]


def _of_values(settings: Any) -> list[Problem]:
    values = spec_groups.values_of(settings.spec)
    found = []
    for table in spec_groups.tables():
        part = {table: values[table]} if table else {key: values[key] for key in spec_groups.keys_of("")}
        if table == "camera":
            part["kind"] = values["kind"]
        try:
            spec_from_dict(part, "panel")
        except SpecError as error:
            found.append(Problem(table, _short(str(error))))
    return found


def _of_assets(settings: Any) -> list[Problem]:
    found = []
    for kind in FOLDERS:
        text = getattr(settings, kind).strip()
        if not text or (kind == "products" and settings.products_from != "FOLDER"):
            continue
        try:
            if not path_of(kind, text).exists():
                found.append(Problem(kind, f"{FOLDERS[kind]}: there is no such folder"))
        except PathError:
            found.append(Problem(kind, "Save this file first: // is its folder"))
    if settings.products_from != "FOLDER" and (why := why_none(settings.products_from)):
        found.append(Problem("products", why))
    return found


def _of_output(settings: Any) -> list[Problem]:
    folder = output_folder(settings)
    if folder is None:
        return [Problem("output", "Save this file first: // is its folder")]
    state = state_of(folder)
    if state.text:
        return [Problem("output", state.text, NEW_FOLDER, "Use a New Folder")]
    keys = differing(settings, state)
    if keys:
        text = f"Its dataset has other settings: {labels(keys)}"
        return [Problem("output", text, CONTINUE, "Continue with Its Settings")]
    return []


def differing(settings: Any, state: FolderState) -> list[str]:
    """Keys in which the folder's dataset and the panel differ."""
    if state.spec is None:
        return []
    try:
        return same(spec_from_dict(spec_groups.values_of(settings.spec), "panel"), state.spec)
    except SpecError:
        return []


def output_folder(settings: Any) -> Path | None:
    """The dataset's folder; None where it counts from an unsaved file."""
    text = output_of(settings)
    return None if text.startswith("//") and not bpy.data.filepath else path_of("output", text)


def _short(text: str) -> str:
    """The message without its source, and with the key as the panel's label."""
    key, _, rest = text.removeprefix("panel: ").partition(" ")
    return f"{spec_groups.title(key.rpartition('.')[2].rstrip(':'))} {rest}"
