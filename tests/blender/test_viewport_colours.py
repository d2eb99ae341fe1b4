"""Colours that the viewport's solid view shows for materials of nodes."""

from __future__ import annotations

import bpy
import pytest
from model_files import fresh, material, surface_of

from blender_addon.scene.viewport_colours import colour_for_solid_view


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def _shown(made: bpy.types.Material) -> tuple[float, ...]:
    colour_for_solid_view(made)
    return tuple(round(float(part), 4) for part in made.diffuse_color)


def test_a_plain_colour_is_itself_and_mixed_ones_are_their_mean() -> None:
    made = material("paint", (0.8, 0.1, 0.05))
    assert _shown(made) == (0.8, 0.1, 0.05, 1.0)
    tree = made.node_tree
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = (1, 0, 0, 1), (0, 0.5, 0, 1)
    tree.links.new(ramp.outputs[0], surface_of(made).inputs["Base Color"])
    assert _shown(made) == (0.5, 0.25, 0.0, 1.0)


def test_the_colour_that_bounced_light_sees_goes_first() -> None:
    made = bpy.data.materials.new("wall")
    made.use_nodes = True
    tree = made.node_tree
    tree.nodes.clear()
    output, mix = tree.nodes.new("ShaderNodeOutputMaterial"), tree.nodes.new("ShaderNodeMixShader")
    busy, mean = tree.nodes.new("ShaderNodeBsdfDiffuse"), tree.nodes.new("ShaderNodeBsdfDiffuse")
    tree.links.new(tree.nodes.new("ShaderNodeTexNoise").outputs["Color"], busy.inputs["Color"])
    mean.inputs["Color"].default_value = (0.2, 0.4, 0.6, 1.0)
    tree.links.new(busy.outputs[0], mix.inputs[1])
    tree.links.new(mean.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], output.inputs["Surface"])
    assert _shown(made) == (0.2, 0.4, 0.6, 1.0)


def test_a_material_without_nodes_that_show_is_grey() -> None:
    made = bpy.data.materials.new("none")
    made.use_nodes = True
    made.node_tree.nodes.clear()
    assert _shown(made) == (0.5, 0.5, 0.5, 1.0)
