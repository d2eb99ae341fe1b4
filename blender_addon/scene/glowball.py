"""A glowing ball over a floor that mirrors it, between two walls."""

from __future__ import annotations

from typing import cast

import bpy
import numpy as np
from mathutils import Vector

from ..library.asset import Library
from ..narrowing import of_type
from ..recipe.glowball import EYE_M, LIGHT_GROUP, TARGET_M
from ..recipe.model import CornerPlan, Recipe
from ..recipe.model import Vector as Triple
from .build import Built
from .camera import Camera
from .clean import empty_file
from .current import update_transforms
from .mesh import mesh_object
from .node_tree import keep_from_light_sampling, new_material, new_world
from .product import Product
from .shapes.forms import turned_profile

_WATT = 45.0
"""Strength of the ball's light in the room."""
_GLOW = 0.9
"""Brightness of the visible ball, where white is 1. A real one would be far brighter and show no colour."""


def build_glowball(recipe: Recipe, library: Library, resolution: tuple[int, int]) -> Built:
    """Empty the file and build a recipe of the kind "glowball"; library and resolution are not used.

    The visible ball, and its reflection, emits no light. A point light of its size does, which Cycles samples with far
    less noise.
    """
    room = empty_file()
    scene, plan = recipe.scene or {}, cast(CornerPlan, recipe.room)
    _, world = new_world(room, "sky", map_resolution=4)
    world.feed(world.tree.nodes["Background"].inputs["Strength"], 0.0)
    _add_corner(room, plan)
    radius = recipe.product.parameters["radius"]
    place = (scene["x_m"], scene["y_m"], recipe.product.parameters["height"])
    colour = (scene["red"], scene["green"], scene["blue"])
    product = _ball(radius, place, colour)
    product.link_to(room)
    _add_light(room, radius, place, colour)
    camera = _camera(room, recipe, place)
    update_transforms()
    low, high = Vector(product.points.min(0)), Vector(product.points.max(0))
    return Built(room, camera, product, (), low, high, (), glows=False)


def _ball(radius: float, place: Triple, colour: Triple) -> Product:
    """The ball that the camera sees."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, 49)
    profile = radius * np.stack([np.maximum(np.cos(angle), 0.0), np.sin(angle)], -1)
    material, nodes = new_material("ball")
    emission = nodes.node("ShaderNodeEmission")
    nodes.feed(emission.inputs["Color"], colour)
    nodes.feed(emission.inputs["Strength"], _GLOW)
    nodes.feed(nodes.node("ShaderNodeOutputMaterial").inputs["Surface"], emission.outputs[0])
    keep_from_light_sampling(material)
    ball = mesh_object("glowball", {"body": turned_profile(profile, 96)}, {"body": material})
    ball.location = place
    ball.lightgroup = LIGHT_GROUP
    ball.visible_diffuse = ball.visible_shadow = False
    product = Product.of_mesh(ball)
    product.points = product.points + np.array(place) - product.bounds().mean(0)
    return product


def _add_light(scene: bpy.types.Scene, radius: float, place: Triple, colour: Triple) -> None:
    """The point light of the ball."""
    light = of_type(bpy.types.PointLight, bpy.data.lights.new("glow", "POINT"))
    light.energy, light.color, light.shadow_soft_size = _WATT, colour, radius
    lamp = bpy.data.objects.new("glow", light)
    lamp.location = place
    lamp.lightgroup = LIGHT_GROUP
    lamp.visible_camera = lamp.visible_glossy = False
    scene.collection.objects.link(lamp)


def _add_corner(scene: bpy.types.Scene, plan: CornerPlan) -> None:
    """Floor and walls, each one face."""
    h, top = plan.half_m, plan.height_m
    faces: dict[str, tuple[list[Triple], Triple, float]] = {
        "floor": ([(-h, -9, 0), (9, -9, 0), (9, h, 0), (-h, h, 0)], plan.floor, plan.floor_roughness),
        "left wall": ([(-h, -9, 0), (-h, h, 0), (-h, h, top), (-h, -9, top)], plan.walls, 1.0),
        "back wall": ([(-h, h, 0), (9, h, 0), (9, h, top), (-h, h, top)], plan.walls, 1.0),
    }
    for name, (corners, colour, roughness) in faces.items():
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata(corners, [], [(0, 1, 2, 3)])
        material, nodes = new_material(name)
        surface = nodes.node("ShaderNodeBsdfPrincipled")
        nodes.feed(surface.inputs["Base Color"], colour)
        nodes.feed(surface.inputs["Roughness"], roughness)
        nodes.feed(nodes.node("ShaderNodeOutputMaterial").inputs["Surface"], surface.outputs[0])
        mesh.materials.append(material)
        scene.collection.objects.link(bpy.data.objects.new(name, mesh))


def _camera(scene: bpy.types.Scene, recipe: Recipe, place: Triple) -> Camera:
    """The camera at `EYE_M`."""
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width, data.sensor_fit = recipe.camera.lens_mm, recipe.camera.sensor_width_mm, "AUTO"
    camera = bpy.data.objects.new("camera", data)
    turn = (Vector(TARGET_M) - Vector(EYE_M)).to_track_quat("-Z", "Y")
    matrix = turn.to_matrix().to_4x4()
    matrix.translation = Vector(EYE_M)
    camera.matrix_world = matrix
    scene.collection.objects.link(camera)
    scene.camera = camera
    rows = tuple(tuple(round(float(value), 9) for value in row) for row in np.array(matrix))
    return Camera(camera, rows, (Vector(place) - Vector(EYE_M)).length, None, recipe.camera.lens_mm)
