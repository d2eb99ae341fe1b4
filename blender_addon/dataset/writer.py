"""Writes samples atomically, whatever kills the writer.

A sample is written into a folder beside its final path, with a name that begins with a dot, and then renamed. The name
contains the run's token, so that `leftovers.sweep` can tell what a dead run left from the work of a living one.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .files import disk_errors, sync_folder, write_durably
from .layout import RECIPE, SAMPLE, DatasetError, sample_folder


class SampleExistsError(DatasetError):
    """A sample of that id already exists; it is never overwritten."""


def write_sample(
    root: Path,
    sample_id: int,
    files: Mapping[str, bytes],
    recipe: Mapping[str, Any],
    sample: Mapping[str, Any],
    run: str = "none",
) -> Path:
    """Write one finished sample.

    Args:
        root: The dataset folder.
        sample_id: The id.
        files: Content by file name ("input.png", …), without the two JSON files.
        recipe: recipe.json.
        sample: sample.json without `id`, `files` and `sizes`, which are filled in here: a checksum for each file, and
            its bytes.
        run: The token of the run that writes it.

    Returns:
        The sample's folder.

    Raises:
        SampleExistsError: There is a sample of that id; nothing was written.
        DatasetError: The disk is full or refuses; the sample is then not visible.
        ValueError: A recipe of another id, a file name with a path in it, or numbers that JSON cannot express.
    """
    if recipe.get("id") != sample_id:
        raise ValueError(f"recipe of id {recipe.get('id')} given for sample {sample_id}")
    bad = [n for n in files if n in (RECIPE, SAMPLE) or n.startswith(".") or "/" in n or "\\" in n]
    if bad:
        raise ValueError(f"sample {sample_id}: no names of files for a sample: {bad}")
    content = {**files, RECIPE: _json(recipe)}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(content.items())}
    sizes = {name: len(data) for name, data in sorted(content.items())}
    content[SAMPLE] = _json({**sample, "id": sample_id, "files": digests, "sizes": sizes})

    place = sample_folder(root, sample_id)
    if place.exists():
        raise SampleExistsError(f"{place}: exists and is not overwritten; delete it to have it made again")
    with disk_errors(f"writing sample {sample_id}", root):
        try:
            _write_whole(place, content, run)
        except FileNotFoundError:  # deleted by a run that considered this one dead, such as after the machine has slept
            _write_whole(place, content, run)
        sync_folder(place.parent)
    return place


def _write_whole(place: Path, content: Mapping[str, bytes], run: str) -> None:
    draft = place.parent / f".{place.name}.{run}.{secrets.token_hex(4)}"
    try:
        draft.mkdir(parents=True)
        for name, data in content.items():
            write_durably(draft / name, data)
        sync_folder(draft)
        try:
            draft.rename(place)
        except OSError as error:
            if place.exists():
                raise SampleExistsError(f"{place}: another worker has just written it") from error
            raise
    finally:
        if draft.exists():
            shutil.rmtree(draft, ignore_errors=True)


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
