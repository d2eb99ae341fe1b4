"""The studio's colours: a chart of known colours comes out as it is, metal keeps its hue, gloss its ground."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import bpy
import numpy as np
import pytest
from colour_difference import delta_e, lab
from mathutils import Vector

from blender_addon.batch.packshot import finish_rendered, render_packshot
from blender_addon.library.asset import Library
from blender_addon.library.scan import scan_library
from blender_addon.picture.png_read import decode_png
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import Recipe
from blender_addon.render.layers import Settings
from blender_addon.scene.clean import empty_file
from blender_addon.spec import CameraSpec, DatasetSpec, ProductSpec, RenderSpec

SIDE = 96
# sRGB of a ColorChecker's 24 patches, D65 (Danny Pascale, "RGB coordinates of the Macbeth ColorChecker", 2006).
CHART = """
115 82 68  194 150 130  98 122 157  87 108 67  133 128 177  103 189 170
214 126 44  80 91 166  193 90 99  94 60 108  157 188 64  224 163 46
56 61 150  70 148 73  175 54 60  231 199 31  187 86 149  8 133 161
243 243 242  200 200 200  160 160 160  122 122 121  85 85 85  52 52 52
"""
COLOURS = np.array(CHART.split(), float).reshape(24, 3) / 255
SPEC = DatasetSpec(
    resolution=(SIDE, SIDE),
    render=RenderSpec(room_samples=1, studio_samples=32, bounces=3, denoise=False, light_layers=False),
    product=ProductSpec(library_share=1.0, lying=0.0),
    camera=CameraSpec(depth_of_field=0.0, fill=(0.8, 0.9), elevation_deg=(5.0, 15.0), height_share=0.0),
)


def _linear(srgb: np.ndarray) -> np.ndarray:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _paint(
    srgb: np.ndarray, roughness: float = 1.0, metallic: float = 0.0, specular: float = 0.0
) -> bpy.types.Material:
    made = bpy.data.materials.new("paint")
    made.use_nodes = True
    surface = made.node_tree.nodes["Principled BSDF"]
    surface.inputs["Base Color"].default_value = (*_linear(srgb), 1.0)
    for name, value in (("Roughness", roughness), ("Metallic", metallic), ("Specular IOR Level", specular)):
        surface.inputs[name].default_value = value
    return made


def _save_chart(path: Path) -> None:
    """A box, 0.6 m wide, whose four upright sides are the chart: face i has colour i modulo 24, the lid is the last."""
    points, faces = [], []
    for side in range(4):
        turn = side * np.pi / 2
        across, out = np.array([np.cos(turn), np.sin(turn), 0.0]), np.array([np.sin(turn), -np.cos(turn), 0.0])
        for row in range(4):
            for column in range(6):
                low = 0.3 * out + (0.1 * column - 0.3) * across + np.array([0.0, 0.0, 0.1 * (3 - row)])
                faces.append(range(len(points), len(points) + 4))
                high = low + np.array([0.0, 0.0, 0.1])
                points += [low, low + 0.1 * across, high + 0.1 * across, high]
    faces.append(range(len(points), len(points) + 4))
    points += [np.array([x, y, 0.4]) for x, y in ((-0.3, -0.3), (0.3, -0.3), (0.3, 0.3), (-0.3, 0.3))]
    mesh = bpy.data.meshes.new("chart")
    mesh.from_pydata([tuple(point) for point in points], [], [tuple(face) for face in faces])
    for colour in COLOURS:
        mesh.materials.append(_paint(colour))
    mesh.polygons.foreach_set("material_index", [face % 24 for face in range(len(faces))])
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("chart", mesh))
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)


def _save_ball(path: Path, material: bpy.types.Material) -> None:
    bpy.ops.mesh.primitive_uv_sphere_add(segments=96, ring_count=48, radius=0.2)
    bpy.ops.object.shade_smooth()
    bpy.context.object.data.materials.append(material)
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)


def _samples(library: Library, count: int) -> list[Recipe]:
    """The first samples that show the folder's product: it is in one split alone."""
    drawn = (draw(SPEC, library, sample) for sample in range(100))
    return list(islice((recipe for recipe in drawn if recipe.product.family is None), count))


