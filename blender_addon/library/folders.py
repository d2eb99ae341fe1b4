"""Files in a folder of assets, and unique names for them."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from .credits import LibraryError
from .names import clean


def files_in(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Files with such an ending in the folder and below it, in the order of their relative paths; nothing
    hidden.
    """
    if not folder.is_dir():
        reason = "is a file, not a folder" if folder.exists() else "there is no such folder"
        raise LibraryError(f"{folder}: {reason}; give a folder of assets")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise LibraryError(f"{folder}: not allowed to read it; mend its permissions")
    found = []
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in endings and not hidden and path.is_file():
            found.append(path)
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def distinct(
    top: Path, named: Iterable[tuple[str, tuple[Path, ...]]], warnings: list[str]
) -> list[tuple[str, tuple[Path, ...]]]:
    """Unique names: with the parent folder, or else with the whole path below `top` and the file's ending."""
    left = list(named)
    settled: dict[str, tuple[Path, ...]] = {}
    for step in range(3):
        groups: dict[str, list[tuple[str, tuple[Path, ...]]]] = defaultdict(list)
        for name, paths in left:
            inner = paths[0].relative_to(top).parts
            longer = (name, f"{clean(paths[0].parent.name)}_{name}", clean("_".join(inner)))
            groups[longer[step]].append((name, paths))
        left = []
        for name, group in groups.items():
            if len(group) == 1 and name not in settled:
                settled[name] = group[0][1]
            else:
                left.extend(group)
    warnings += [f"{paths[0]}: not used, another asset has the same name and path" for _, paths in left]
    return list(settled.items())
