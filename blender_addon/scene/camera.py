"""Places the camera: from drawn angles and a drawn fill to a position with the whole product in the image."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import bpy
import numpy as np
from mathutils import Euler, Matrix, Vector

from ..arrays import Floats
from ..narrowing import of_type
from ..recipe.model import CameraPlan

_LEAST_HEIGHT_M = 0.04
MOST_STEPS, SETTLED = 200, 1e-4
_FEW = 2000
FARTHEST_M, SHORTEST_MM = 7.0, 24.0
"""The shortest lens: a camera that would be too far away for a room gets a shorter lens, down to this."""
_EDGE = 0.05
"""Share of the image kept free at each side, for the blur of depth of field and for rounding."""


@dataclass(frozen=True)
class Camera:
    """A placed camera. `matrix_world` is 4×4, row-major; distance is from the camera to the product's centre."""

    object: bpy.types.Object
    matrix_world: tuple[tuple[float, ...], ...]
    distance_m: float
    f_stop: float | None
    lens_mm: float


def _turn(plan: CameraPlan, elevation: float) -> Floats:
    """Camera axes in the world, as columns: right, up, and back (the camera looks along −Z)."""
    turn = Euler((math.pi / 2 - elevation, 0.0, plan.azimuth_rad), "XYZ").to_matrix() @ Matrix.Rotation(
        plan.roll_rad, 3, "Z"
    )
    return np.array(turn)


def _solve(points: Floats, turn: Floats, plan: CameraPlan, width: int, height: int) -> Floats:
    """The camera's position for which the projected box of the points has the drawn fill and offset.

    Fixed-point iteration: scale the distance by the error of the fill, shift sideways by the error of the box. A step
    is exact for a flat product, and many steps converge for a deep one and a wide lens. Raises ValueError if the
    product has no size.
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
    for _ in range(MOST_STEPS):
        depth = np.maximum(eye[2] - local[:, 2], 1e-3 * extent)
        seen = (local[:, :2] - eye[:2]) / depth[:, None] * focal
        least, most = seen.min(0), seen.max(0)
        box = most - least
        fill = float((box / side).max())
        error = (least + most) / 2 - _middle(plan, box, side)
        nearest = float(depth.min())  # near points move most, so the step is limited for them
        eye[:2] += error * nearest / focal
        eye[2] = max(high[2] + 0.02 * extent, eye[2] + nearest * (fill / plan.fill - 1.0))
        if abs(fill / plan.fill - 1.0) < SETTLED and np.abs(error).max() < SETTLED * max(width, height):
            break
    return np.asarray(turn @ eye)


def _middle(plan: CameraPlan, box: Floats, side: Floats) -> Floats:
    """The target of the box's centre, in pixels right and up of the image's centre [2]."""
    free = (side * (1 - 2 * _EDGE) - box) / 2
    if plan.cut is None:
        return np.asarray(np.array(plan.offset) * np.maximum(free, 0.0))
    cut = np.array(plan.cut)
    beyond = np.sign(cut) * ((side - box) / 2 + np.abs(cut) * box)
    # A box larger than the image fills it at any offset.
    return np.where(cut != 0.0, beyond, np.array(plan.offset) * np.abs(free))


def _near_enough(points: Floats, plan: CameraPlan, width: int, height: int) -> CameraPlan:
    """The plan, with a shorter lens if the camera would be farther away than rooms are long."""
    eye = _solve(points, _turn(plan, plan.elevation_rad), plan, width, height)
    distance = float(np.linalg.norm(points.mean(0) - eye))
    if distance <= FARTHEST_M or plan.lens_mm <= SHORTEST_MM:
        return plan
    return replace(plan, lens_mm=round(max(plan.lens_mm * FARTHEST_M / distance, SHORTEST_MM), 6))


def _elevation(points: Floats, plan: CameraPlan, width: int, height: int, floor: float) -> float:
    """The angle at which the camera is `plan.height_m` over the floor; the plan's own if none in its bounds is."""
    height_m = plan.height_m
    if height_m is None:
        return plan.elevation_rad
    # For the height some vertices of a dense mesh are enough; the position is solved from all.
    few = points[:: max(1, len(points) // _FEW)]
    low, high = plan.elevations_rad

    def above(angle: float) -> float:
        return float(_solve(few, _turn(plan, angle), plan, width, height)[2]) - floor - height_m

    if above(low) > 0.0 or above(high) < 0.0:
        return plan.elevation_rad
    for _ in range(10):
        middle = (low + high) / 2
        low, high = (low, middle) if above(middle) > 0.0 else (middle, high)
    return (low + high) / 2


def place_camera(
    scene: bpy.types.Scene, points: Floats, plan: CameraPlan, resolution: tuple[int, int], floor: float = 0.0
) -> Camera:
    """Add the scene's camera.

    `points` [N, 3] are the product's vertices in the world, `floor` is the z of the floor, both in metres.
    """
    width, height = resolution
    plan = _near_enough(points, plan, width, height)
    elevation = _elevation(points, plan, width, height, floor)
    for _ in range(12):
        turn = _turn(plan, elevation)
        eye = _solve(points, turn, plan, width, height)
        if eye[2] >= _LEAST_HEIGHT_M:
            break
        elevation += math.radians(4.0)  # a camera under the floor sees nothing: look from a little higher
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width, data.sensor_fit = plan.lens_mm, plan.sensor_width_mm, "AUTO"
    data.clip_start, data.clip_end = 0.005, 500.0
    camera = bpy.data.objects.new("camera", data)
    matrix = Matrix.Translation(Vector(eye.tolist())) @ Matrix(turn.tolist()).to_4x4()
    camera.matrix_world = matrix
    scene.collection.objects.link(camera)
    scene.camera = camera
    centre = (points.min(0) + points.max(0)) / 2
    f_stop = _focus(data, plan, points, eye, turn)
    return Camera(
        camera,
        tuple(tuple(round(float(value), 9) for value in row) for row in np.array(matrix)),
        float(np.linalg.norm(centre - eye)),
        f_stop,
        plan.lens_mm,
    )


def _focus(data: bpy.types.Camera, plan: CameraPlan, points: Floats, eye: Floats, turn: Floats) -> float | None:
    """Focus on the product's front third; stop down until its ends blur by at most 1.2 % of the image.

    The circle of confusion of a point at depth z, focused at d, is f²/N · |z − d| / (z (d − f)) on the sensor.

    Returns:
        The F-stop, or None if everything is sharp.
    """
    dof = of_type(bpy.types.CameraDOFSettings, data.dof)
    dof.use_dof = plan.f_stop is not None
    if plan.f_stop is None:
        return None
    depth = -((points - eye) @ turn)[:, 2]
    near, far = float(depth.min()), float(depth.max())
    focus = near + (far - near) / 3
    lens = plan.lens_mm / 1000
    blur = max(abs(z - focus) / max(z * (focus - lens), 1e-6) for z in (near, far)) * lens**2
    least = blur / (0.012 * plan.sensor_width_mm / 1000)
    f_stop = max(plan.f_stop, least)
    dof.focus_distance = focus
    dof.aperture_fstop = f_stop
    return round(f_stop, 4)
