"""The one camera and the one lamp that both halves of a pair are rendered with, and what a render would see.

Needs Blender. Nothing here is Packshot's: whatever stands in the scene is measured and rendered as it is.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from bench.import_table import BACKGROUND

LENS_MM, SENSOR_MM = 70.0, 36.0
DIRECTION = Vector((0.62, -1.0, 0.55))
"""From what is rendered to the camera: three of its sides show."""
FILL = 0.92
"""How much of the picture's height the sphere around the bounding box takes."""


class Measure(bpy.types.RenderEngine):
    """An engine that renders nothing and looks: visibility, modifiers and instances are the render's own."""

    bl_idname = "PACKSHOT_MEASURE"
    bl_label = "Measure"
    seen: dict[str, Any]

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        low, high = np.full(3, np.inf), np.full(3, -np.inf)
        faces = instances = 0
        for instance in depsgraph.object_instances:
            if not instance.show_self and not instance.is_instance:
                continue
            points, polygons = _points(instance.object)
            if not len(points):
                continue
            matrix = np.array(instance.matrix_world, np.float64)
            points = points @ matrix[:3, :3].T + matrix[:3, 3]
            low, high = np.minimum(low, points.min(0)), np.maximum(high, points.max(0))
            faces, instances = faces + polygons, instances + 1
        Measure.seen = {"low": low.tolist(), "high": high.tolist(), "faces": faces, "instances": instances}


def _points(thing: bpy.types.Object) -> tuple[np.ndarray, int]:
    """[N, 3] what an evaluated object's shape spans, in its own space, and its number of faces."""
    data = thing.data
    if thing.type == "MESH":
        flat = np.empty(len(data.vertices) * 3, np.float32)
        data.vertices.foreach_get("co", flat)
        return flat.reshape(-1, 3).astype(np.float64), len(data.polygons)
    if thing.type in {"CURVES", "POINTCLOUD"}:
        flat = np.empty(len(data.points) * 3, np.float32)
        data.attributes["position"].data.foreach_get("vector", flat)
        return flat.reshape(-1, 3).astype(np.float64), 0
    if thing.type in {"VOLUME", "GREASEPENCIL"}:
        return np.array(thing.bound_box, np.float64), 0
    return np.empty((0, 3)), 0  # curves, text and metaballs: their mesh is an instance of its own


def measure(scene: bpy.types.Scene) -> dict[str, Any]:
    """What a render of the scene would see: corners of the bounding box ("low", "high"), "faces" and "instances".

    Raises:
        ValueError: Nothing would be seen.
    """
    Measure.seen = {}
    scene.render.engine = Measure.bl_idname
    bpy.ops.render.render(scene=scene.name)
    if not Measure.seen.get("instances"):
        raise ValueError("there is nothing in it that a render shows")
    if not np.isfinite(Measure.seen["low"] + Measure.seen["high"]).all():
        raise ValueError("some vertices are not finite numbers")
    return Measure.seen


def render(scene: bpy.types.Scene, size: int, samples: int, picture: Path) -> dict[str, Any]:
    """Measure the scene, frame what is in it, light it with one lamp and write an 8-bit picture.

    Lamps and cameras that are there are taken away. All else that a file may say of rendering is set here.
    """
    for thing in [each for each in bpy.data.objects if each.type in {"LIGHT", "CAMERA", "LIGHT_PROBE", "SPEAKER"}]:
        bpy.data.objects.remove(thing)
    _settings(scene, size, samples)
    scene.camera = bpy.data.objects.new("pair", bpy.data.cameras.new("pair"))
    scene.collection.objects.link(scene.camera)
    seen = measure(scene)
    low, high = Vector(seen["low"]), Vector(seen["high"])
    _frame(scene.camera, (low + high) / 2, max((high - low).length / 2, 1e-9))
    _lamp(scene)
    scene.render.engine = "CYCLES"
    scene.render.filepath = str(picture)
    bpy.ops.render.render(write_still=True, scene=scene.name)
    return seen


