"""The camera, held against its own projection: in frame at any size, as high as drawn, and as blurred as its lens."""

from __future__ import annotations

import dataclasses
import math

import bpy
import numpy as np
import pytest
from mathutils import Matrix

from blender_addon.batch.packshot import render_packshot
from blender_addon.library.scan import scan_library
from blender_addon.recipe.camera import draw_camera
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import CameraPlan
from blender_addon.recipe.streams import stream
from blender_addon.render.layers import Settings, render
from blender_addon.scene.camera import FARTHEST_M, SHORTEST_MM, place_camera
from blender_addon.scene.clean import empty_file
from blender_addon.scene.product import Product
from blender_addon.scene.view import HiddenError, require_in_view, share_in_view
from blender_addon.spec import CameraSpec, DatasetSpec, RenderSpec

PLAN = CameraPlan(0.7, 0.35, 0.05, 50.0, 36.0, 0.6, (0.8, -0.8), None, elevations_rad=(0.0, 1.0))
BOX = np.array([(x, y, z) for x in (-0.2, 0.2) for y in (-0.1, 0.1) for z in (0.0, 0.5)])
STREAMS = ("camera", "body", "framing")
SIZES = [(480, 360), (360, 480), (320, 200), (128, 128)]


def project(points: np.ndarray, camera: bpy.types.Object, width: int, height: int) -> np.ndarray:
    """Pixels from the upper left [N, 2], by the pinhole's own formula."""
    local = points @ np.array(camera.matrix_world.inverted().to_3x3()).T + np.array(
        camera.matrix_world.inverted().translation
    )
    focal = camera.data.lens / camera.data.sensor_width * max(width, height)
    return np.stack(
        [width / 2 + focal * local[:, 0] / -local[:, 2], height / 2 - focal * local[:, 1] / -local[:, 2]], -1
    )


@pytest.mark.parametrize("size", SIZES)
def test_the_box_is_in_frame_and_fills_what_was_drawn_at_any_size(size: tuple[int, int]) -> None:
    for sample in range(12):
        plan = draw_camera(CameraSpec(), *(stream(3, sample, 0, each) for each in STREAMS))
        camera = place_camera(empty_file(), BOX, plan, size)
        bpy.context.view_layer.update()
        seen = project(BOX, camera.object, *size)
        assert seen.min() > 0 and (seen < size).all()
        share = (np.ptp(seen, axis=0) / size).max()
        assert share == pytest.approx(plan.fill, rel=0.03)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("fill", [0.5, 1.5])
def test_the_frame_cuts_off_what_was_drawn(size: tuple[int, int], fill: float) -> None:
    for cut in ((0.0, -0.3), (0.25, 0.0), (-0.1, 0.4)):
        plan = dataclasses.replace(PLAN, cut=cut, fill=fill, elevation_rad=0.8)
        camera = place_camera(empty_file(), BOX, plan, size)
        bpy.context.view_layer.update()
        seen = project(BOX, camera.object, *size)
        box = np.ptp(seen, axis=0)
        assert (box / size).max() == pytest.approx(fill, rel=0.03)
        right = (seen[:, 0].max() - size[0]) / box[0] if cut[0] > 0 else -seen[:, 0].min() / box[0]
        above = -seen[:, 1].min() / box[1] if cut[1] > 0 else (seen[:, 1].max() - size[1]) / box[1]
        assert cut[0] == 0.0 or right == pytest.approx(abs(cut[0]), abs=0.02)
        assert cut[1] == 0.0 or above == pytest.approx(abs(cut[1]), abs=0.02)


@pytest.mark.parametrize("size", [(60, 45), (45, 60), (64, 40)])
def test_a_sample_of_any_shape_is_rendered_whole(size: tuple[int, int]) -> None:
    width, height = size
    spec = DatasetSpec(
        resolution=size,
        render=RenderSpec(room_samples=2, studio_samples=8, bounces=1, denoise=False),
        product=dataclasses.replace(DatasetSpec().product, families=("mug",)),
        camera=CameraSpec(fill=(0.6, 0.6), depth_of_field=0.0),
    )
    library, _ = scan_library(None, None, None)
    made = render_packshot(draw(spec, library, 2), library, Settings(spec.render, size, "CPU"))
    alpha = made.studio.alpha
    assert alpha.shape == (height, width) == made.room.depth.shape == made.in_studio.shadow.shape
    rows, columns = np.nonzero(alpha > 0.5)
    share = max((np.ptp(rows) + 1) / height, (np.ptp(columns) + 1) / width)
    assert share == pytest.approx(0.6, abs=0.06)
    border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert border.max() == 0.0
    assert np.abs(made.room.covered - alpha).mean() < 0.02


def test_the_eye_is_as_high_as_drawn_where_the_angles_allow_it() -> None:
    for floor, wanted in ((0.0, 0.6), (-0.75, 1.4)):
        plan = dataclasses.replace(PLAN, height_m=wanted)
        camera = place_camera(empty_file(), BOX, plan, (96, 96), floor)
        assert camera.matrix_world[2][3] - floor == pytest.approx(wanted, abs=0.01)
    # 20 m up cannot be had with this fill: the drawn angle stays.
    far = place_camera(empty_file(), BOX, dataclasses.replace(PLAN, height_m=20.0), (96, 96))
    plain = place_camera(empty_file(), BOX, PLAN, (96, 96))
    assert far.matrix_world == plain.matrix_world


