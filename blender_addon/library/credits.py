"""Credits of assets, read from `credits.toml` or `assets.json` in their folders.

    [default]                        # for every asset of this folder and those below it
    licence = "CC0-1.0"
    source = "https://polyhaven.com"
    [assets.sofa_03]                 # by the file's name without its ending, or a texture's name
    author = "…"

`assets.json` holds the same tables as JSON. The nearest file at or above an asset takes precedence.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..outside import on_one_line, parse_json
from .asset import Asset

NAMES = ("credits.toml", "assets.json")
_KEYS = ("author", "licence", "source")


class LibraryError(ValueError):
    """A folder of assets that cannot be used; one line: which folder or file, why, and how to fix it."""

    def __init__(self, text: str) -> None:
        """What a file holds is shown on one line."""
        super().__init__(on_one_line(text))


@dataclass
class Credits:
    """The credits of one scanned folder. Files are read when first needed."""

    top: Path
    _read: dict[Path, Mapping[str, Any]] = field(default_factory=dict)

    def of(self, file: Path, name: str) -> dict[str, str]:
        """`author`, `licence` and `source` of an asset, if a credits file between it and the top has them.

        Args:
            file: One of the asset's files, below the top.
            name: Another name under which it may be listed.

        Raises:
            LibraryError: A credits file that cannot be read or holds something else.
        """
        found: dict[str, str] = {}
        folder = file.parent
        while True:
            tables = self._tables(folder)
            for entry in (tables["assets"].get(name), tables["assets"].get(file.stem), tables["default"]):
                for key, value in (entry or {}).items():
                    found.setdefault(key, value)
            if folder == self.top or folder == folder.parent:
                return found
            folder = folder.parent

    def _tables(self, folder: Path) -> Mapping[str, Any]:
        if folder not in self._read:
            there = [folder / name for name in NAMES if (folder / name).is_file()]
            self._read[folder] = _parse(there[0]) if there else {"default": {}, "assets": {}}
        return self._read[folder]


def _parse(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text) if path.suffix == ".toml" else parse_json(text)
    except (OSError, ValueError) as error:
        raise LibraryError(f"{path}: cannot read the credits: {error}") from error
    if not isinstance(data, dict) or not set(data) <= {"default", "assets"}:
        raise LibraryError(f"{path}: expected the tables [default] and [assets.<name>] and nothing else")
    tables = {"default": data.get("default", {}), "assets": data.get("assets", {})}
    if not isinstance(tables["assets"], dict):
        raise LibraryError(f"{path}: assets: expected a table for each asset, [assets.<name>]")
    for where, entry in (("default", tables["default"]), *tables["assets"].items()):
        if not isinstance(entry, dict):
            raise LibraryError(f"{path}: {where}: expected a table with {', '.join(_KEYS)}")
        for key, value in entry.items():
            if key not in _KEYS:
                close = difflib.get_close_matches(key, _KEYS, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(_KEYS)}"
                raise LibraryError(f"{path}: {where}.{key} is not a key; {hint}")
            if not isinstance(value, str) or not value.strip():
                raise LibraryError(f"{path}: {where}.{key} is {value!r}, expected a text")
    return tables


def credited(asset: Asset, makers: Credits, file: Path) -> Asset:
    """The asset with the credits that are said of it; `file` is one of its files."""
    said = makers.of(file, asset.id.rpartition("/")[2])
    return replace(
        asset,
        author=said.get("author", asset.author),
        licence=said.get("licence", asset.licence),
        source=said.get("source", asset.source),
    )
