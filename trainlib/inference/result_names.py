"""Names the results of photos: by the photo's name, unique on every file system, and short enough for it."""

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

    It is the path without its suffix. Photos that would share it (`a.jpg` and `a.png`) keep their suffix. Names that
    differ only in case or in the encoding of accents get a number. A name that is too long is cut and gets a hash of
    the whole.
    """
    stems = [_short(str(PurePosixPath(source).with_suffix(""))) for source in sources]
    shared = Counter(map(_key, stems))
    # Unique stems are assigned first, so that a.jpg beside a.png cannot take the name of a.jpg.png.
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
    # A letter of several bytes that would be cut in the middle is left out.
    cut = content[: _LONGEST - len(mark)].decode("utf-8", errors="ignore")
    return f"{folder}{slash}{cut}{mark}"