def _packshot(folder: Path, place: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Target [H, W, 3] and alpha [H, W] in [0, 1] of the folder's product, and the face in each pixel, -1 for none.

    `place` counts the samples that show it.
    A face counts where it is turned to the camera by less than 50 degrees.
    """
    library, _ = scan_library(folder)
    rendered = render_packshot(
        _samples(library, place + 1)[place], library, Settings(SPEC.render, SPEC.resolution, "CPU")
    )
    files = finish_rendered(rendered, SPEC).files
    target, alpha = (decode_png(files[name]) / 255 for name in ("target.png", "alpha.png"))
    built = rendered.in_room.built
    scene, camera, faces = built.room, built.camera.object, np.full((SIDE, SIDE), -1)
    graph = scene.view_layers[0].depsgraph
    graph.update()
    corners = camera.data.view_frame(scene=scene)
    right, top, plane = max(c.x for c in corners), max(c.y for c in corners), corners[0].z
    eye, turned = camera.matrix_world.translation, camera.matrix_world.to_3x3()
    for row in range(SIDE):
        for column in range(SIDE):
            across, up = 2 * (column + 0.5) / SIDE - 1, 1 - 2 * (row + 0.5) / SIDE
            ray = (turned @ Vector((right * across, top * up, plane))).normalized()
            found, _, normal, face, thing, _ = scene.ray_cast(graph, eye, ray)
            if found and thing.name in built.product.names and abs(normal.dot(ray)) > np.cos(np.radians(50)):
                faces[row, column] = face
    return target, alpha, faces


def _inner(faces: np.ndarray, face: int) -> np.ndarray:
    """The pixels of a face whose neighbours are of it too."""
    own = np.pad(faces == face, 1)
    return np.logical_and.reduce([np.roll(own, (y, x), (0, 1)) for y in (-1, 0, 1) for x in (-1, 0, 1)])[1:-1, 1:-1]


@pytest.fixture(autouse=True)
def _empty() -> None:
    bpy.context.window.scene = empty_file()


def test_the_colour_difference_is_the_published_one() -> None:
    # Pairs 1, 7 and 25 of Sharma, Wu and Dalal's table.
    one = np.array([(50.0, 2.6772, -79.7751), (50.0, 0.0, 0.0), (60.2574, -34.0099, 36.2677)])
    other = np.array([(50.0, 0.0, -82.7485), (50.0, -1.0, 2.0), (60.4626, -34.1751, 39.4387)])
    np.testing.assert_allclose(delta_e(one, other), (2.0425, 2.3669, 1.2644), atol=1e-4)


def test_a_colour_chart_comes_out_as_it_is(tmp_path: Path) -> None:
    _save_chart(tmp_path / "chart.blend")
    by_colour: dict[int, list[float]] = {}
    whites = []
    for place in range(4):
        target, _, faces = _packshot(tmp_path, place)
        for face in np.unique(faces[(faces >= 0) & (faces < 96)]):
            inner = _inner(faces, face)
            if inner.sum() >= 9:
                shown = np.median(target[inner], axis=0)
                by_colour.setdefault(face % 24, []).append(float(delta_e(lab(shown), lab(COLOURS[face % 24]))))
                whites += [shown.max()] if face % 24 == 18 else []
    assert len(by_colour) == 24
    errors = [np.median(found) for found in by_colour.values()]
    assert np.median(errors) < 5.0
    assert max(errors) < 9.0
    assert whites and max(whites) < 0.985  # 251 of 255: apart from the paper


def test_metal_keeps_its_hue_and_is_not_burnt_out(tmp_path: Path) -> None:
    gold = np.array((230, 180, 80)) / 255
    _save_ball(tmp_path / "gold.blend", _paint(gold, roughness=0.25, metallic=1.0))
    target, alpha, _ = _packshot(tmp_path, 1)
    shown = lab(target[alpha == 1.0])
    # A metal has no colour of its own but what it mirrors, times its base colour: the hue is that of the base colour.
    hue, own = np.degrees(np.arctan2(*np.median(shown, axis=0)[[2, 1]])), np.degrees(np.arctan2(*lab(gold)[[2, 1]]))
    assert abs(hue - own) < 8.0
    assert (target[alpha == 1.0].min(-1) >= 1.0).mean() < 0.02
    assert np.ptp(np.quantile(shown[:, 0], (0.05, 0.95))) > 15.0  # it mirrors light and dark: it looks like metal


def test_gloss_lies_over_the_colour_and_does_not_wash_it_out(tmp_path: Path) -> None:
    red = np.array((150, 30, 35)) / 255
    _save_ball(tmp_path / "red.blend", _paint(red, roughness=0.1, specular=0.5))
    target, alpha, _ = _packshot(tmp_path, 2)
    differences = delta_e(lab(target[alpha == 1.0]), lab(red))
    assert np.median(differences) < 9.0  # highlights are few
    assert (target[alpha == 1.0].min(-1) > 0.7).mean() > 0.002  # and there are some
