"""A process that renders halves of pairs, one a line: a file as Packshot's product, or as plain Blender shows it.

Started by bench/import_compare.py. Reads requests and writes answers as lines of JSON: a crash, the only thing that
it cannot answer, is the supervisor's to see.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bpy

from bench.import_stage import Measure, flatten, render
from bench.import_table import BACKGROUND
from blender_addon.library.asset import Asset, Library
from blender_addon.library.blend_blocks import BlendFileError
from blender_addon.library.blend_file import marked_assets
from blender_addon.library.unusable import UnusableAssetError
from blender_addon.picture.png import encode_png
from blender_addon.recipe.model import MaterialPlan, ProductPlan
from blender_addon.scene.build_product import build_product
from blender_addon.scene.clean import empty_file
from blender_addon.scene.finishes.build import finish_material
from blender_addon.scene.importing.usd_shading import flatten_cages

BARE = MaterialPlan("plastic", {"colour": (0.6, 0.6, 0.6), "roughness": 0.7, "grain": 0.0})
"""What parts without a material wear in both halves; with their vertex colours, where they have some."""


def by_blender(path: Path, _: Path) -> list[str]:
    """Open a .blend, or import with the default options, but for subdivision and flat faces as the format has them."""
    if path.suffix.lower() == ".blend":
        bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False, use_scripts=False)
        if bpy.context.object is not None and bpy.context.object.mode != "OBJECT":
            bpy.ops.object.mode_set(mode="OBJECT")  # a mesh that is being edited would not render
    else:
        _import(path)
    for thing in list(bpy.data.objects):
        materials = getattr(thing.data, "materials", None)
        if materials is not None and thing.data.library is None and not all(_worn(thing)):
            colours = getattr(thing.data, "color_attributes", ())
            bare = _bare(colours[0].name if len(colours) else "")
            if not len(materials):
                materials.append(bare)
            for index, slot in enumerate(materials):
                materials[index] = slot or bare
    return []


def _worn(thing: bpy.types.Object) -> list[bpy.types.Material | None]:
    return [slot.material for slot in thing.material_slots] or [None]


def _bare(attribute: str) -> bpy.types.Material:
    material = finish_material(BARE)
    if attribute:
        tree = material.node_tree
        colour = tree.nodes.new("ShaderNodeVertexColor")
        colour.layer_name = attribute
        surface = next(node for node in tree.nodes if node.type == "BSDF_PRINCIPLED")
        tree.links.new(colour.outputs["Color"], surface.inputs["Base Color"])
    return material


def _import(path: Path) -> None:
    ending, name = path.suffix.lower(), str(path)
    if ending in {".glb", ".gltf"}:
        bpy.ops.import_scene.gltf(filepath=name)
    elif ending.startswith(".usd"):
        bpy.ops.wm.usd_import(filepath=name, import_subdiv=True)
        flatten_cages(bpy.data.objects)
    elif ending == ".fbx":
        bpy.ops.wm.fbx_import(filepath=name, import_subdivision=True)
    else:
        getattr(bpy.ops.wm, f"{ending[1:]}_import")(filepath=name)


def by_packshot(path: Path, folder: Path) -> list[str]:
    """The file as a product of the library `folder`, in its own size; what it does without is returned."""
    if path.suffix.lower() == ".blend":
        try:
            marked_assets(path)  # as the scan does
        except BlendFileError as error:
            raise UnusableAssetError("model/it", str(error)) from error
    asset = Asset("model/it", "product", path, folder=folder)
    warnings: list[str] = []
    plan = ProductPlan("model/it", "", None, materials={"default": BARE})
    build_product(plan, Library(products=(asset,)), warnings)
    return [line.removeprefix("model/it: ") for line in warnings]


HALVES: dict[str, Callable[[Path, Path], list[str]]] = {"blender": by_blender, "packshot": by_packshot}


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Render one half; {"line": why not} where that does not come to a picture."""
    began = time.perf_counter()
    path, picture = Path(request["file"]), Path(request["picture"])
    bpy.ops.wm.read_factory_settings(use_empty=True)
    empty_file()
    try:
        warnings = HALVES[request["half"]](path, Path(request["folder"]))
        seen = render(bpy.context.scene, request["size"], request["samples"], picture)
        pixels = flatten(picture)
        if (pixels == BACKGROUND).all():
            raise ValueError("nothing of it shows")
        picture.write_bytes(encode_png(pixels))
    except Exception as error:  # whatever importers in Python and C++ raise is a row of the table
        lines = str(error).strip().splitlines() or [type(error).__name__]
        refused = isinstance(error, UnusableAssetError)
        line = lines[0].removeprefix("model/it: ").removeprefix(f"{path}: ") if refused else lines[-1]
        return {"line": line.strip(), "refused": refused}
    return {"warnings": warnings, "seconds": round(time.perf_counter() - began, 2), **seen}


def main() -> None:
    """Answer until the requests end; what Blender and its importers print goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    bpy.utils.register_class(Measure)
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
    os._exit(0)  # Blender's own end hangs where Python has registered an engine
