"""Surfaces from photographs: a texture's maps, laid on in metres."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bpy

from .look import Look, MaterialError
from .nodes import UV_LAYER, Shading, Socket


def image(shading: Shading, drawn: dict[str, Any], maps: Mapping[str, Path]) -> Look:
    """The maps of one texture: "colour", and where there are "roughness", "normal" (OpenGL), "displacement".

    Room surfaces are flat and carry their metres as UV, so laying a map flat on each is exactly what a box
    projection along the axes gives, at one look-up instead of three, and with tangents for a normal map.

    Raises:
        MaterialError: no colour map, or a file that is missing or no picture.
    """
    if "colour" not in maps:
        raise MaterialError(
            "a texture without a colour map; its file name should end in _diff, _albedo or _colour"
        )
    place = shading.placed(drawn["shift_m"], drawn["rotation_rad"], 1.0 / drawn["scale_m"])
    colour = shading.mix(
        1.0, _picture(shading, place, maps["colour"], "sRGB"), drawn["tint"], blend="MULTIPLY"
    )
    roughness: Socket | float = drawn["roughness"]
    if "roughness" in maps:
        roughness = _picture(shading, place, maps["roughness"], "Non-Color")
    relief = None
    if "displacement" in maps and "normal" not in maps:
        relief = _picture(shading, place, maps["displacement"], "Non-Color")
    normal = None
    if "normal" in maps:
        node = shading.node("ShaderNodeNormalMap")
        node.uv_map = UV_LAYER
        node.inputs["Strength"].default_value = drawn["bump"]
        # The map was turned on the surface, so what it says about left and right is turned back.
        turn = shading.node("ShaderNodeVectorRotate")
        turn.rotation_type = "Z_AXIS"
        turn.inputs["Center"].default_value = (0.5, 0.5, 0.0)
        turn.inputs["Angle"].default_value = -drawn["rotation_rad"]
        shading.feed(turn.inputs["Vector"], _picture(shading, place, maps["normal"], "Non-Color"))
        shading.feed(node.inputs["Color"], turn.outputs[0])
        normal = node.outputs[0]
    # Centimetres of relief a tile of a metre or two: what such maps are scanned at.
    return Look(
        colour, colour, roughness, relief, relief_m=0.01 * drawn["bump"] * drawn["scale_m"], normal=normal
    )


def _picture(shading: Shading, place: Socket, path: Path, colour_space: str) -> Socket:
    if not path.is_file():
        raise MaterialError(
            f"texture file {path} is missing; restore it or take the texture out of the folder"
        )
    try:
        picture = bpy.data.images.load(str(path), check_existing=True)
    except RuntimeError as error:
        raise MaterialError(f"texture file {path} cannot be opened: {error}") from None
    if picture.size[0] == 0 or picture.size[1] == 0:
        bpy.data.images.remove(picture)
        raise MaterialError(f"texture file {path} is no picture that Blender can read; replace or remove it")
    picture.colorspace_settings.name = colour_space
    node = shading.node("ShaderNodeTexImage")
    node.image = picture
    shading.feed(node.inputs["Vector"], place)
    return node.outputs["Color"]
