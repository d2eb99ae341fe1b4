"""Networks that come with Packshot, by name: commands that take a checkpoint also take `standard`.

Their files lie in this folder, each with a model card. `weights.json` names them:

    {"cutout": {"standard": {"file": "cutout-standard.safetensors", "sha256": "…"}}, "relight": {…}}

Light to import: commands ask for names before they load PyTorch.
"""

import argparse
import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

Task = Literal["cutout", "relight"]
STANDARD = "standard"
FOLDER = Path(__file__).parent
INDEX = "weights.json"


class ShippedError(Exception):
    """A network that is missing from the installation; the message is one line."""


def shipped_names(task: str | None) -> tuple[str, ...]:
    """The names of the networks that ship for a task."""
    return tuple(_index().get(task or "", {}))


def find_network(asked: str, task: str | None) -> Path:
    """The file of a network.

    Args:
        asked: the name of one that ships, or a path. A file of that very name wins.
        task: "cutout" or "relight"; for other tasks and None nothing ships.

    Returns:
        The file. If `asked` is no such name, the path as given, whether it exists or not.

    Raises:
        ShippedError: a network that ships is missing or was changed.
    """
    given = Path(asked).expanduser()
    if given.exists() or asked not in shipped_names(task):
        return given
    entry = _index()[str(task)][asked]
    path = FOLDER / entry["file"]
    if not path.is_file():
        raise ShippedError(f"{path}: the network {asked!r} is not there; install Packshot again")
    if _digest(path) != entry["sha256"]:
        raise ShippedError(f"{path}: the network {asked!r} was changed or is broken; install Packshot again")
    return path


def is_shipped(path: Path) -> bool:
    """Whether a file has the bytes of a network that ships."""
    digests = {entry["sha256"] for entries in _index().values() for entry in entries.values()}
    return bool(digests) and _digest(path) in digests


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def network_option(task: Task) -> Callable[[str], Path]:
    """The type of a command's option that takes a name or a path."""

    def network(asked: str) -> Path:
        try:
            return find_network(asked, task)
        except ShippedError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return network


@cache
def _index() -> dict[str, dict[str, dict[str, str]]]:
    path = FOLDER / INDEX
    if not path.is_file():
        return {}
    found: dict[str, dict[str, dict[str, str]]] = json.loads(path.read_text("utf-8"))
    return found
