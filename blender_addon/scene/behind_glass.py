"""Measures how clear the product's glass is: a faint glow behind it that only rays straight through glass can see.

It lights nothing, and costs time only for those rays. Its light group, divided by the glow's strength, is the share of
a pixel that shows what is behind the product.
"""

from __future__ import annotations

import bpy

from .node_tree import Nodes, Socket, keep_from_light_sampling, new_material

BEHIND = "behind"
"""Its light group."""
STRENGTH = 1e-3
"""Strength of the glow: invisible in the sum of all light, but far above a float's precision."""


def glow_behind_glass(nodes: Nodes) -> Socket:
    """A shader that glows only for camera rays that passed nothing but glass."""
    path = nodes.node("ShaderNodeLightPath")
    # Every bounce was a transmission, and there was one.
    straight = nodes.math("COMPARE", path.outputs["Ray Depth"], path.outputs["Transmission Depth"], 0.5)
    glow = nodes.math("MULTIPLY", straight, path.outputs["Is Transmission Ray"])
    emission = nodes.node("ShaderNodeEmission")
    nodes.feed(emission.inputs["Strength"], nodes.math("MULTIPLY", glow, STRENGTH))
    return emission.outputs[0]


def add_backdrop(scene: bpy.types.Scene, radius: float) -> None:
    """A glowing cube around everything, `radius` metres to each side, which no other ray sees."""
    r = radius
    corners = [(x, y, z) for x in (-r, r) for y in (-r, r) for z in (-r, r)]
    faces = [(0, 1, 3, 2), (4, 5, 7, 6), (0, 1, 5, 4), (2, 3, 7, 6), (0, 2, 6, 4), (1, 3, 7, 5)]
    mesh = bpy.data.meshes.new("backdrop")
    mesh.from_pydata(corners, [], faces)
    material, nodes = new_material("backdrop")
    output, add = nodes.node("ShaderNodeOutputMaterial"), nodes.node("ShaderNodeAddShader")
    nodes.feed(add.inputs[0], nodes.node("ShaderNodeBsdfTransparent").outputs[0])
    nodes.feed(add.inputs[1], glow_behind_glass(nodes))
    nodes.feed(output.inputs["Surface"], add.outputs[0])
    keep_from_light_sampling(material)
    mesh.materials.append(material)
    backdrop = bpy.data.objects.new("backdrop", mesh)
    for kind in ("camera", "diffuse", "glossy", "volume_scatter", "shadow"):
        setattr(backdrop, f"visible_{kind}", False)
    backdrop.lightgroup = BEHIND
    scene.collection.objects.link(backdrop)
