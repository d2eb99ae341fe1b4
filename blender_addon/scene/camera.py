"""The camera: from drawn angles and a drawn fill to a place from which the whole product is in the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import bpy
import numpy as np
import numpy.typing as npt
from mathutils import Euler, Matrix, Vector

from ..recipe.model import CameraPlan

Points = npt.NDArray[np.float64]
LEAST_HEIGHT_M = 0.04
EDGE = 0.05
"""Share of the picture kept free at each side, for the blur of depth of field and for roundings."""


@dataclass(frozen=True)
class Camera:
    """A camera in its place. `matrix_world` is 4×4, row-major; distance is from camera to product centre."""

    object: bpy.types.Object
    matrix_world: tuple[tuple[float, ...], ...]
    distance_m: float
    f_number: float | None


def _turn(plan: CameraPlan, elevation: float) -> Points:
    """Camera axes in the world, as columns: right, up, and back (the camera looks along −Z)."""
    turn = Euler((math.pi / 2 - elevation, 0.0, plan.azimuth_rad), "XYZ").to_matrix() @ Matrix.Rotation(
        plan.roll_rad, 3, "Z"
    )
    return np.array(turn)


def _solve(points: Points, turn: Points, plan: CameraPlan, width: int, height: int) -> Points:
    """The camera's position for which the projected box of the points has the drawn fill and offset.

    Fixed-point iteration: scale the distance by the fill's error, shift sideways by the box's; each step is exact for
    a flat product, so that a few settle it for a deep one. Raises ValueError where the product has no size.
    """
    # Blender's AUTO sensor fit: the sensor's width spans the longer side of the picture.
    focal = plan.lens_mm / plan.sensor_width_mm * max(width, height)
    local = points @ turn
    low, high = local.min(0), local.max(0)
    extent = float(np.linalg.norm(high - low))
    if not np.isfinite(extent) or extent < 1e-6:
        raise ValueError("the product has no size")
    side = np.array([width, height], float)
    eye = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, high[2] + extent * focal / side.min()])
    for _ in range(40):
        depth = np.maximum(eye[2] - local[:, 2], 1e-3 * extent)
        seen = (local[:, :2] - eye[:2]) / depth[:, None] * focal
        least, most = seen.min(0), seen.max(0)
        box = most - least
        fill = float((box / side).max())
        free = np.maximum((side * (1 - 2 * EDGE) - box) / 2, 0.0)
        error = (least + most) / 2 - np.array(plan.offset) * free
        middle = float(np.median(depth))
        eye[:2] += error * middle / focal
        eye[2] = max(high[2] + 0.02 * extent, eye[2] + middle * (fill / plan.fill - 1.0))
    return turn @ eye


def place_camera(scene: bpy.types.Scene, points: Points, plan: CameraPlan, resolution: tuple[int, int]) -> Camera:
    """Add the scene's camera; `points` [N, 3] are the product's vertices in the world, metres."""
    width, height = resolution
    elevation = plan.elevation_rad
    for _ in range(12):
        turn = _turn(plan, elevation)
        eye = _solve(points, turn, plan, width, height)
        if eye[2] >= LEAST_HEIGHT_M:
            break
        elevation += math.radians(4.0)  # a camera under the floor sees nothing: look from a little higher
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width, data.sensor_fit = plan.lens_mm, plan.sensor_width_mm, "AUTO"
    data.clip_start, data.clip_end = 0.005, 500.0
    camera = bpy.data.objects.new("camera", data)
    matrix = Matrix.Translation(Vector(eye)) @ Matrix(turn.tolist()).to_4x4()
    camera.matrix_world = matrix
    scene.collection.objects.link(camera)
    scene.camera = camera
    centre = (points.min(0) + points.max(0)) / 2
    f_number = _focus(data, plan, points, eye, turn)
    return Camera(
        camera,
        tuple(tuple(round(float(value), 9) for value in row) for row in matrix),
        float(np.linalg.norm(centre - eye)),
        f_number,
    )


def _focus(data: bpy.types.Camera, plan: CameraPlan, points: Points, eye: Points, turn: Points) -> float | None:
    """Focus on the product's front third; stop down until its ends blur by no more than 1.2 % of the picture.

    The circle of confusion of a point at depth z, focused at d, is f²/N · |z − d| / (z (d − f)) on the sensor.
    Returns the f-number that was set, None where everything is sharp.
    """
    if plan.f_number is None:
        data.dof.use_dof = False
        return None
    depth = -((points - eye) @ turn)[:, 2]
    near, far = float(depth.min()), float(depth.max())
    focus = near + (far - near) / 3
    lens = plan.lens_mm / 1000
    blur = max(abs(z - focus) / max(z * (focus - lens), 1e-6) for z in (near, far)) * lens**2
    least = blur / (0.012 * plan.sensor_width_mm / 1000)
    f_number = max(plan.f_number, least)
    data.dof.use_dof = True
    data.dof.focus_distance = focus
    data.dof.aperture_fstop = f_number
    return round(f_number, 4)
