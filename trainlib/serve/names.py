"""File names: names from a browser are cleaned, and results are named by a pattern."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from trainlib.images.photos import PHOTO_SUFFIXES
from trainlib.inference.result_names import unique_names

PATTERN = "{name}.packshot"
_LONGEST = 150
# Characters that Windows forbids in names, and those that lead out of a folder.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


class PatternError(ValueError):
    """A pattern of names that cannot be used; the message is one line for the user."""


def clean_name(sent: str) -> str:
    """The name of a photo as sent, without folders, control characters and invalid text."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    shown = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one)[0] != "C")
    return shown.strip()[-_LONGEST:] or "photo"


def suffix_of(name: str) -> str:
    """The suffix of a kept photo: its own if photos have it, else none. Its bytes alone decide how it is read."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix in PHOTO_SUFFIXES else ""


def result_name(pattern: str, name: str, number: int, shop: str) -> str:
    """The name of a result, without its suffix.

    Args:
        pattern: text with `{name}` (the photo's, without suffix), `{number}` (its place, three digits) and `{shop}`.
        name: the photo's name.
        number: its place among the photos, from 1.
        shop: a marketplace's name, or "".

    Raises:
        PatternError: the pattern holds another field, or nothing of a name is left.
    """
    values = {"name": PurePosixPath(name).stem, "number": f"{number:03d}", "shop": shop}

    def fill(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise PatternError(f"{{{found[1]}}}: names can hold {{name}}, {{number}} and {{shop}}")
        return values[found[1]]

    filled = _FORBIDDEN.sub("_", re.sub(r"\{(\w*)\}", fill, pattern or PATTERN)).strip(" .")
    if not filled:
        raise PatternError(f"{pattern!r}: leaves no name; use {{name}}")
    return filled[:_LONGEST]


def unique_files(names: list[str], suffix: str) -> list[str]:
    """The names with a suffix. Equal names get a number."""
    # As if each were a photo with that suffix in one folder, so that the rules of `predict` apply.
    return [
        name if name.endswith(suffix) else f"{name}{suffix}"
        for name in unique_names([f"{name}{suffix}" for name in names])
    ]
