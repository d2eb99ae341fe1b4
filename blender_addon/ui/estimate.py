"""The operator that times one real sample, and the estimate for the whole dataset."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import json
from pathlib import Path
from typing import Any

import bpy

from ..batch.progress import duration
from ..dataset.layout import SAMPLE, sample_folders
from ..spec_toml import override, spec_to_toml
from . import task
from .generate import Result
from .one_task import OneTask
from .preview_task import folders_as_options
from .request import request_of_panel
from .settings import settings_of, spec_of
from .user_errors import report_errors

_known: dict[str, tuple[float, int]] = {}
"""Seconds and bytes of a sample, for each spec without its count."""


class PACKSHOT_OT_estimate(OneTask, bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.estimate"
    bl_label = "Estimate"
    bl_description = "Render one sample at full quality, and estimate the time and disk space of the dataset"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        settings = settings_of(context)
        with report_errors(self) as said:
            request, key = request_of_panel(settings).request, _key(settings)
            folder = task.new_folder()
            text = spec_to_toml(override(request.spec, {"count": 1}))
            (folder / "spec.toml").write_text(text, encoding="utf-8")
            argv = ["generate", "--spec", str(folder / "spec.toml"), "--out", str(folder / "set")]
            argv += folders_as_options(request) + (["--blender", request.blender] if request.blender else [])
            argv += ["--device", request.device] if request.device else []
            task.begin("Timing one sample", folder, argv, lambda done: _take(key, done / "set"))
        return {"CANCELLED"} if said else {"FINISHED"}


def estimated(settings: Any) -> str:
    """The estimate for the panel's dataset: "about 2 h 5 min, 1.3 GB"; "" if no sample was timed."""
    try:
        known = _known.get(_key(settings))
    except ValueError:  # SpecError: the panel shows it elsewhere
        return ""
    if known is None:
        return ""
    seconds, size = known
    count = settings.spec.count
    megabytes = count * size / 1e6
    disk = f"{megabytes:.0f} MB" if megabytes < 1000 else f"{megabytes / 1000:.1f} GB"
    return f"about {duration(count * seconds)}, {disk}"


def _key(settings: Any) -> str:
    return spec_to_toml(override(spec_of(settings), {"count": 1, "seed": 0}))


def _take(key: str, root: Path) -> None:
    for _, folder in sample_folders(root):
        seconds = float(json.loads((folder / SAMPLE).read_bytes())["seconds"]["total"])
        _known[key] = seconds, sum(path.stat().st_size for path in folder.iterdir())


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_estimate,)
