"""The importer of each format, with options for a product only.

None validates meshes, which would silently set NaN to zero. `soundness.remove_invalid` checks first.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bpy

from ...library.ply_file import ply_faces, ply_is_whole
from ...versions.importers import call, fbx_importer, has_operator
from .blend import read_blend
from .failure import ImportFailure


def _read_gltf(path: Path, _: str) -> None:
    call("import_scene", "gltf", filepath=str(path))


def _read_obj(path: Path, _: str) -> None:
    call("wm", "obj_import", filepath=str(path), validate_meshes=False)


def _read_fbx(path: Path, _: str) -> None:
    """In the pose that it was saved in; animations are not read."""
    call(
        *fbx_importer(),
        filepath=str(path),
        use_anim=False,
        use_custom_props=False,
        use_subsurf=True,  # the importer before 4.5
        import_subdivision=True,
        validate_meshes=False,
    )


def _read_stl(path: Path, _: str) -> None:
    call("wm", "stl_import", filepath=str(path), use_mesh_validate=False)


def _read_ply(path: Path, _: str) -> None:
    """The importer reads a truncated file as one with fewer faces, and drops duplicate faces."""
    before = set(bpy.data.meshes)
    call("wm", "ply_import", filepath=str(path), import_colors="SRGB")
    announced, found = ply_faces(path), sum(len(mesh.polygons) for mesh in set(bpy.data.meshes) - before)
    if found < announced and not ply_is_whole(path):
        raise ImportFailure(f"{path}: it is cut short: {found} of {announced} faces")


def _read_usd(path: Path, _: str) -> None:
    """Upright and in metres whatever the stage's axis and unit; textures stay where they are, or come from the
    archive.
    """
    if not has_operator("wm", "usd_import"):
        raise ImportFailure(f"{path}: this build of Blender cannot read USD; use one from blender.org")
    packed = path.suffix.lower() == ".usdz"
    call(
        "wm",
        "usd_import",
        filepath=str(path),
        import_cameras=False,
        import_lights=False,
        import_volumes=False,
        create_world_material=False,
        import_subdiv=True,
        set_frame_range=False,
        validate_meshes=False,
        apply_unit_conversion_scale=True,
        import_textures_mode="IMPORT_PACK" if packed else "IMPORT_NONE",
    )


READERS: dict[str, Callable[[Path, str], None]] = {
    ".glb": _read_gltf,
    ".gltf": _read_gltf,
    ".fbx": _read_fbx,
    ".obj": _read_obj,
    ".stl": _read_stl,
    ".ply": _read_ply,
    ".usd": _read_usd,
    ".usda": _read_usd,
    ".usdc": _read_usd,
    ".usdz": _read_usd,
    ".blend": read_blend,
}


def hidden_in_viewport_is_hidden(ending: str) -> bool:
    """Whether "invisible" comes in as hidden in the viewport; only a .blend has a word of its own for renders."""
    return ending != ".blend"
