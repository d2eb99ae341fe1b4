"""Warnings that stay with a dataset: `warnings` of dataset.json."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from .files import disk_errors, replace_file
from .header import read_header
from .layout import HEADER
from .lines import locked


def note_warnings(root: Path, texts: Iterable[str]) -> None:
    """Say in dataset.json what people should know of its pictures and assets, each once.

    Raises:
        DatasetError: The file cannot be read or written.
    """
    with disk_errors(f"writing {HEADER}", root), locked(root / HEADER):
        header = read_header(root)
        known = header.get("warnings", [])
        told = list(dict.fromkeys([*known, *texts]))
        if told != known:
            text = json.dumps({**header, "warnings": told}, ensure_ascii=False, indent=1) + "\n"
            replace_file(root / HEADER, text.encode("utf-8", "replace"))
