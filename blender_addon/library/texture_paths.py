"""Finds textures whose paths in a model file have backslashes, another case, or another machine's folders."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from urllib.parse import unquote

from .inside import is_inside

_USUAL_FOLDERS = ("", "textures", "texture", "tex", "maps", "images", "source")
"""Folders in which exporters put textures."""


def find_texture(named: str, model: Path, folder: Path) -> Path | None:
    """The file of a texture's path; None if there is none in the folder of products.

    Tried in turn: the path as it is; with backslashes as separators; ignoring case; and, for a path on another
    machine, its last part beside the model.

    Args:
        named: Absolute, or relative to the model.
        model: The file that names it.
        folder: The file must be in it or below.
    """
    named = named.strip().strip('"')
    parts = PureWindowsPath(named).parts if "\\" in named or ":" in named[:2] else Path(named).parts
    if not parts:
        return None
    plain = Path(*parts)
    candidates = [Path(named), plain, model.parent / plain]
    candidates += [model.parent / usual / parts[-1] for usual in _USUAL_FOLDERS]
    candidates += [Path(unquote(str(each))) for each in candidates if "%" in str(each)]
    for candidate in candidates:
        found = _without_case(candidate)
        if found is not None and is_inside(found, folder):
            return found
    return None


def _without_case(path: Path) -> Path | None:
    """The file with that name, or the only one whose name differs just in case."""
    if path.is_file():
        return path
    place = Path(path.anchor) if path.is_absolute() else Path()
    for part in path.parts[1:] if path.is_absolute() else path.parts:
        step = place / part
        if part != ".." and not step.exists():
            try:
                alike = [each for each in place.iterdir() if each.name.lower() == part.lower()]
            except OSError:
                return None
            if len(alike) != 1:
                return None
            step = alike[0]
        place = step
    return place if place.is_file() else None
