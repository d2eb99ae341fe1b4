"""The studio: soft boxes and a dome around the product, on a white ground that only light can see.

The ground is transparent to the camera and white to every other ray. So the render holds only the product,
premultiplied, while white light still bounces into it from below. Two AOVs of the ground give the contact shadow in the
same render: `ground` is the share of the pixel that is ground, `ground_open` the share of the dome that this ground
sees (ambient occlusion, the shadow of an even dome on a white floor).
"""

from __future__ import annotations

import math

import bpy
from mathutils import Vector

from ..narrowing import of_type
from ..recipe.model import StudioPlan
from .behind_glass import BEHIND, glow_behind_glass
from .lights import add_gradient
from .node_tree import keep_from_light_sampling, new_material, new_world
from .product import Product
from .silhouette import build_silhouette, longest_side

GROUND, GROUND_OPEN = "ground", "ground_open"
DISTANCE = 3.0
"""Of a soft box from the product's middle, over the product's longest side."""
LEVEL = {"key": 0.46, "fill": 0.11, "rim": 0.24}
"""Radiance of a diffuse white facing the soft box, at gain 1."""
_DOME_LEVEL = 0.565


def build_studio(
    plan: StudioPlan,
    product: Product,
    camera: bpy.types.Object,
    azimuth_rad: float,
    low: Vector,
    high: Vector,
) -> bpy.types.Scene:
    """A scene that shares the product and the camera with the room. `low` and `high` bound the product (metres)."""
    scene = build_silhouette("studio", product, camera, low, high)
    middle, longest = (low + high) / 2, longest_side(low, high)
    _add_ground(scene, longest)
    _add_dome(scene, azimuth_rad, plan.flags)
    boxes = {
        "key": (plan.key_azimuth_rad, plan.key_elevation_rad, plan.key_size),
        "fill": (plan.fill_azimuth_rad, 0.35, 2.0),
        "rim": (plan.rim_azimuth_rad, 0.75, 0.9),
    }
    for group, (turn, elevation, size) in boxes.items():
        _add_soft_box(scene, group, azimuth_rad + turn, elevation, size * longest, middle, DISTANCE * longest)
    return scene


def _add_soft_box(
    scene: bpy.types.Scene,
    group: str,
    azimuth: float,
    elevation: float,
    size: float,
    aim: Vector,
    distance: float,
) -> None:
    """A square area light that looks at `aim`. Azimuth 0 is where a camera of azimuth 0 stands: on −Y.

    A patch at distance d that faces a small light of P watts gets P / (π d²); a diffuse white then shows P / (π² d²).
    """
    light = of_type(bpy.types.AreaLight, bpy.data.lights.new(group, "AREA"))
    light.shape, light.size = "SQUARE", size
    light.energy = LEVEL[group] * math.pi**2 * (distance**2 + size**2 / 4)
    box = bpy.data.objects.new(group, light)
    direction = Vector(
        (
            math.sin(azimuth) * math.cos(elevation),
            -math.cos(azimuth) * math.cos(elevation),
            math.sin(elevation),
        )
    )
    box.location = aim + direction * distance
    box.rotation_euler = (-direction).to_track_quat("-Z", "Y").to_euler()
    box.lightgroup = group
    scene.collection.objects.link(box)


def _add_dome(scene: bpy.types.Scene, azimuth: float, flags: float) -> None:
    """A white sky, a little dimmer at the horizon, so that round and glossy things keep a shape.

    Behind the product, as seen from a camera at `azimuth`, black cards block the share `flags` of it. They give white
    products dark edges.
    """
    _, nodes = new_world(scene, "dome", map_resolution=64)  # smooth, and a map costs time
    background = nodes.tree.nodes["Background"]
    nodes.feed(background.inputs["Strength"], _DOME_LEVEL)
    sky = add_gradient(nodes, background, (0.55, 0.55, 0.55), (1.35, 1.35, 1.35))
    direction = nodes.node("ShaderNodeTexCoord").outputs["Generated"]
    behind = nodes.vector("DOT_PRODUCT", direction, (-math.sin(azimuth), math.cos(azimuth), 0.0))
    dim = nodes.node("ShaderNodeMapRange", interpolation_type="SMOOTHSTEP")
    nodes.feed(dim.inputs["Value"], behind)
    for name, value in (("From Min", -0.75), ("From Max", 0.45), ("To Min", 1.0), ("To Max", 1.0 - flags)):
        nodes.feed(dim.inputs[name], value)
    nodes.feed(background.inputs["Color"], nodes.dimmed(sky, dim.outputs["Result"]))


def _add_ground(scene: bpy.types.Scene, longest: float) -> None:
    side = 60.0 * longest
    mesh = bpy.data.meshes.new("ground")
    mesh.from_pydata([(-side, -side, 0), (side, -side, 0), (side, side, 0), (-side, side, 0)], [], [(0, 1, 2, 3)])
    mesh.materials.append(_ground_material(longest))
    ground = bpy.data.objects.new("ground", mesh)
    ground.lightgroup = BEHIND
    scene.collection.objects.link(ground)


def _ground_material(longest: float) -> bpy.types.Material:
    """Clear to the camera, white to every other ray, with the two AOVs that tell the contact shadow."""
    material, nodes = new_material("ground")
    output, add = nodes.node("ShaderNodeOutputMaterial"), nodes.node("ShaderNodeAddShader")
    white, clear = nodes.node("ShaderNodeBsdfDiffuse"), nodes.node("ShaderNodeBsdfTransparent")
    nodes.feed(white.inputs["Color"], (0.9, 0.9, 0.9))
    is_camera = nodes.node("ShaderNodeLightPath").outputs["Is Camera Ray"]
    nodes.feed(add.inputs[0], nodes.mixed_shader(is_camera, white.outputs[0], clear.outputs[0]))
    nodes.feed(add.inputs[1], glow_behind_glass(nodes))
    nodes.feed(output.inputs["Surface"], add.outputs[0])
    keep_from_light_sampling(material)
    occlusion = nodes.node("ShaderNodeAmbientOcclusion", samples=8)
    nodes.feed(occlusion.inputs["Distance"], 0.8 * longest)
    for name, value in ((GROUND, 1.0), (GROUND_OPEN, occlusion.outputs["AO"])):
        nodes.feed(nodes.node("ShaderNodeOutputAOV", aov_name=name).inputs["Value"], value)
    return material
