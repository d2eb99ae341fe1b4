"""Importers: which operators there are, and which options they know."""

from __future__ import annotations

from typing import Any

import bpy


def has_operator(group: str, name: str) -> bool:
    """Whether this Blender has the operator `bpy.ops.<group>.<name>`."""
    return name in dir(getattr(bpy.ops, group))


def call(group: str, name: str, **options: Any) -> None:
    """Call an importer with those of the options that this version knows; what an older one lacks is its default.

    Raises:
        RuntimeError: The importer failed.
    """
    operator, known = getattr(getattr(bpy.ops, group), name), _options(group, name)
    result = operator(**{key: value for key, value in options.items() if key in known})
    if "FINISHED" not in result:
        raise RuntimeError("the importer gave up without a reason")


def fbx_importer() -> tuple[str, str]:
    """The FBX importer: in C++ from 4.5 on, which reads FBX as text too; before, an add-on that ships with Blender."""
    if has_operator("wm", "fbx_import"):
        return "wm", "fbx_import"
    if not has_operator("import_scene", "fbx"):
        import addon_utils

        addon_utils.enable("io_scene_fbx", default_set=False)
    return "import_scene", "fbx"


def reads_usd_subdivision() -> bool:
    """Whether USD's importer reads subdivision, as it does from 4.4 on; before, cages come in as they are."""
    return "import_subdiv" in _options("wm", "usd_import")


def _options(group: str, name: str) -> set[str]:
    return {each.identifier for each in getattr(getattr(bpy.ops, group), name).get_rna_type().properties}