def test_a_camera_that_would_stand_far_off_gets_a_shorter_lens() -> None:
    plan = dataclasses.replace(PLAN, lens_mm=100.0, fill=0.15, offset=(0.0, 0.0))
    camera = place_camera(empty_file(), BOX * 2.5, plan, (96, 96))
    assert SHORTEST_MM <= camera.lens_mm < 100.0
    assert camera.distance_m < 1.2 * FARTHEST_M
    assert camera.object.data.lens == pytest.approx(camera.lens_mm)
    near = place_camera(empty_file(), BOX, PLAN, (96, 96))
    assert near.lens_mm == 50.0


def test_phones_and_cameras_are_drawn_as_they_are_built() -> None:
    plans = [draw_camera(CameraSpec(), *(stream(1, n, 0, each) for each in STREAMS)) for n in range(400)]
    phones = [plan for plan in plans if plan.body == "phone"]
    assert 0.4 < len(phones) / 400 < 0.6
    assert all(24 <= p.lens_mm <= 28 or 48 <= p.lens_mm <= 77 for p in phones)
    assert all(p.f_stop is None or p.f_stop >= 6.5 for p in phones)
    cameras = [plan for plan in plans if plan.body == "camera"]
    assert min(p.f_stop for p in cameras if p.f_stop) < 2.2
    assert min(p.lens_mm for p in cameras) < 28 and max(p.lens_mm for p in cameras) > 90
    long = CameraSpec(lens_mm=(85.0, 85.0))
    assert {draw_camera(long, *(stream(1, n, 0, each) for each in STREAMS)).lens_mm for n in range(40)} == {85.0}


def test_what_stands_before_the_product_is_seen_before_it_is_rendered() -> None:
    scene = empty_file()
    bpy.context.window.scene = scene
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=20, y_subdivisions=20, size=1.0, location=(0.0, 0.0, -3.0))
    product = bpy.context.object
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    scene.collection.objects.link(camera)
    scene.camera = camera
    bpy.context.view_layer.update()
    assert share_in_view(scene, Product.of_mesh(product)) == (1.0, "")
    # Half way, a board over the half with x > 0, seen as 0 to 0.5 at the product's distance.
    bpy.ops.mesh.primitive_plane_add(size=1.0, location=(0.5, 0.0, -1.5))
    board = bpy.context.object
    bpy.context.view_layer.update()
    share, what = share_in_view(scene, Product.of_mesh(product))
    assert share == pytest.approx(0.5, abs=0.05) and what == board.name
    with pytest.raises(HiddenError, match=r"hides 4\d|hides 5\d"):
        require_in_view(scene, Product.of_mesh(product), 0.9)
    require_in_view(scene, Product.of_mesh(product), 0.3)


def _ball(radius: float, at: float) -> bpy.types.Scene:
    scene = empty_file()
    bpy.context.window.scene = scene
    bpy.ops.mesh.primitive_uv_sphere_add(segments=96, ring_count=48, radius=radius, location=(0.05, 0.0, -at))
    bpy.ops.object.shade_smooth()
    scene.world = bpy.data.worlds.new("white")
    scene.world.lightgroup = "sky"
    scene.render.film_transparent = True
    lens = bpy.data.cameras.new("camera")
    lens.lens, lens.sensor_width = 50.0, 36.0
    camera = bpy.data.objects.new("camera", lens)
    camera.matrix_world = Matrix.Identity(4)
    scene.collection.objects.link(camera)
    scene.camera = camera
    return scene


def _covered(size: int, radius: float, at: float, aperture: float, focus: float, rays: int) -> np.ndarray:
    """Share of rays through each pixel that meet the ball: spread over the pixel and over the lens."""
    rng = np.random.default_rng(0)
    focal = 50.0 / 36.0 * size
    total = np.zeros((size, size))
    columns, rows = np.meshgrid(np.arange(size), np.arange(size))
    centre = np.array([0.05, 0.0, -at])
    for _ in range(rays):
        # Cycles' filter of 1.5 pixels is a Blackman-Harris window of twice that; here a Gaussian of its variance.
        across, down = np.clip(rng.normal(0.0, 0.386, (2, size, size)), -1.5, 1.5)
        x, y = (columns + 0.5 + across - size / 2) / focal, (size / 2 - rows - 0.5 - down) / focal
        turn, reach = rng.uniform(0, 2 * math.pi), aperture * math.sqrt(rng.uniform())
        start = np.array([reach * math.cos(turn), reach * math.sin(turn), 0.0])
        way = np.stack([x * focus - start[0], y * focus - start[1], np.full_like(x, -focus)], -1)
        way /= np.linalg.norm(way, axis=-1, keepdims=True)
        to = centre - start
        along = way @ to
        total += (to @ to - along**2) < radius**2
    return total / rays


@pytest.mark.parametrize("f_stop", [None, 1.8])
def test_alpha_is_that_of_supersampled_geometry_sharp_or_blurred(f_stop: float | None) -> None:
    size, radius, at, focus = 48, 0.25, 1.5, 0.4
    scene = _ball(radius, at)
    lens = scene.camera.data
    aperture = 0.0
    if f_stop is not None:
        lens.dof.use_dof, lens.dof.focus_distance, lens.dof.aperture_fstop = True, focus, f_stop
        aperture = 0.05 / f_stop / 2
    alpha = render(scene, Settings(RenderSpec(denoise=False), (size, size), "CPU"), 256, ("sky",), 0).alpha
    truth = _covered(size, radius, at, aperture, focus, 256)
    soft = (truth > 0.02) & (truth < 0.98)
    assert soft.sum() > (180 if f_stop else 40), "no soft edge to compare"
    assert np.abs(alpha - truth)[soft].mean() < 0.04
    assert np.abs(alpha - truth).max() < 0.2
    assert (alpha[truth == 1] > 0.97).all() and (alpha[truth == 0] < 0.03).all()
