"""Files in a folder of assets, and unique names for them."""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from .credits import LibraryError
from .names import clean


def files_in(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Files with such an ending in the folder and below it (`walk`), in the order of their relative paths."""
    if not folder.is_dir():
        reason = "is a file, not a folder" if folder.exists() else "there is no such folder"
        raise LibraryError(f"{folder}: {reason}; give a folder of assets")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise LibraryError(f"{folder}: not allowed to read it; fix its permissions")
    found = [path for path in walk(folder) if path.suffix.lower() in endings]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def walk(folder: Path) -> Iterator[Path]:
    """Every file in the folder and below it; nothing hidden.

    Links to folders are followed, and each folder is looked into once. So links in a circle end, and a file keeps its
    own place where a link leads to it too. A link to a folder around this one is left alone.
    """
    around = set(folder.resolve().parents)
    seen: set[tuple[int, int]] = set()
    links = deque([folder])
    while links:
        waiting = [links.popleft()]
        while waiting:
            for path in _entries(waiting.pop(), seen):
                if not path.is_dir():
                    if path.is_file():
                        yield path
                elif not path.is_symlink():
                    waiting.append(path)
                elif path.resolve() not in around:
                    links.append(path)


def _entries(folder: Path, seen: set[tuple[int, int]]) -> list[Path]:
    """What lies in a folder, sorted; nothing where it was seen, which is noted, or may not be read."""
    try:
        place = folder.stat()
        found = sorted(folder.iterdir())
    except OSError:
        return []
    key = (place.st_dev, place.st_ino)
    if key in seen:
        return []
    seen.add(key)
    return [path for path in found if not path.name.startswith(".")]


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
