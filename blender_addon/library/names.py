"""An asset's name and category from its file name, and lists of names for messages."""

from __future__ import annotations

import re
from collections.abc import Sequence

NAMELESS = "thing"
"""Category of a file without a word in its name."""
_SIZE = re.compile(r"[_-]\d{1,2}k$", re.IGNORECASE)


def category_of(stem: str) -> str:
    """The words of a product's file name in lower case: "arm chair" for "ArmChair_01_1k"; "thing" if none is left.

    Numbers, sizes and single letters are left out, because they only distinguish variants.
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _SIZE.sub("", stem))
    words = re.findall(r"[^\W\d_]+", spaced.lower())
    return " ".join(word for word in words if len(word) > 1) or NAMELESS


def clean(stem: str) -> str:
    """A name that is valid in an id: letters, digits, `_`, `-` and `.`. Other characters become `_`."""
    return re.sub(r"[^\w.-]+", "_", stem).strip("_") or "unnamed"


def listed(names: Sequence[str], most: int = 3) -> str:
    """The first of some names, and how many more there are: "a, b, c and 4 more"."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
