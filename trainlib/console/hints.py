"""Hints for messages: the known word or path closest to a wrong one; text on one line."""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

# A type as Python prints it.
TYPE = re.compile(r"<class '(?:\w+\.)*(?P<name>\w+)'>")


# What PyTorch puts before the traceback of a process that loads samples.
TRACEBACK = "Original Traceback"


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the known word closest to this one, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def nearest_path(path: Path) -> str:
    """A hint at the existing path closest to a missing one, or nothing."""
    there = path.absolute()
    missing: list[str] = []
    while not there.is_dir() and there != there.parent:
        missing.insert(0, there.name)
        there = there.parent
    try:
        names = [entry.name for entry in there.iterdir()]
    except OSError:
        names = []
    close = difflib.get_close_matches(missing[0], names, n=1) if missing else []
    if not close:
        return ""
    begun = path.parents[len(missing) - 1] / close[0] if len(missing) <= len(path.parts) else there / close[0]
    whole = begun.joinpath(*missing[1:])
    return f" (did you mean {whole if whole.exists() else begun}?)"


def listing(words: Iterable[str]) -> str:
    """Words with commas between."""
    return ", ".join(words)


def flatten(message: str) -> str:
    """A message on one line, with the short names of types."""
    return " ".join(TYPE.sub(lambda found: found["name"], message).replace("typing.", "").split())


def printable(message: str, most: int = 800) -> str:
    """A message with control characters and line breaks as escapes, cut in the middle if it is long."""
    if TRACEBACK in message:  # its line breaks would hide where the message itself begins
        message = innermost(message)
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in message)
    return shown if len(shown) <= most else f"{shown[: most // 2]} … {shown[-most // 2 :]}"


def innermost(message: str) -> str:
    """The message on one line, without the traceback of a loader's worker around it."""
    if TRACEBACK in message:
        message = re.sub(r"^[\w.]+: ", "", message.strip().splitlines()[-1])
    return flatten(message)
