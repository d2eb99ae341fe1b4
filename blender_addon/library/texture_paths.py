"""Where a texture lies that a model file names in its own way: with backslashes, in other case, on another machine."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from urllib.parse import unquote

from .inside import is_inside

_USUAL_FOLDERS = ("", "textures", "texture", "tex", "maps", "images", "source")
"""Where exporters put textures beside a model."""


def find_texture(named: str, model: Path, folder: Path) -> Path | None:
    """The file that a texture's path means; None where there is none in the folder of products.

    Tried in turn: the path as it is; with backslashes read as separators; without regard to case; and, of a path that
    leads elsewhere (another machine's drive), its last part beside the model.

    Args:
        named: Absolute, or relative to the model.
        model: The file that names it.
        folder: What is found must lie there or below.
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
    """The file of that name, or the only one whose name differs from it by case alone."""
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
