"""What the results of each photo are called: by its name, unique on every disk, and short enough to be written."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import Counter
from pathlib import PurePosixPath

# File systems allow 255 bytes; results add up to 13 (".packshot.png"), and a number may come between.
_LONGEST = 236


def unique_names(sources: list[str]) -> list[str]:
    """A name for each photo, from its path below the folder that was searched, with forward slashes.

    It is the path without its suffix. Photos that would share it (`a.jpg` and `a.png`) keep their suffix, names
    that differ only in case or in how accents are written are told apart by a number, and what is too long for a file
    of results is cut and marked by a hash of the whole.
    """
    stems = [_short(str(PurePosixPath(source).with_suffix(""))) for source in sources]
    shared = Counter(map(_key, stems))
    # Names that are nobody else's stem go first, so that a.jpg beside a.png cannot take a.jpg.png's.
    taken = {_key(stem) for stem in stems if shared[_key(stem)] == 1}
    names: list[str] = []
    for source, stem in zip(sources, stems, strict=True):
        if shared[_key(stem)] == 1:
            names.append(stem)
            continue
        whole = _short(source)
        name, number = whole, 2
        while _key(name) in taken:
            name, number = f"{whole}-{number}", number + 1
        taken.add(_key(name))
        names.append(name)
    return names


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _short(path: str) -> str:
    """The path, its last part cut to `_LONGEST` bytes where it has more."""
    folder, slash, last = path.rpartition("/")
    content = os.fsencode(last)
    if len(content) <= _LONGEST:
        return path
    mark = "~" + hashlib.sha256(content).hexdigest()[:8]
    # A letter of several bytes that the cut would halve is left out.
    cut = content[: _LONGEST - len(mark)].decode("utf-8", errors="ignore")
    return f"{folder}{slash}{cut}{mark}"
