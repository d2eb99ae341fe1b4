"""index.jsonl: one line for each finished sample. Many workers append to it at once, and it can be rebuilt from
samples/.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..outside import parse_json
from .files import disk_errors, replace_file
from .layout import INDEX, RECIPE, DatasetError, sample_folders, sample_path
from .lines import append_line, locked, read_lines

SCENE = "scene"
"""The key of the numbers that describe a scene, in recipe and index."""


def index_entry(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """A sample's line of the index, from its recipe; KeyError if a required key is missing.

    If the recipe has `scene`, its numbers are in the line too.
    """
    product = recipe["product"]
    entry = {
        "id": recipe["id"],
        "split": recipe["split"],
        "product": product["asset"],
        "category": product["category"],
        "path": sample_path(recipe["id"]),
    }
    return entry | {SCENE: recipe[SCENE]} if SCENE in recipe else entry


def agrees(entry: Mapping[str, Any], recipe_entry: Mapping[str, Any]) -> bool:
    """Whether a line of the index agrees with its recipe; older lines have no scene."""
    return entry == recipe_entry or {SCENE: recipe_entry.get(SCENE), **entry} == recipe_entry


def append_index(root: Path, entry: Mapping[str, Any]) -> None:
    """Add one line, unless its id is listed; safe from many processes.

    Raises:
        DatasetError: The disk is full or refuses.
    """
    with disk_errors("appending to the index", root):
        append_line(root / INDEX, entry, unless=_start(entry["id"]))


def read_index(root: Path) -> tuple[list[dict[str, Any]], int]:
    """The entries, and the number of broken lines (cut short by a killed worker); ([], 0) if there is no index."""
    return read_lines(root / INDEX)


def rebuild_index(root: Path) -> int:
    """Write the index again from samples/, sorted by id; returns how many samples it lists.

    Raises:
        DatasetError: A recipe.json that cannot be read, named; or the disk refuses.
    """
    with disk_errors("rebuilding the index", root), locked(root / INDEX):
        entries = [index_entry_of(folder) for _, folder in sample_folders(root)]
        text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode("utf-8", "replace")
        if not (root / INDEX).exists() or (root / INDEX).read_bytes() != text:
            replace_file(root / INDEX, text)
    return len(entries)


def index_entry_of(folder: Path) -> dict[str, Any]:
    """The index entry of a sample's folder; DatasetError if its recipe.json is broken."""
    try:
        return index_entry(parse_json((folder / RECIPE).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(
            f"{folder / RECIPE}: not readable ({error!r}); delete the folder {folder.name} "
            "and generate again to have it made again"
        ) from error


def _start(sample_id: int) -> bytes:
    return b'{"id": %d,' % sample_id