def _settings(scene: bpy.types.Scene, size: int, samples: int) -> None:
    """Everything but what is in the scene."""
    render, cycles = scene.render, scene.cycles
    render.resolution_x = render.resolution_y = size
    render.resolution_percentage, render.pixel_aspect_x, render.pixel_aspect_y = 100, 1.0, 1.0
    render.film_transparent = True
    for name in (
        "use_border",
        "use_compositing",
        "use_freestyle",
        "use_motion_blur",
        "use_multiview",
        "use_persistent_data",
        "use_placeholder",
        "use_sequencer",
        "use_simplify",
        "use_stamp",
    ):
        setattr(render, name, False)
    render.use_overwrite = render.use_file_extension = True
    render.image_settings.file_format, render.image_settings.color_mode = "PNG", "RGBA"
    render.image_settings.color_depth, render.image_settings.color_management = "8", "FOLLOW_SCENE"
    cycles.device, cycles.samples, cycles.seed, cycles.time_limit = "CPU", samples, 0, 0.0
    cycles.feature_set, cycles.use_animated_seed = "SUPPORTED", False
    cycles.use_adaptive_sampling = cycles.use_denoising = cycles.use_light_tree = cycles.film_transparent_glass = False
    cycles.caustics_reflective = cycles.caustics_refractive = cycles.use_fast_gi = False
    cycles.max_bounces = cycles.transmission_bounces = cycles.transparent_max_bounces = 8
    cycles.diffuse_bounces = cycles.glossy_bounces = 4
    cycles.volume_bounces = 0
    cycles.sample_clamp_indirect, cycles.sample_clamp_direct = 4.0, 0.0
    view = scene.view_settings
    scene.display_settings.display_device = "sRGB"
    view.view_transform, view.look, view.exposure, view.gamma = "Standard", "None", 0.0, 1.0
    view.use_curve_mapping = False
    for layer in scene.view_layers[1:]:
        layer.use = False
    scene.view_layers[0].use, scene.view_layers[0].samples = True, 0


def _frame(camera: bpy.types.Object, centre: Vector, radius: float) -> None:
    data = camera.data
    data.lens, data.sensor_width = LENS_MM, SENSOR_MM
    distance = radius / math.sin(math.atan(FILL * SENSOR_MM / 2 / LENS_MM))
    data.clip_start, data.clip_end = max(distance - 2 * radius, 1e-6), distance + 2 * radius
    direction = DIRECTION.normalized()
    camera.location = centre + distance * direction
    camera.rotation_euler = direction.to_track_quat("Z", "Y").to_euler()


def _lamp(scene: bpy.types.Scene) -> None:
    """A sun from the left above the camera, and an even sky so that no side is black."""
    data = bpy.data.lights.new("pair", "SUN")
    data.energy, data.angle = 2.5, math.radians(8.0)
    lamp = bpy.data.objects.new("pair", data)
    lamp.rotation_euler = (math.radians(45.0), 0.0, math.radians(-15.0))
    scene.collection.objects.link(lamp)
    world = bpy.data.worlds.new("pair")
    world.use_nodes = True
    sky = next(node for node in world.node_tree.nodes if node.type == "BACKGROUND")
    sky.inputs["Color"].default_value = (0.4, 0.4, 0.4, 1.0)
    scene.world = world


def flatten(picture: Path) -> np.ndarray:
    """The picture that was written, on the grey background, sRGB uint8 [H, W, 3]; the file goes."""
    image = bpy.data.images.load(str(picture))
    image.colorspace_settings.name = "Non-Color"
    width, height = image.size
    pixels = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    picture.unlink()
    pixels = pixels.reshape(height, width, 4)[::-1]
    flat = pixels[..., :3] * 255.0 * pixels[..., 3:] + BACKGROUND * (1.0 - pixels[..., 3:])
    return np.round(np.clip(flat, 0.0, 255.0)).astype(np.uint8)
