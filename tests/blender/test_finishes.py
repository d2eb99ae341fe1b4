"""Product materials, rendered."""

from __future__ import annotations

import bpy
import numpy as np
import pytest

from blender_addon.library.asset import Library
from blender_addon.recipe import finishes, finishes_natural
from blender_addon.recipe.families import draw_family
from blender_addon.recipe.model import MaterialPlan, ProductPlan
from blender_addon.scene.build_product import build_product
from blender_addon.scene.finishes.build import FINISHES


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


SAMPLES = {
    "plastic": finishes.plastic,
    "painted": finishes.painted,
    "metal": finishes.metal,
    "wood": finishes.wood,
    "fabric": finishes.fabric,
    "leather": finishes.leather,
    "ceramic": finishes.ceramic,
    "glass": finishes.glass,
    "paper": finishes.paper,
    "leaf": finishes.leaf,
    "soil": finishes.soil,
    "label": lambda stream: finishes.label(stream, 2.0),
    "fur": finishes_natural.fur,
    "peel": lambda stream: finishes_natural.peel(stream, "e8c62c", "6b4a1a", 5),
    "stone": finishes_natural.stone,
}


def render(px: int = 48, samples: int = 8, transparent: bool = True) -> np.ndarray:
    """[px, px, 4] straight linear RGBA of the scene, seen from the front under a white sky, top row first."""
    scene = bpy.context.scene
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    scene.collection.objects.link(camera)
    camera.location, camera.rotation_euler = (0.0, -1.0, 0.1), (np.pi / 2, 0.0, 0.0)
    camera.data.type, camera.data.ortho_scale = "ORTHO", 0.26
    scene.camera = camera
    world = bpy.data.worlds.new("sky")
    scene.world = world
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = (1, 1, 1, 1)
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.max_bounces = samples, False, 4
    scene.render.film_transparent = transparent
    scene.render.resolution_x = scene.render.resolution_y = px
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.filepath = bpy.app.tempdir + "finish.exr"
    bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(scene.render.filepath)
    pixels = np.array(image.pixels[:]).reshape(px, px, 4)[::-1]
    bpy.data.images.remove(image)
    return pixels


def block(material: MaterialPlan) -> ProductPlan:
    """A carton of 20 cm in that material."""
    parameters = {"kind": "box", "size": [0.2, 0.2, 0.2], "edge": 0.002}
    return ProductPlan("shape/carton#1", "box", "carton", parameters, {"body": material})


def test_every_finish_has_a_sample() -> None:
    assert set(SAMPLES) == set(FINISHES)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_finish_renders_lit_and_opaque(kind: str) -> None:
    build_product(block(SAMPLES[kind](rng(2))), Library())
    picture = render()
    inside = picture[8:40, 10:38]
    assert np.isfinite(picture).all()
    assert inside[..., 3].min() > 0.999  # alpha is geometry: glass too is all product
    assert inside[..., :3].mean() > 0.004
    magenta = (inside[..., 0] > 0.9) & (inside[..., 1] < 0.05) & (inside[..., 2] > 0.9)
    assert not magenta.any()  # the colour of a missing texture
    assert picture[:3, :, 3].max() == 0.0


def test_a_plain_finish_has_its_colour() -> None:
    """Under an even white sky a matte surface reflects its albedo and a little gloss."""
    red = MaterialPlan("plastic", {"colour": [0.4, 0.05, 0.02], "roughness": 0.9, "grain": 0.0})
    build_product(block(red), Library())
    colour = render(samples=32)[12:36, 14:34, :3].mean((0, 1))
    assert colour == pytest.approx([0.41, 0.075, 0.046], abs=0.04)


def test_light_goes_through_glass_to_what_is_behind() -> None:
    clear = MaterialPlan("glass", {"tint": [1.0, 1.0, 1.0], "roughness": 0.0, "ior": 1.05})
    build_product(block(clear), Library())
    assert render(samples=16)[12:36, 14:34, :3].mean() > 0.8


def test_light_goes_through_a_glass_and_what_is_in_it() -> None:
    """Under an even white sky a clear drink in a clear glass is bright: no black from rays that ran out of bounces."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    seed = next(
        at
        for at in range(200)
        if (drawn := draw_family("glassware", rng(at))).category == "tumbler"
        and "drink" in drawn.materials
        and drawn.materials["drink"].kind == "glass"
        and not drawn.parameters["straw"]
        and not drawn.parameters["facets"]
    )
    drawn = draw_family("glassware", rng(seed))
    drawn.materials["drink"].parameters.update(tint=[1.0, 1.0, 1.0])
    drawn.materials["bowl"].parameters.update(tint=[1.0, 1.0, 1.0])
    build_product(ProductPlan("shape/x#1", "tumbler", "glassware", drawn.parameters, drawn.materials), Library())
    scene = bpy.context.scene
    height = drawn.parameters["height"]
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    scene.collection.objects.link(camera)
    camera.location, camera.rotation_euler = (0.0, -1.0, 0.5 * height), (np.pi / 2, 0.0, 0.0)
    camera.data.type, camera.data.ortho_scale = "ORTHO", 0.5 * min(height, 2 * drawn.parameters["radius"])
    scene.camera, scene.world = camera, bpy.data.worlds.new("sky")
    scene.world.use_nodes = True
    scene.world.node_tree.nodes["Background"].inputs[0].default_value = (1, 1, 1, 1)
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.max_bounces = 8, False, 4
    scene.cycles.transmission_bounces = 6
    scene.render.film_transparent = True
    scene.render.resolution_x = scene.render.resolution_y = 32
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.filepath = bpy.app.tempdir + "glass.exr"
    bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(scene.render.filepath)
    colour = np.array(image.pixels[:]).reshape(32, 32, 4)[..., :3]
    bpy.data.images.remove(image)
    assert colour.mean() > 0.8
    assert colour.min() > 0.05
