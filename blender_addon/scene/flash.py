"""A flash beside the lens: small, so its shadow is hard, and near, so what is behind falls into darkness."""

from __future__ import annotations

import math

import bpy
from mathutils import Matrix, Vector

from ..colour import kelvin_to_rgb
from ..narrowing import of_type
from ..recipe.model import FlashPlan
from .camera import Camera

_AHEAD_M = 0.005
"""In front of the lens, so that the camera does not block it."""


def add_flash(scene: bpy.types.Scene, plan: FlashPlan, camera: Camera) -> bpy.types.Object:
    """Mount the flash on the camera, light group "flash".

    A small disk of P watts lights a patch that faces it at distance d with P / (π d²), and a diffuse white there
    shows P / (π² d²): so its power follows from the level that the plan asks for at the product's distance.
    """
    light = of_type(bpy.types.AreaLight, bpy.data.lights.new("flash", "AREA"))
    light.shape, light.size = "DISK", plan.size_m
    light.energy = plan.level * (math.pi * camera.distance_m) ** 2
    light.color = kelvin_to_rgb(plan.kelvin)
    flash = bpy.data.objects.new("flash", light)
    right, up = plan.beside_m
    flash.matrix_world = Matrix(camera.matrix_world) @ Matrix.Translation(Vector((right, up, -_AHEAD_M)))
    flash.visible_camera = False
    flash.lightgroup = "flash"
    scene.collection.objects.link(flash)
    return flash
