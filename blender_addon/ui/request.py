"""The settings of the panel or of a script's call, as a request for the lower floors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy

from ..batch.request import Request
from ..spec import DatasetSpec
from ..spec_toml import load_spec, override
from .cycles_device import cycles_device
from .own_products import products_of_file
from .settings import output_of, preferences, spec_of
from .wanted import Wanted


class PathError(ValueError):
    """A path that cannot be used; one line says which, and how to fix it."""


def request_from(
    spec: str, output: str, folders: Mapping[str, str], workers: int, changes: Mapping[str, Any]
) -> Request:
    """The request for this Blender's own executable.

    Args:
        spec: A preset's name or the path of a .toml file.
        output: The dataset's folder; `//` stands for the open file's folder, as everywhere in Blender.
        folders: "products", "hdris" and "textures"; an empty string is none.
        workers: Processes at a time.
        changes: Values by dotted key that override the spec's.

    Raises:
        PathError, SpecError: One line says what is wrong and how to fix it.
    """
    if not output.strip():
        raise PathError("output is empty: choose the folder that the dataset is to be written to")
    chosen = load_spec(spec if not spec.startswith("//") else str(path_of("spec", spec)))
    asked = override(chosen, changes, where="operator") if changes else chosen
    return _request(asked, path_of("output", output), {kind: _folder(kind, folders) for kind in _KINDS}, workers)


def request_of_panel(settings: Any, spec: DatasetSpec | None = None) -> Wanted:
    """The request with the panel's settings.

    Args:
        settings: The panel's values.
        spec: Replaces the panel's own; None keeps that.

    Raises:
        PathError, SpecError, LibraryError: One line says what is wrong and how to fix it.
    """
    known = preferences()
    out = path_of("output", output_of(settings))
    request = _request(spec or spec_of(settings), out, folders_of_panel(settings, out, spec is not None), known.workers)
    request = replace(
        request,
        samples_per_worker=known.samples_per_worker,
        worker_memory_mb=known.worker_memory_mb or None,
        device=cycles_device() if request.spec.render.device == "auto" else "",
    )
    return Wanted(request, known.cores_free, known.low_priority)


def folders_of_panel(settings: Any, out: Path, begun: bool) -> dict[str, tuple[Path, ...]]:
    """Folders of assets: the panel's, or else the library's.

    Args:
        settings: The panel's values.
        out: The dataset's folder.
        begun: Whether to use the dataset's own products instead of those chosen now.
    """
    # Imported late: Blender starts faster without it.
    from ..library.online.folder import default_library, library_folders

    named = {kind: getattr(settings, kind) for kind in _KINDS}
    if settings.products_from != "FOLDER":
        named["products"] = str(products_of_file(settings.products_from, out, begun))
    chosen = preferences().library.strip()
    library = path_of("library", chosen) if chosen else default_library()
    fetched = library_folders(library, bool(chosen))
    return {kind: _folder(kind, named) or fetched.get(kind, ()) for kind in _KINDS}


def path_of(name: str, text: str) -> Path:
    """A path of the panel as an absolute path.

    Raises:
        PathError: It is relative to the open file, which is not saved yet.
    """
    if text.startswith("//") and not bpy.data.filepath:
        raise PathError(f"{name} is {text!r}, beside the open file, which is not saved yet: save it first")
    return Path(bpy.path.abspath(text)).expanduser()


_KINDS = ("products", "hdris", "textures")


def _request(spec: DatasetSpec, out: Path, folders: Mapping[str, tuple[Path, ...]], workers: int) -> Request:
    return Request(
        spec,
        out,
        folders["products"],
        folders["hdris"],
        folders["textures"],
        workers=workers,
        blender=bpy.app.binary_path,
        blender_version=bpy.app.version_string.split()[0],
    )


def _folder(kind: str, folders: Mapping[str, str]) -> tuple[Path, ...]:
    text = folders.get(kind, "")
    return (path_of(kind, text),) if text.strip() else ()
