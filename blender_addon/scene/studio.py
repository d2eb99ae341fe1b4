"""The studio: soft boxes and a dome around the product, on a white ground that only light can see.

The ground is transparent to the camera and white to every other ray. So the render holds the product alone,
premultiplied over nothing, while white still bounces into it from below; and two AOVs of the ground tell the contact
shadow in the same render: `ground` is how much of the pixel is ground, `ground_open` how much of the dome that ground
sees (ambient occlusion, the shadow that an even dome casts on a white floor).
"""

from __future__ import annotations

import math

import bpy
from mathutils import Vector

from ..recipe.model import StudioPlan
from .behind_glass import BEHIND, add_backdrop, glow_behind_glass
from .lights import add_gradient
from .product import Product

GROUPS = ("key", "fill", "rim", "dome")
GROUND, GROUND_OPEN = "ground", "ground_open"
DISTANCE = 3.0
"""Of a soft box from the product's middle, over the product's longest side."""
LEVEL = {"key": 0.42, "fill": 0.10, "rim": 0.22}
"""Radiance of a diffuse white facing the soft box, at gain 1."""
DOME_LEVEL = 0.52
BACKDROP = 40.0
"""Radius of the sphere that glows behind glass, over the product's longest side."""


def build_studio(
    plan: StudioPlan,
    product: Product,
    camera: bpy.types.Object,
    azimuth_rad: float,
    low: Vector,
    high: Vector,
) -> bpy.types.Scene:
    """A scene that shares the product and the camera with the room. `low` and `high` bound the product (metres)."""
    scene = bpy.data.scenes.new("studio")
    product.link_to(scene)
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.render.film_transparent = True
    middle, longest = (low + high) / 2, max(high - low)
    _add_ground(scene, longest)
    add_backdrop(scene, BACKDROP * longest)
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
    light = bpy.data.lights.new(group, "AREA")
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

    Behind the product, seen from a camera at `azimuth`, black cards take the share `flags` of it away: what is as white
    as the paper gets its dark edges from there.
    """
    world = bpy.data.worlds.new("dome")
    world.use_nodes = True
    world.lightgroup = "dome"
    world.cycles.sampling_method, world.cycles.sample_map_resolution = "MANUAL", 64  # smooth, and a map costs time
    tree = world.node_tree
    background = tree.nodes["Background"]
    background.inputs["Strength"].default_value = DOME_LEVEL
    add_gradient(tree, background, (0.55, 0.55, 0.55), (1.35, 1.35, 1.35))
    coordinates, behind = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new("ShaderNodeVectorMath")
    behind.operation = "DOT_PRODUCT"
    behind.inputs[1].default_value = (-math.sin(azimuth), math.cos(azimuth), 0.0)
    dim, cards = tree.nodes.new("ShaderNodeMapRange"), tree.nodes.new("ShaderNodeVectorMath")
    dim.interpolation_type = "SMOOTHSTEP"
    for name, value in (("From Min", -0.75), ("From Max", 0.45), ("To Min", 1.0), ("To Max", 1.0 - flags)):
        dim.inputs[name].default_value = value
    cards.operation = "SCALE"
    ramp = background.inputs["Color"].links[0].from_socket
    tree.links.new(coordinates.outputs["Generated"], behind.inputs[0])
    tree.links.new(behind.outputs["Value"], dim.inputs["Value"])
    tree.links.new(ramp, cards.inputs[0])
    tree.links.new(dim.outputs["Result"], cards.inputs["Scale"])
    tree.links.new(cards.outputs[0], background.inputs["Color"])
    scene.world = world


def _add_ground(scene: bpy.types.Scene, longest: float) -> None:
    side = 60.0 * longest
    mesh = bpy.data.meshes.new("ground")
    mesh.from_pydata([(-side, -side, 0), (side, -side, 0), (side, side, 0), (-side, side, 0)], [], [(0, 1, 2, 3)])
    material = bpy.data.materials.new("ground")
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    output, mix = tree.nodes.new("ShaderNodeOutputMaterial"), tree.nodes.new("ShaderNodeMixShader")
    path, white = tree.nodes.new("ShaderNodeLightPath"), tree.nodes.new("ShaderNodeBsdfDiffuse")
    clear, occlusion = (
        tree.nodes.new("ShaderNodeBsdfTransparent"),
        tree.nodes.new("ShaderNodeAmbientOcclusion"),
    )
    white.inputs["Color"].default_value = (0.9, 0.9, 0.9, 1.0)
    tree.links.new(path.outputs["Is Camera Ray"], mix.inputs[0])
    tree.links.new(white.outputs[0], mix.inputs[1])
    tree.links.new(clear.outputs[0], mix.inputs[2])
    add = tree.nodes.new("ShaderNodeAddShader")
    tree.links.new(mix.outputs[0], add.inputs[0])
    tree.links.new(glow_behind_glass(tree), add.inputs[1])
    tree.links.new(add.outputs[0], output.inputs["Surface"])
    material.cycles.emission_sampling = "NONE"
    occlusion.samples = 8
    occlusion.inputs["Distance"].default_value = 0.8 * longest
    for name in (GROUND, GROUND_OPEN):
        node = tree.nodes.new("ShaderNodeOutputAOV")
        node.aov_name = name
        node.inputs["Value"].default_value = 1.0
        if name == GROUND_OPEN:
            tree.links.new(occlusion.outputs["AO"], node.inputs["Value"])
    mesh.materials.append(material)
    ground = bpy.data.objects.new("ground", mesh)
    ground.lightgroup = BEHIND
    scene.collection.objects.link(ground)
