"""The sun: a parallel light whose direction is chosen so that it comes through a window and falls near the product."""

from __future__ import annotations

import math
from collections.abc import Sequence

import bpy
from mathutils import Vector

from ..colour import kelvin_to_rgb
from ..narrowing import of_type
from ..recipe.model import SunPlan
from .windows import WindowPlace

LOWEST, HIGHEST = math.radians(4.0), math.radians(72.0)
"""The allowed elevations of the sun through a window; outside them another window is tried."""
_MOST_ASLANT = math.cos(math.radians(75.0))
"""Light at a flatter angle hits the reveal and not the room."""


def sun_direction(plan: SunPlan, windows: Sequence[WindowPlace], height: float) -> Vector:
    """The unit vector toward the sun.

    From the plan's spot through the middle of a window, the drawn one first; where none lets the sun in at a
    possible height, or there is none, from the plan's own azimuth and elevation. `height` is the product's top, metres.
    """
    spot = Vector((plan.spot[0], plan.spot[1], plan.spot[2] * height))
    first = int(plan.window * len(windows))
    for window in (*windows[first:], *windows[:first]):
        toward = (Vector(window.centre) - spot).normalized()
        if LOWEST <= math.asin(toward.z) <= HIGHEST and -toward.dot(Vector(window.normal)) >= _MOST_ASLANT:
            return toward
    level = math.cos(plan.elevation_rad)
    return Vector(
        (math.sin(plan.azimuth_rad) * level, math.cos(plan.azimuth_rad) * level, math.sin(plan.elevation_rad))
    )


def add_sun(scene: bpy.types.Scene, plan: SunPlan, windows: Sequence[WindowPlace], height: float) -> bpy.types.Object:
    """Put the sun in the sky of the scene, light group "sun"; arguments as in `sun_direction`."""
    light = of_type(bpy.types.SunLight, bpy.data.lights.new("sun", "SUN"))
    light.energy, light.angle = plan.strength, plan.angle_rad
    light.color = kelvin_to_rgb(plan.kelvin)
    sun = bpy.data.objects.new("sun", light)
    toward = sun_direction(plan, windows, height)
    sun.location = toward * 20.0  # the position of a sun lamp has no effect; this is where a person would look for it
    sun.rotation_euler = (-toward).to_track_quat("-Z", "Y").to_euler()
    sun.lightgroup = "sun"
    scene.collection.objects.link(sun)
    return sun
