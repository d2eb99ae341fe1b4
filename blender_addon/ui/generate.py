"""The operators that make a dataset and stop making it."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import signal
from typing import Any, Literal

import bpy

from ..dataset.layout import DatasetError
from ..exit_codes import INTERRUPTED, SUCCESS
from ..headless import BlenderMissingError, Request, generate
from ..library.credits import LibraryError
from ..narrowing import of_type
from ..spec_toml import SpecError
from ..versions.folder_options import FOLDER_OPTIONS
from . import running
from .properties import settings_of
from .redraw import redraw_panel, show_status
from .request import PathError, request_from

_MISTAKES = (BlenderMissingError, DatasetError, LibraryError, PathError, SpecError)
_FROM_SPEC = ("count", "seed", "resolution")
_LIBRARY = ("products", "hdris", "textures")
_POLL_S = 0.25
Result = set[Literal["RUNNING_MODAL", "CANCELLED", "FINISHED", "PASS_THROUGH", "INTERFACE"]]
"""What an operator gives back to Blender."""


def _folder(name: str, description: str) -> Any:
    return bpy.props.StringProperty(name=name, description=description, subtype="DIR_PATH", options=FOLDER_OPTIONS)


class PACKSHOT_OT_generate_dataset(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.generate_dataset"
    bl_label = "Generate Dataset"
    bl_description = (
        "Render the dataset in processes of their own, while Blender stays usable. "
        "Samples that are there already are kept, so that a stopped run goes on"
    )
    bl_options = {"REGISTER"}

    spec: bpy.props.StringProperty(  # type: ignore[valid-type]
        name="Spec", description="Name of a preset, or the path of a .toml file", default="packshot"
    )
    output: _folder("Output", "The dataset's folder")  # type: ignore[valid-type]
    count: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Count", description="Number of samples; the spec's, if not given"
    )
    seed: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Seed", description="Seed of every draw; the spec's, if not given"
    )
    resolution: bpy.props.IntVectorProperty(  # type: ignore[valid-type]
        name="Resolution", description="Width and height in pixels; the spec's, if not given", size=2
    )
    products: _folder("Products", "Folder of products; empty: built-in ones")  # type: ignore[valid-type]
    hdris: _folder("HDRIs", "Folder of HDRIs; empty: Blender's own")  # type: ignore[valid-type]
    textures: _folder("Textures", "Folder of textures; empty: procedural ones")  # type: ignore[valid-type]
    workers: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Workers", description="Processes that render at the same time", default=1, min=1, max=64
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if running.current():
            cls.poll_message_set("A dataset is being generated already")
            return False
        return bpy.app.background or context.window is not None

    def invoke(self, context: bpy.types.Context, _: bpy.types.Event) -> Result:
        """From a button or a menu: what the call does not give comes from the panel."""
        for name in ("spec", "output", "workers", *_FROM_SPEC, *_LIBRARY):
            if not self.properties.is_property_set(name):
                setattr(self, name, getattr(settings_of(context), name))
        return self.execute(context)

    def execute(self, context: bpy.types.Context) -> Result:
        try:
            request = self._request()
            if bpy.app.background:
                return self._generate(request)
            running.begin(request)
        except _MISTAKES as error:
            running.refuse(str(error))
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        bpy.app.timers.register(_watch, persistent=True)
        # The operator itself listens for Esc, shows the status and reports the end.
        manager = _manager(context)
        self._timer = manager.event_timer_add(_POLL_S, window=context.window)
        manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> Result:
        if event.type == "ESC" and event.value == "PRESS":
            running.stop()
            redraw_panel()
            return {"RUNNING_MODAL"}
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        now = running.current()
        show_status(f"Packshot: {now.line}   Esc stops" if now else None)
        if now:
            return {"PASS_THROUGH"}
        _manager(context).event_timer_remove(self._timer)
        outcome = running.last()
        if outcome is not None:
            self.report({outcome.level}, outcome.text)
        return {"FINISHED"}

    def cancel(self, context: bpy.types.Context) -> None:
        """Blender ends the operator when another file is opened: the run goes on, and only Esc is lost."""
        _manager(context).event_timer_remove(self._timer)

    def _request(self) -> Request:
        changes = {name: getattr(self, name) for name in _FROM_SPEC if self.properties.is_property_set(name)}
        if "resolution" in changes:
            changes["resolution"] = list(self.resolution)
        folders = {name: getattr(self, name) for name in _LIBRARY}
        return request_from(self.spec, self.output, folders, self.workers, changes)

    def _generate(self, request: Request) -> Result:
        # Without a window Blender keeps Ctrl-C to itself, to end renders of its own.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            code = generate(request)
        finally:
            signal.signal(signal.SIGINT, before or signal.SIG_DFL)
        if code == SUCCESS:
            return {"FINISHED"}
        stopped = code == INTERRUPTED
        why = "stopped; the same call again goes on" if stopped else "not every sample was made, see above"
        self.report({"ERROR"}, why)
        return {"CANCELLED"}


class PACKSHOT_OT_stop(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.stop"
    bl_label = "Cancel"
    bl_description = "End the workers now. Finished samples stay, and Generate goes on from there"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        return running.current() is not None

    def execute(self, _: bpy.types.Context) -> Result:
        running.stop()
        redraw_panel()
        return {"FINISHED"}


def _manager(context: bpy.types.Context) -> bpy.types.WindowManager:
    return of_type(bpy.types.WindowManager, context.window_manager)


def _watch() -> float | None:
    """Take in what workers tell, and say in how many seconds to be called again."""
    going = running.tick()
    redraw_panel()
    return _POLL_S if going else None


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_generate_dataset, PACKSHOT_OT_stop)
