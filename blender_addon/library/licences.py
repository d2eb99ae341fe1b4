"""Licences in catalogues to SPDX names."""

from __future__ import annotations

import re

_VERSION = re.compile(r"\b([1-4]\.0)\b")
_MOST_CHARACTERS = 120


def licence_of(text: str) -> str:
    """The SPDX name of a licence: CC-BY-3.0 for "Creative Commons Attribution 3.0 Unported license".

    Other texts stay as they are; an empty text is "unknown".
    """
    text = " ".join(text.split())
    low = text.lower()
    if "cc0" in low or "cc-0" in low or "creative commons zero" in low:
        return "CC0-1.0"
    version = _VERSION.search(low)
    if "creative commons" in low and "attribution" in low and version:
        words = ("noncommercial", "NC"), ("non-commercial", "NC"), ("sharealike", "SA"), ("share alike", "SA")
        more = sorted({short for word, short in words if word in low.replace("share-alike", "sharealike")})
        if "noderiv" in low or "no deriv" in low:
            more.append("ND")
        country = ["US"] if "united states" in low else []
        return "-".join(["CC-BY", *more, version[1], *country])
    return text[:_MOST_CHARACTERS] or "unknown"
