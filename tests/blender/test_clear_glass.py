"""What lies behind glass is lit: by a lamp, and by walls that a lamp lights."""

from __future__ import annotations

import math

import bpy
import pytest
from model_files import fresh, material, surface_of

from blender_addon.recipe.model import MaterialPlan
from blender_addon.render.layers import Settings, render
from blender_addon.scene.clear_glass import clear_imported
from blender_addon.scene.finishes.build import finish_material
from blender_addon.spec import RenderSpec

SIZE = 32


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def plane(z: float, size: float, made: bpy.types.Material) -> bpy.types.Object:
    bpy.ops.mesh.primitive_plane_add(size=size, location=(0, 0, z))
    bpy.context.object.data.materials.append(made)
    return bpy.context.object


def card(glass: bpy.types.Material | None, direct: bool) -> float:
    """Mean light of a white card, seen from above through a pane; lit by a lamp, or by the ceiling that it lights."""
    fresh()
    scene = bpy.context.scene
    plane(0.0, 1.0, material("card", (0.8, 0.8, 0.8)))
    plane(2.5, 6.0, material("ceiling", (0.8, 0.8, 0.8)))
    if glass is not None:
        plane(0.05, 1.2, glass())
    lamp = bpy.data.objects.new("lamp", bpy.data.lights.new("lamp", "AREA"))
    lamp.data.energy, lamp.data.size, lamp.lightgroup = 60.0, 1.0, "lamp"
    lamp.location, lamp.rotation_euler = ((1.5, 0, 2.0), (0, 0.6, 0)) if direct else ((1.5, 0, 1.0), (math.pi, 0, 0))
    eye = bpy.data.objects.new("eye", bpy.data.cameras.new("eye"))
    eye.location = (0, 0, 1.2)
    eye.data.lens = 60
    for thing in (lamp, eye):
        scene.collection.objects.link(thing)
    scene.camera = eye
    layers = render(scene, Settings(RenderSpec(denoise=False), (SIZE, SIZE), "CPU"), 64, ("lamp",), 1)
    return float(layers.light["lamp"].mean())


def finished() -> bpy.types.Material:
    return finish_material(MaterialPlan("glass", {"tint": [1.0, 1.0, 1.0], "roughness": 0.0, "ior": 1.05}))


def imported() -> bpy.types.Material:
    made = material("pane", (1.0, 1.0, 1.0))
    inputs = surface_of(made).inputs
    inputs["Transmission Weight"].default_value, inputs["Roughness"].default_value = 1.0, 0.0
    inputs["IOR"].default_value = 1.05
    assert clear_imported(made)
    return made


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("glass", [finished, imported])
def test_light_reaches_what_is_behind(glass: object, direct: bool) -> None:
    bare, behind = card(None, direct), card(glass, direct)
    assert bare > 0.01
    assert behind / bare == pytest.approx(1.0, abs=0.15)  # the pane takes some and mirrors some of the ceiling


def test_what_refracts_not_is_left_alone() -> None:
    assert not clear_imported(material())
