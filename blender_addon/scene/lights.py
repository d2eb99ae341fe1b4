"""The room's light: the world outside the windows and the lamps inside, each in its light group."""

from __future__ import annotations

import math
from pathlib import Path

import bpy
from mathutils import Vector

from ..library.asset import Library
from ..library.opening import opening
from ..library.unusable import UnusableAssetError
from ..recipe.model import LampPlan, LightPlan
from .colour import kelvin_to_rgb

TUBE_M = 0.05
"""Width of a fluorescent tube's glowing side."""


def hdri_file(asset_id: str, library: Library) -> Path:
    """The file of an HDRI; what Blender ships is looked up in its own folders."""
    path = library.get(asset_id).path
    if path is None:
        name = asset_id.removeprefix("hdri/blender_") + ".exr"
        roots = [bpy.utils.resource_path(kind) for kind in ("LOCAL", "SYSTEM")] + [
            bpy.utils.system_resource("DATAFILES")
        ]
        places = [
            Path(root) / part
            for root in roots
            if root
            for part in (f"datafiles/studiolights/world/{name}", f"studiolights/world/{name}")
        ]
        path = next((place for place in places if place.is_file()), None)
        if path is None:
            raise UnusableAssetError(asset_id, f"this Blender does not ship {name}; give a folder of HDRIs instead")
    if not path.is_file():
        raise UnusableAssetError(asset_id, f"{path} is gone")
    return path


def add_sky(scene: bpy.types.Scene, plan: LightPlan, library: Library) -> None:
    """The world: an HDRI turned by the plan's angle, or a gradient from horizon to top, tinted. Light group "sky"."""
    world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    scene.world = world
    world.lightgroup = "sky"
    # The automatic map is as large as the HDRI and takes half a second a render; this one finds the sun as well.
    world.cycles.sampling_method, world.cycles.sample_map_resolution = "MANUAL", 256
    tree = world.node_tree
    background = tree.nodes["Background"]
    background.inputs["Strength"].default_value = plan.strength
    if plan.hdri is None:
        low, high = (
            tuple(part * tint for part, tint in zip(colour, plan.sky_tint, strict=True))
            for colour in (plan.sky_horizon, plan.sky_top)
        )
        add_gradient(tree, background, low, high)
        return
    image = _hdri_image(plan.hdri, library)
    coordinates = tree.nodes.new("ShaderNodeTexCoord")
    mapping = tree.nodes.new("ShaderNodeMapping")
    mapping.inputs["Rotation"].default_value[2] = plan.turn_rad
    texture = tree.nodes.new("ShaderNodeTexEnvironment")
    texture.image = image
    tree.links.new(coordinates.outputs["Generated"], mapping.inputs["Vector"])
    tree.links.new(mapping.outputs["Vector"], texture.inputs["Vector"])
    tint = tree.nodes.new("ShaderNodeVectorMath")
    tint.operation = "MULTIPLY"
    tint.inputs[1].default_value = plan.sky_tint
    tree.links.new(texture.outputs["Color"], tint.inputs[0])
    tree.links.new(tint.outputs[0], background.inputs["Color"])


def _hdri_image(asset_id: str, library: Library) -> bpy.types.Image:
    path = hdri_file(asset_id, library)
    with opening(library.get(asset_id)):
        try:
            image = bpy.data.images.load(str(path))
            readable = min(image.size) > 0  # asking for its size reads it
        except RuntimeError:
            readable = False
    if not readable:
        raise UnusableAssetError(asset_id, f"{path} cannot be read as an image")
    return image


def add_gradient(
    tree: bpy.types.NodeTree, background: bpy.types.Node, low: tuple[float, ...], high: tuple[float, ...]
) -> None:
    """Colour the background from `low` at the horizon and under it to `high` straight up (linear Rec. 709)."""
    coordinates = tree.nodes.new("ShaderNodeTexCoord")
    split = tree.nodes.new("ShaderNodeSeparateXYZ")
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.elements[0].color = (*low, 1.0)
    ramp.color_ramp.elements[1].color = (*high, 1.0)
    tree.links.new(coordinates.outputs["Generated"], split.inputs[0])
    tree.links.new(split.outputs["Z"], ramp.inputs["Fac"])
    tree.links.new(ramp.outputs["Color"], background.inputs["Color"])


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
    kind = {"disk": "AREA", "square": "AREA", "tube": "AREA", "sphere": "POINT", "spot": "SPOT"}[plan.shape]
    light = bpy.data.lights.new(f"lamp.{index}", kind)
    light.energy = plan.watt
    red, green, blue = kelvin_to_rgb(plan.kelvin)
    light.color = (red, green * (1.0 + plan.tint), blue)
    if kind == "AREA":
        light.shape = {"disk": "DISK", "square": "SQUARE", "tube": "RECTANGLE"}[plan.shape]
        light.size = plan.size_m
        if plan.shape == "tube":
            light.size_y = TUBE_M
    else:
        light.shadow_soft_size = plan.size_m
    if kind == "SPOT":
        light.spot_size, light.spot_blend = math.radians(90), 0.6
    return light
