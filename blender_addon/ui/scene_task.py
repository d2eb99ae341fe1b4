"""Adds a sample's room to the open file as a new scene; the rest of the file does not change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bpy

from ..batch.request import Request
from ..spec_toml import spec_to_dict
from . import task
from .windows import look_through_camera, window_of

FILE = "scene.blend"


def begin_scene(request: Request, sample: int, dataset: Path | None = None) -> None:
    """Build a sample's room in a separate process, and add it as a scene when that has ended.

    Args:
        request: Spec and folders of assets.
        sample: The sample's id.
        dataset: The dataset with the finished sample; None for its first draw.
    """
    folder = task.new_folder()
    places = {"products": request.products, "hdris": request.hdris, "textures": request.textures}
    job: dict[str, Any] = {
        "spec": spec_to_dict(request.spec),
        "library": {kind: [str(path.resolve()) for path in paths] for kind, paths in places.items()},
        "sample": sample,
        "out": str(folder / FILE),
    }
    if dataset is not None:
        job["dataset"] = str(dataset.resolve())
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    task.begin(f"Building sample {sample}", folder, ["scene", str(folder / "job.json")], show_scene)


def show_scene(folder: Path) -> None:
    """Append the scene of a task's file and show it in the window; undo removes it."""
    libraries: Any = bpy.data.libraries
    with libraries.load(str(folder / FILE), link=False) as (there, wanted):
        wanted.scenes = [name for name in there.scenes if name.startswith("Packshot ")][:1]
    (scene,) = wanted.scenes
    window = window_of()
    if window is None:
        return
    window.scene = scene
    look_through_camera(window)
    with bpy.context.temp_override(window=window, scene=scene):
        bpy.ops.ed.undo_push(message=f"Add {scene.name}")
