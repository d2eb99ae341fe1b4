"""Java's .properties format, in which Sweet Home 3D writes its catalogues.

Source of the grammar: the documentation of `java.util.Properties.load`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENTRY = re.compile(r"(?P<key>(?:\\.|[^\s:=\\])*)\s*[:=]?\s*(?P<value>.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_SHORT = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def parse_properties(data: bytes) -> dict[str, str]:
    """The entries of a .properties file. The last one of a repeated key wins.

    Valid UTF-8 is read as UTF-8, other files as Latin-1, as `PropertyResourceBundle` does from Java 9 on. A backslash
    that escapes nothing is dropped, as in Java.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    entries: dict[str, str] = {}
    for line in _logical_lines(text):
        match = _ENTRY.fullmatch(line)
        if match:
            entries[_unescaped(match["key"])] = _unescaped(match["value"])
    return entries


def _logical_lines(text: str) -> Iterator[str]:
    """Lines without comments and blanks. A line that ends in an odd number of backslashes continues in the next."""
    begun = ""
    for natural in re.split(r"\r\n|\r|\n", text):
        line = natural.lstrip(" \t\f")
        if not begun and (not line or line[0] in "#!"):
            continue
        whole = begun + line
        if (len(whole) - len(whole.rstrip("\\"))) % 2:
            begun = whole[:-1]
            continue
        begun = ""
        yield whole
    if begun:
        yield begun


def _unescaped(text: str) -> str:
    def char(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) == 5 else _SHORT.get(code, code)

    # Two \u escapes may be the surrogates of one character beyond U+FFFF.
    return _ESCAPE.sub(char, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
