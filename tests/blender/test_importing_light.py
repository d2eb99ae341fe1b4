"""How an imported product is lit: by its own light, and by normals that its file got wrong."""

from __future__ import annotations

import math
from pathlib import Path

import bpy
import numpy as np
import pytest
from model_files import fresh, material, save, surface_of

from blender_addon.render.layers import Settings, render
from blender_addon.render.planes import Layers
from blender_addon.scene.importing import GLOW, import_model, products_glow
from blender_addon.spec import RenderSpec

CASES = Path(__file__).parents[2].parent / "shared" / "cases"
SIZE = 48


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def seen(groups: tuple[str, ...]) -> Layers:
    """The scene before a camera, under a sun of the group "sun"."""
    scene = bpy.context.scene
    eye, sun = (
        bpy.data.objects.new("eye", bpy.data.cameras.new("eye")),
        bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN")),
    )
    eye.location, eye.rotation_euler, eye.data.lens = (0, -3, 2.2), (math.radians(54), 0, 0), 70
    sun.rotation_euler, sun.data.energy, sun.lightgroup = (0.5, 0.1, 0), 2.0, "sun"
    for thing in (eye, sun):
        scene.collection.objects.link(thing)
    scene.camera = eye
    scene.render.film_transparent = True
    return render(scene, Settings(RenderSpec(denoise=False), (SIZE, SIZE), "CPU"), 24, groups, 1)


@pytest.mark.parametrize("way", ["own", "nodes"])
def test_a_lit_screen_has_a_layer_and_the_layers_sum_to_the_picture(tmp_path: Path, way: str) -> None:
    bpy.ops.mesh.primitive_cube_add(size=0.8)
    body = material("body", (0.3, 0.3, 0.3))
    surface = surface_of(body)
    surface.inputs["Emission Color"].default_value, surface.inputs["Emission Strength"].default_value = (
        (0, 1, 0, 1),
        0.8,
    )
    thing = bpy.context.object
    thing.data.materials.append(body)
    if way == "nodes":  # an instance of an instance: the light group must reach it
        group = bpy.data.collections.new("group")
        bpy.context.scene.collection.objects.unlink(thing)
        group.objects.link(thing)
        holder = bpy.data.objects.new("holder", None)
        holder.instance_type, holder.instance_collection = "COLLECTION", group
        bpy.context.scene.collection.objects.link(holder)
    import_model(save(tmp_path / "screen.blend"))
    assert products_glow()
    layers = seen(("sun", GLOW))
    glow, solid = layers.light[GLOW], layers.alpha > 0.99
    assert glow[solid][:, 1].mean() == pytest.approx(0.8, abs=0.05)
    assert glow[solid][:, [0, 2]].max() < 0.05
    total = sum(layers.light.values())
    assert np.abs(total - layers.combined).max() < 0.02 * layers.combined.max()


def test_what_does_not_glow_has_no_layer(tmp_path: Path) -> None:
    bpy.ops.mesh.primitive_cube_add()
    bpy.context.object.data.materials.append(material())
    import_model(save(tmp_path / "cube.blend"))
    assert not products_glow()


def ball(path: Path, inward: str) -> Path:
    """An OBJ of a ball with outward faces, its normals smooth; those of `inward` (all, half, none) point in."""
    rings, around = 8, 16
    places = [
        (math.sin(a) * math.cos(b), math.cos(a), math.sin(a) * math.sin(b))
        for a in np.linspace(0.15, math.pi - 0.15, rings)
        for b in np.linspace(0, 2 * math.pi, around, endpoint=False)
    ]
    lines = [f"v {x * 0.5} {y * 0.5} {z * 0.5}" for x, y, z in places]
    for index, (x, y, z) in enumerate(places):
        sign = -1 if inward == "all" or (inward == "half" and index % around < around // 2) else 1
        lines.append(f"vn {sign * x} {sign * y} {sign * z}")
    for row in range(rings - 1):
        for step in range(around):
            a, b = row * around + step + 1, row * around + (step + 1) % around + 1
            c, d = b + around, a + around
            lines.append(f"f {a}//{a} {b}//{b} {c}//{c} {d}//{d}")
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("inward", ["all", "half"])
def test_normals_against_their_faces_do_not_turn_a_product_black(tmp_path: Path, inward: str) -> None:
    pictures = []
    for which in ("none", inward):
        fresh()
        import_model(ball(tmp_path / f"{which}.obj", which))
        layers = seen(("sun",))
        pictures.append(layers.light["sun"].mean(-1))
        solid = layers.alpha > 0.99
    right, mended = pictures
    assert right[solid].mean() > 0.1
    assert np.abs(mended - right)[solid].mean() < 0.03 * right[solid].mean()


def test_good_normals_are_kept(tmp_path: Path) -> None:
    (part,) = import_model(ball(tmp_path / "good.obj", "none")).parts
    normals = np.array([tuple(normal.vector) for normal in part.data.corner_normals])
    places = np.array([tuple(part.data.vertices[loop.vertex_index].co) for loop in part.data.loops]) / 0.5
    assert np.abs(normals - places).max() < 0.01


@pytest.mark.parametrize("name", ["normals_half_inward", "normals_inward"])
def test_cases_from_the_field_are_not_black(name: str) -> None:
    path = CASES / "gltf_bad_normals_black" / "products" / f"{name}.gltf"
    if not path.is_file():
        pytest.skip(f"no {path} here")
    import_model(path)
    layers = seen(("sun",))
    light = layers.light["sun"].mean(-1)[layers.alpha > 0.99]
    assert len(light) and (light < 0.02 * np.percentile(light, 90)).mean() < 0.35  # a side in its own shadow is
