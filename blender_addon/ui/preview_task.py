"""Small samples with the panel's settings, rendered by the preview command and shown in an Image Editor."""

from __future__ import annotations

from pathlib import Path

import bpy

from ..batch.request import Request
from ..spec_toml import spec_to_toml
from . import task
from .windows import show_image

SHEET = "sheet.png"


def begin_preview(request: Request, first: int, count: int, size: int) -> None:
    """Render samples small, and show them on a sheet when they are done.

    Args:
        request: Spec and folders of assets.
        first: Id of the first sample.
        count: The number of samples.
        size: Longer side of a picture, pixels.
    """
    folder = task.new_folder()
    (folder / "spec.toml").write_text(spec_to_toml(request.spec), encoding="utf-8")
    argv = ["preview", "--spec", str(folder / "spec.toml"), "--out", str(folder / SHEET)]
    argv += ["--first", str(first), "--count", str(count), "--size", str(size), *folders_as_options(request)]
    argv += ["--blender", request.blender] if request.blender else []
    what = f"Rendering sample {first}" if count == 1 else f"Rendering {count} samples"
    task.begin(what, folder, argv, show_sheet)


def show_sheet(folder: Path) -> None:
    """Load a task's sheet into the open file and show it."""
    old = bpy.data.images.get("Packshot Preview")
    if old is not None:
        bpy.data.images.remove(old)
    image = bpy.data.images.load(str(folder / SHEET))
    image.name = "Packshot Preview"
    image.pack()
    show_image(image)


def folders_as_options(request: Request) -> list[str]:
    """The folders of assets, as the command line takes them."""
    options: list[str] = []
    for kind in ("products", "hdris", "textures"):
        paths = getattr(request, kind)
        options += [f"--{kind}", *map(str, paths)] if paths else []
    return options
