"""The operator that makes a dataset."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import signal
from typing import Any, Literal

import bpy

from ..batch.request import Request
from ..exit_codes import INTERRUPTED, SUCCESS
from . import notices, quiet_failure, running
from .redraw import watch_run
from .request import request_from, request_of_panel
from .settings import folder, settings_of
from .user_errors import USER_ERRORS
from .wanted import Wanted
from .words import notice_of

_FROM_SPEC = ("count", "seed", "resolution")
_LIBRARY = ("products", "hdris", "textures")
Result = set[Literal["RUNNING_MODAL", "CANCELLED", "FINISHED", "PASS_THROUGH", "INTERFACE"]]
"""The return value of an operator."""


class PACKSHOT_OT_generate_dataset(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.generate_dataset"
    bl_label = "Generate Dataset"
    bl_description = (
        "Render the dataset in separate processes, while Blender stays usable. "
        "Existing samples are kept, so that a stopped run continues"
    )
    bl_options = {"REGISTER"}

    spec: bpy.props.StringProperty(  # type: ignore[valid-type]
        name="Spec", description="Name of a preset, or the path of a .toml file", default="packshot"
    )
    output: folder("Output", "The dataset's folder")  # type: ignore[valid-type]
    count: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Count", description="Number of samples; the spec's, if not given"
    )
    seed: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Seed", description="Seed of every draw; the spec's, if not given"
    )
    resolution: bpy.props.IntVectorProperty(  # type: ignore[valid-type]
        name="Resolution", description="Width and height in pixels; the spec's, if not given", size=2
    )
    products: folder("Products", "Folder of products; empty: built-in ones")  # type: ignore[valid-type]
    hdris: folder("HDRIs", "Folder of HDRIs; empty: Blender's own")  # type: ignore[valid-type]
    textures: folder("Textures", "Folder of textures; empty: procedural ones")  # type: ignore[valid-type]
    workers: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Workers", description="Processes that render at the same time", default=1, min=1, max=64
    )

    def invoke(self, context: bpy.types.Context, _: bpy.types.Event) -> Result:
        """Called from a button or a menu: the panel has the settings."""
        return begin_run(self, lambda: request_of_panel(settings_of(context)))

    def execute(self, _: bpy.types.Context) -> Result:
        """Called from a script: the arguments have the settings."""
        if not bpy.app.background:
            return begin_run(self, lambda: Wanted(self._request()))
        try:
            return self._generate(self._request())
        except USER_ERRORS as error:
            quiet_failure.fail(self, str(error))
            return {"CANCELLED"}

    def _request(self) -> Request:
        changes = {name: getattr(self, name) for name in _FROM_SPEC if self.properties.is_property_set(name)}
        if "resolution" in changes:
            changes["resolution"] = list(self.resolution)
        folders = {name: getattr(self, name) for name in _LIBRARY}
        return request_from(self.spec, self.output, folders, self.workers, changes)

    def _generate(self, request: Request) -> Result:
        # Imported late: Blender starts faster without it.
        from ..headless import generate

        # Without a window Blender handles Ctrl-C itself, to end its own renders.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            code = generate(request)
        finally:
            signal.signal(signal.SIGINT, before or signal.SIG_DFL)
        if code == SUCCESS:
            return {"FINISHED"}
        stopped = code == INTERRUPTED
        why = "stopped; the same call again continues" if stopped else "not every sample was made, see above"
        quiet_failure.fail(self, why)
        return {"CANCELLED"}


def begin_run(operator: bpy.types.Operator, wanted: Any) -> Result:
    """Start or queue the request of `wanted()`; an error becomes a line of the panel."""
    try:
        running.begin(wanted())
    except USER_ERRORS as error:
        notice = notice_of(error)
        notices.tell(notice)
        operator.report({"WARNING"}, notice.text)
        return {"CANCELLED"}
    watch_run()
    return {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_generate_dataset,)
