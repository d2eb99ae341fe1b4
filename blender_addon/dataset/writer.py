"""Samples on disk: whole or not at all, whatever kills the writer.

A sample is written into a folder whose name begins with a dot, beside its place, and renamed into it. Such a
folder carries its writer's host and process, so that `sweep` can tell the leftovers of the dead from the work
of the living.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .files import disk_errors, sync_folder, write_durably
from .layout import RECIPE, SAMPLE, SAMPLES, DatasetError, sample_folder

_DRAFT = re.compile(r"\.(?P<id>\d+)\.(?P<host>[A-Za-z0-9-]+)\.(?P<pid>\d+)\.[0-9a-f]{8}")
_OLD_S = 24 * 3600.0
"""Age at which a draft of another host counts as left behind: no sample takes a day to write."""


class SampleExistsError(DatasetError):
    """A sample of that id is there already; it is never overwritten."""


def write_sample(
    root: Path,
    sample_id: int,
    files: Mapping[str, bytes],
    recipe: Mapping[str, Any],
    sample: Mapping[str, Any],
) -> Path:
    """Write one finished sample.

    Args:
        root: The dataset folder.
        sample_id: The id.
        files: Content by file name ("input.png", …), without the two JSON files.
        recipe: What recipe.json holds.
        sample: What sample.json holds, without `id` and `files`: these are filled in here, a checksum for each file.

    Returns:
        The sample's folder.

    Raises:
        SampleExistsError: There is a sample of that id; nothing was written.
        DatasetError: The disk is full or refuses; nothing of the sample is visible then.
        ValueError: A recipe of another id, a file name with a path in it, or numbers that JSON has no word
            for.
    """
    if recipe.get("id") != sample_id:
        raise ValueError(f"recipe of id {recipe.get('id')} given for sample {sample_id}")
    bad = [n for n in files if n in (RECIPE, SAMPLE) or n.startswith(".") or "/" in n or "\\" in n]
    if bad:
        raise ValueError(f"sample {sample_id}: no names of files for a sample: {bad}")
    content = {**files, RECIPE: _json(recipe)}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(content.items())}
    content[SAMPLE] = _json({**sample, "id": sample_id, "files": digests})
    place = sample_folder(root, sample_id)
    if place.exists():
        raise SampleExistsError(f"{place}: exists and is not overwritten; delete it to have it made again")
    with disk_errors(f"writing sample {sample_id}", root):
        _write_whole(place, content)
    return place


def _write_whole(place: Path, content: Mapping[str, bytes]) -> None:
    """Write the files beside the sample's place, and rename their folder into it."""
    draft = place.parent / f".{place.name}.{_host()}.{os.getpid()}.{secrets.token_hex(4)}"
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
    sync_folder(place.parent)


def sweep(root: Path) -> list[Path]:
    """Delete the drafts that dead writers left behind; returns their paths.

    A draft of this host goes when its process is gone, one of another host when it is a day old. What does
    not carry a draft's name is left alone.
    """
    removed = []
    for draft in (root / SAMPLES).glob("*/.*"):
        match = _DRAFT.fullmatch(draft.name)
        if not match or draft.is_symlink() or not draft.is_dir():
            continue
        if _is_left(draft, match["host"], int(match["pid"])):
            shutil.rmtree(draft, ignore_errors=True)
            if not draft.exists():
                removed.append(draft)
    return removed


def _is_left(draft: Path, host: str, pid: int) -> bool:
    if host == _host() and os.name == "posix":
        return not _alive(pid)
    try:
        return time.time() - draft.stat().st_mtime > _OLD_S
    except OSError:  # it was renamed or removed meanwhile
        return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it lives and belongs to somebody else
        return True
    return True


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9-]", "-", platform.node()) or "unknown"


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
