"""The add-on's preferences: the library, the machine and, hidden, the panel's values."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

from typing import Any

import bpy

from ..batch.request import REPLACE_AFTER
from ..narrowing import of_type
from .cycles_device import device_line
from .settings import PACKAGE, PackshotSettings, folder

MACHINE = ("workers", "samples_per_worker", "worker_memory_mb", "cores_free", "low_priority")
"""Preferences of the machine; the sub-panel Output shows them too."""


class PackshotPreferences(bpy.types.AddonPreferences):
    bl_idname = PACKAGE

    settings: bpy.props.PointerProperty(type=PackshotSettings)  # type: ignore[valid-type]
    library: folder(  # type: ignore[valid-type]
        "Library",
        "Folder of fetched assets, used where the panel names no folder. Empty: your own data folder",
    )
    default_output: folder(  # type: ignore[valid-type]
        "Default output", "Datasets go below this folder. Empty: beside the open file, or into your home folder"
    )
    workers: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Workers",
        description="Processes that render at the same time; each uses its share of the cores. The pictures do not "
        "depend on it",
        default=1,
        min=1,
        max=64,
    )
    samples_per_worker: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Samples each",
        description="Samples after which a worker is replaced by a new one, so that memory stays low",
        default=REPLACE_AFTER,
        min=1,
        max=100_000,
    )
    worker_memory_mb: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Memory (MB)",
        description="Megabytes above which a worker is replaced by a new one after a sample. 0: three quarters of "
        "the machine's memory, shared by the workers",
        default=0,
        min=0,
        max=10_000_000,
    )
    cores_free: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Free cores",
        description="Cores that the workers do not use, so that Blender stays responsive",
        default=0,
        min=0,
        max=256,
    )
    low_priority: bpy.props.BoolProperty(  # type: ignore[valid-type]
        name="Low priority",
        description="Other programs go first; a run then takes longer while you work",
        default=True,
    )

    def draw(self, _: bpy.types.Context) -> None:
        """Draw all preferences except the panel's values."""
        layout = of_type(bpy.types.UILayout, self.layout)
        layout.use_property_split = True
        for name in ("library", "default_output", *MACHINE):
            layout.prop(self, name)
        layout.prop(self.settings.spec.render, "device")
        if line := device_line(self.settings.spec.render.device):
            layout.label(text=line, icon="INFO")


CLASSES: tuple[type[Any], ...] = (PackshotPreferences,)
