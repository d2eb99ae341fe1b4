"""How clear the product's glass is: a faint glow behind it, which only rays that came straight through glass see.

It lights nothing and costs what those rays cost. Its light group, over the glow's strength, is the share of a pixel
that shows what is behind the product.
"""

from __future__ import annotations

import bpy

BEHIND = "behind"
"""Its light group."""
STRENGTH = 1e-3
"""Of the glow: too faint to be seen in the sum of all light, and far above a float's last bit."""


def glow_behind_glass(tree: bpy.types.NodeTree) -> bpy.types.NodeSocket:
    """A shader that glows for rays from the camera that met glass and nothing else on their way, else nothing."""
    path = tree.nodes.new("ShaderNodeLightPath")
    straight, glow, emission = (
        tree.nodes.new(kind) for kind in ("ShaderNodeMath", "ShaderNodeMath", "ShaderNodeEmission")
    )
    # Every bounce was a transmission, and there was one.
    straight.operation = "COMPARE"
    straight.inputs[2].default_value = 0.5
    tree.links.new(path.outputs["Ray Depth"], straight.inputs[0])
    tree.links.new(path.outputs["Transmission Depth"], straight.inputs[1])
    glow.operation = "MULTIPLY"
    tree.links.new(straight.outputs[0], glow.inputs[0])
    tree.links.new(path.outputs["Is Transmission Ray"], glow.inputs[1])
    scale = tree.nodes.new("ShaderNodeMath")
    scale.operation = "MULTIPLY"
    scale.inputs[1].default_value = STRENGTH
    tree.links.new(glow.outputs[0], scale.inputs[0])
    tree.links.new(scale.outputs[0], emission.inputs["Strength"])
    return emission.outputs[0]


def add_backdrop(scene: bpy.types.Scene, radius: float) -> None:
    """A cube around everything, `radius` metres to each side, that glows so; no other ray so much as meets it."""
    r = radius
    corners = [(x, y, z) for x in (-r, r) for y in (-r, r) for z in (-r, r)]
    faces = [(0, 1, 3, 2), (4, 5, 7, 6), (0, 1, 5, 4), (2, 3, 7, 6), (0, 2, 6, 4), (1, 3, 7, 5)]
    mesh = bpy.data.meshes.new("backdrop")
    mesh.from_pydata(corners, [], faces)
    material = bpy.data.materials.new("backdrop")
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    output, add = tree.nodes.new("ShaderNodeOutputMaterial"), tree.nodes.new("ShaderNodeAddShader")
    clear = tree.nodes.new("ShaderNodeBsdfTransparent")
    tree.links.new(clear.outputs[0], add.inputs[0])
    tree.links.new(glow_behind_glass(tree), add.inputs[1])
    tree.links.new(add.outputs[0], output.inputs["Surface"])
    material.cycles.emission_sampling = "NONE"
    mesh.materials.append(material)
    backdrop = bpy.data.objects.new("backdrop", mesh)
    for kind in ("camera", "diffuse", "glossy", "volume_scatter", "shadow"):
        setattr(backdrop, f"visible_{kind}", False)
    backdrop.lightgroup = BEHIND
    scene.collection.objects.link(backdrop)
