"""Warnings that stay with a dataset: `warnings` of dataset.json."""

from __future__ import annotations

import json
from pathlib import Path

from .files import disk_errors, replace_file
from .header import read_header
from .layout import HEADER
from .lines import locked


def note_warning(root: Path, text: str) -> None:
    """Say in dataset.json what people should know of its pictures, once.

    Raises:
        DatasetError: The file cannot be read or written.
    """
    with disk_errors(f"writing {HEADER}", root), locked(root / HEADER):
        known = read_header(root)
        told = known.get("warnings", [])
        if text not in told:
            text = json.dumps({**known, "warnings": [*told, text]}, ensure_ascii=False, indent=1)
            replace_file(root / HEADER, (text + "\n").encode())
