"""Writes the credits of fetched assets to `assets.json` of each kind, where the scan reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from .manifest import PLACES, OnlineAsset

_NAME = "assets.json"


def write_credit_files(library: Path, assets: Iterable[OnlineAsset]) -> None:
    """Write `hdris/assets.json`, `textures/assets.json` and `products/assets.json` for the assets given."""
    entries: dict[str, dict[str, dict[str, str]]] = {place: {} for place in PLACES.values()}
    for asset in assets:
        # Textures are listed by their own name, others by the file that Blender opens.
        name = asset.id.rpartition("/")[2] if asset.kind == "texture" else PurePosixPath(asset.files[0].path).stem
        credit = {"author": asset.author, "licence": asset.licence, "source": asset.page}
        entries[PLACES[asset.kind]][name] = credit
    for place, known in entries.items():
        folder = library / place
        if not known or not folder.is_dir():
            continue
        draft = folder / ("." + _NAME)
        draft.write_text(json.dumps({"assets": known}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(folder / _NAME)
