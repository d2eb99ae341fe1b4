"""Surfaces from photographs: a texture's maps, laid on in metres."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from ...colour import decode_srgb
from ..node_tree import Socket
from ..pixels import read_pixels
from .look import MaterialError, SurfaceLook
from .nodes import UV_LAYER, Shading


def image(shading: Shading, drawn: dict[str, Any], maps: Mapping[str, Path]) -> SurfaceLook:
    """The maps of one texture, as `Asset.maps` names them; only colour is required.

    Room surfaces are flat and carry their metres as UV, so a flat mapping gives the same as a box
    projection along the axes, with one look-up instead of three, and with tangents for a normal map. A height
    map becomes bump if there is no normal map: both describe the same relief.

    Raises:
        MaterialError: No colour map, or a file that is missing or no image.
    """
    if "colour" not in maps:
        raise MaterialError("a texture without a colour map; its file name should end in _diff, _albedo or _colour")
    place = shading.placed(drawn["shift_m"], drawn["rotation_rad"], 1.0 / drawn["scale_m"])
    if drawn["height"] != 1.0:
        place = shading.vector("MULTIPLY", place, (1.0, 1.0 / drawn["height"], 1.0))
    photo = _load(maps["colour"], "sRGB")
    colour = shading.vector("MULTIPLY", _look_up(shading, place, photo), drawn["tint"])
    mean = [min(level * tint, 0.92) for level, tint in zip(_mean(photo), drawn["tint"], strict=True)]
    packed = shading.xyz(_data(shading, place, maps["arm"])) if "arm" in maps else None
    roughness: Socket | float = drawn["roughness"] if packed is None else packed[1]
    if "roughness" in maps:
        roughness = _data(shading, place, maps["roughness"])
    hidden = packed[0] if packed is not None else None
    if "ao" in maps:
        hidden = _data(shading, place, maps["ao"])
    if hidden is not None:
        # Half the map's strength: it assumes light from an even sky, and this room has other light.
        colour = shading.dimmed(colour, shading.math("MULTIPLY_ADD", hidden, 0.5, 0.5))
    relief = None
    if "displacement" in maps and not {"normal", "normal_dx"} & set(maps):
        relief = _data(shading, place, maps["displacement"])
    normal = None
    if "normal" in maps:
        bent = _data(shading, place, maps["normal"])
        normal = _normal(shading, bent, drawn["bump"], drawn["rotation_rad"])
    elif "normal_dx" in maps:
        red, green, blue = shading.xyz(_data(shading, place, maps["normal_dx"]))
        # DirectX maps count green downward, Blender and OpenGL upward.
        upward = shading.join(red, shading.math("SUBTRACT", 1.0, green), blue)
        normal = _normal(shading, upward, drawn["bump"], drawn["rotation_rad"])
    # Centimetres of relief for a tile of a metre or two, as such maps are scanned.
    return SurfaceLook(colour, mean, roughness, relief, relief_m=0.01 * drawn["bump"] * drawn["scale_m"], normal=normal)


def _normal(shading: Shading, colour: Socket, strength: float, rotation_rad: float) -> Socket:
    """A normal map's normal. The map was rotated on the surface, so the normal is rotated back."""
    turn = shading.node("ShaderNodeVectorRotate", rotation_type="Z_AXIS")
    shading.feed(turn.inputs["Center"], (0.5, 0.5, 0.0))
    shading.feed(turn.inputs["Angle"], -rotation_rad)
    shading.feed(turn.inputs["Vector"], colour)
    node = shading.node("ShaderNodeNormalMap", uv_map=UV_LAYER)
    shading.feed(node.inputs["Strength"], strength)
    shading.feed(node.inputs["Color"], turn.outputs[0])
    return node.outputs[0]


def _data(shading: Shading, place: Socket, path: Path) -> Socket:
    """The value at a place of a map that is not a colour."""
    return _look_up(shading, place, _load(path, "Non-Color"))


def _look_up(shading: Shading, place: Socket, picture: bpy.types.Image) -> Socket:
    node = shading.node("ShaderNodeTexImage", image=picture)
    shading.feed(node.inputs["Vector"], place)
    return node.outputs["Color"]


def _load(path: Path, colour_space: str) -> bpy.types.Image:
    if not path.is_file():
        raise MaterialError(f"texture file {path} is missing; restore it or take the texture out of the folder")
    try:
        picture = bpy.data.images.load(str(path), check_existing=True)
    except RuntimeError as error:
        raise MaterialError(f"texture file {path} cannot be opened: {error}") from None
    if picture.size[0] == 0 or picture.size[1] == 0:
        bpy.data.images.remove(picture)
        raise MaterialError(f"texture file {path} is not an image that Blender can read; replace or remove it")
    settings: Any = picture.colorspace_settings  # these names come from the colour configuration
    settings.name = colour_space
    return picture


def _mean(picture: bpy.types.Image) -> tuple[float, float, float]:
    """The mean colour of an image in linear Rec. 709, from every 16th row."""
    levels = read_pixels(picture)[::16].astype(np.float64)
    if picture.channels < 3:
        levels = levels[:, :, :1].repeat(3, axis=2)
    if not picture.is_float:
        # Pixels of 8-bit images come as they are stored: sRGB (IEC 61966-2-1).
        levels = decode_srgb(levels)
    red, green, blue = levels[:, :, :3].mean(axis=(0, 1))
    return float(red), float(green), float(blue)
