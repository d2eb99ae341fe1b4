"""Plain pictures of what is in Blender, to hold an imported product against the file's own render."""

from __future__ import annotations

import math
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

SIDE = 64
ACROSS = 1.4
"""Metres across the picture at scale 1."""
EYE = (1.83, -3.92, 2.5)
TURN = (math.radians(60), 0.0, math.radians(25))


def picture(folder: Path, name: str, scale: float = 1.0) -> np.ndarray:
    """[SIDE, SIDE, 4] linear RGBA of the scene, from one camera, under one sun.

    At another `scale` a product that was scaled by it about the origin looks the same.
    """
    scene = bpy.context.scene
    lens = bpy.data.cameras.new("eye")
    lens.type, lens.ortho_scale, lens.clip_start = "ORTHO", ACROSS * scale, 1e-4
    eye, sun = bpy.data.objects.new("eye", lens), bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
    eye.rotation_euler, eye.location = TURN, [each * scale for each in EYE]
    sun.rotation_euler, sun.data.energy = (0.6, 0.2, 0.5), 3.0
    for thing in (eye, sun):
        scene.collection.objects.link(thing)
    scene.camera = eye
    scene.render.engine, scene.cycles.samples, scene.cycles.seed = "CYCLES", 16, 3
    scene.cycles.use_adaptive_sampling = scene.cycles.use_denoising = False
    scene.render.resolution_x = scene.render.resolution_y = SIDE
    scene.render.film_transparent = True
    scene.render.image_settings.file_format, scene.render.image_settings.color_depth = "OPEN_EXR", "32"
    scene.render.filepath = str(folder / f"{name}.exr")
    bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(scene.render.filepath)
    pixels = np.array(image.pixels[:], np.float32).reshape(SIDE, SIDE, 4)
    bpy.data.images.remove(image)
    for thing in (eye, sun):
        bpy.data.objects.remove(thing)
    return pixels


def db(one: np.ndarray, other: np.ndarray) -> float:
    """PSNR of two renders, light up to 1."""
    error = float(((one.clip(0, 1) - other.clip(0, 1)) ** 2).mean())
    return 10 * math.log10(1 / max(error, 1e-12))


def box_of_alpha(pixels: np.ndarray) -> list[float]:
    """First and last column and row that anything is seen in."""
    rows, columns = np.nonzero(pixels[..., 3] > 0.05)
    return [columns.min(), columns.max() + 1, rows.min(), rows.max() + 1]


def box_of_points(points: np.ndarray) -> list[float]:
    """Columns and rows of the picture at scale 1 that the box of points in the world falls on."""
    turn = np.array(Matrix.Rotation(TURN[2], 3, "Z") @ Matrix.Rotation(TURN[0], 3, "X"))
    across = (((points - EYE) @ turn)[:, :2] / ACROSS + 0.5) * SIDE
    return [across[:, 0].min(), across[:, 0].max(), across[:, 1].min(), across[:, 1].max()]
