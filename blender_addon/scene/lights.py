"""Builds the room's light: the sky and the lamps, each in its light group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import bpy
from mathutils import Vector

from ..colour import kelvin_to_rgb
from ..library.asset import Library
from ..library.opening import opening
from ..library.unusable import UnusableAssetError
from ..narrowing import of_type
from ..recipe.model import LampPlan, LightPlan
from .node_tree import Nodes, Socket, new_world

_TUBE_M = 0.05
"""Width of a fluorescent tube's glowing side."""
_AREA_SHAPES: dict[str, Literal["DISK", "SQUARE", "RECTANGLE"]] = {
    "disk": "DISK",
    "square": "SQUARE",
    "tube": "RECTANGLE",
}


def _hdri_file(asset_id: str, library: Library) -> Path:
    """The file of an HDRI; those of Blender are found in its own folders."""
    path = library.get(asset_id).path
    if path is None:
        name = asset_id.removeprefix("hdri/blender_") + ".exr"
        path = _shipped(name)
        if path is None:
            raise UnusableAssetError(asset_id, f"this Blender does not ship {name}; give a folder of HDRIs instead")
    if not path.is_file():
        raise UnusableAssetError(asset_id, f"{path} is gone")
    return path


def _shipped(name: str) -> Path | None:
    """An HDRI that this Blender ships for its studio lights."""
    utils: Any = bpy.utils
    roots = (utils.resource_path("LOCAL"), utils.resource_path("SYSTEM"), utils.system_resource("DATAFILES"))
    parts = (f"datafiles/studiolights/world/{name}", f"studiolights/world/{name}")
    places = (Path(root) / part for root in roots if root for part in parts)
    return next((place for place in places if place.is_file()), None)


def add_sky(scene: bpy.types.Scene, plan: LightPlan, library: Library) -> None:
    """The world: an HDRI turned by the plan's angle, or a gradient from horizon to top, tinted. Light group "sky"."""
    _, nodes = new_world(scene, "sky", map_resolution=256)  # fine enough to find the sun in an HDRI
    background = nodes.tree.nodes["Background"]
    nodes.feed(background.inputs["Strength"], plan.strength)
    if plan.hdri is None:
        low, high = (
            tuple(part * tint for part, tint in zip(colour, plan.sky_tint, strict=True))
            for colour in (plan.sky_horizon, plan.sky_top)
        )
        add_gradient(nodes, background, low, high)
        return
    image = _hdri_image(plan.hdri, library)
    mapping = nodes.node("ShaderNodeMapping")
    nodes.feed(mapping.inputs["Vector"], nodes.node("ShaderNodeTexCoord").outputs["Generated"])
    nodes.feed(mapping.inputs["Rotation"], (0.0, 0.0, plan.turn_rad))
    texture = nodes.node("ShaderNodeTexEnvironment", image=image)
    nodes.feed(texture.inputs["Vector"], mapping.outputs["Vector"])
    tinted = nodes.vector("MULTIPLY", texture.outputs["Color"], plan.sky_tint)
    nodes.feed(background.inputs["Color"], tinted)


def _hdri_image(asset_id: str, library: Library) -> bpy.types.Image:
    path = _hdri_file(asset_id, library)
    with opening(library.get(asset_id)):
        try:
            image = bpy.data.images.load(str(path))
            readable = min(image.size) > 0  # asking for its size reads it
        except RuntimeError:
            readable = False
    if not readable:
        raise UnusableAssetError(asset_id, f"{path} cannot be read as an image")
    return image


def add_gradient(nodes: Nodes, background: bpy.types.Node, low: Sequence[float], high: Sequence[float]) -> Socket:
    """Colour the background from `low` at the horizon and under it to `high` straight up (linear Rec. 709).

    Returns:
        The colour.
    """
    direction = nodes.node("ShaderNodeTexCoord").outputs["Generated"]
    made = nodes.node("ShaderNodeValToRGB")
    ramp = of_type(bpy.types.ColorRamp, of_type(bpy.types.ShaderNodeValToRGB, made).color_ramp)
    for element, colour in zip(ramp.elements, (low, high), strict=True):
        element.color = (*colour, 1.0)
    nodes.feed(made.inputs["Fac"], nodes.xyz(direction)[2])
    nodes.feed(background.inputs["Color"], made.outputs["Color"])
    return made.outputs["Color"]


def add_lamps(scene: bpy.types.Scene, plans: tuple[LampPlan, ...], low: Vector, high: Vector) -> None:
    """Hang and stand the lamps in the room whose inner box goes from `low` to `high` (world, metres)."""
    middle, half = (low + high) / 2, (high - low) / 2
    for index, plan in enumerate(plans):
        place = Vector(
            (
                middle.x + half.x * plan.position[0],
                middle.y + half.y * plan.position[1],
                low.z + (high.z - low.z) * plan.position[2],
            )
        )
        lamp = bpy.data.objects.new(f"lamp.{index}", _lamp(plan, index))
        lamp.location = place
        lamp.rotation_euler = (0.0, 0.0, plan.position[0] * math.pi)  # shows in a square or a tube alone
        lamp.lightgroup = plan.group
        scene.collection.objects.link(lamp)


def _lamp(plan: LampPlan, index: int) -> bpy.types.Light:
    light = _shaped(plan, f"lamp.{index}")
    light.energy = plan.watt
    red, green, blue = kelvin_to_rgb(plan.kelvin)
    light.color = (red, green * (1.0 + plan.tint), blue)
    return light


def _shaped(plan: LampPlan, name: str) -> bpy.types.AreaLight | bpy.types.SpotLight | bpy.types.PointLight:
    """A new light of the plan's shape and size."""
    if plan.shape == "sphere":
        point = of_type(bpy.types.PointLight, bpy.data.lights.new(name, "POINT"))
        point.shadow_soft_size = plan.size_m
        return point
    if plan.shape == "spot":
        spot = of_type(bpy.types.SpotLight, bpy.data.lights.new(name, "SPOT"))
        spot.shadow_soft_size = plan.size_m
        spot.spot_size, spot.spot_blend = math.radians(90), 0.6
        return spot
    area = of_type(bpy.types.AreaLight, bpy.data.lights.new(name, "AREA"))
    area.shape = _AREA_SHAPES[plan.shape]
    area.size = plan.size_m
    if plan.shape == "tube":
        area.size_y = _TUBE_M
    return area
