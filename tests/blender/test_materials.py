"""Surfaces, held against pixels: a lamp without noise, a camera without perspective, and known sizes."""

from __future__ import annotations

import dataclasses
import math
import zipfile
from collections.abc import Iterator
from pathlib import Path

import bpy
import numpy as np
import numpy.typing as npt
import pytest

from blender_addon.library.asset import Asset, Library
from blender_addon.library.scan import scan_library
from blender_addon.library.unusable import UnusableAssetError
from blender_addon.recipe.model import MaterialPlan
from blender_addon.recipe.streams import stream
from blender_addon.recipe.surfaces import SURFACES, draw_surface
from blender_addon.recipe.texture_use import draw_image
from blender_addon.scene.materials import MaterialError, surface_material
from blender_addon.scene.quads import Quads

Pixels = npt.NDArray[np.float32]

GREY = MaterialPlan(
    "paint", {"colour": (0.5, 0.5, 0.5), "texture_m": 0.01, "bump": 0.0, "roughness": 0.9, "shift_m": (0, 0)}
)


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    yield


def plan_of(kind: str, seed: int = 3) -> MaterialPlan:
    texture = "texture/made" if kind == "image" else None
    return draw_surface(kind, np.random.Generator(np.random.PCG64(seed)), texture)


def save(path: Path, pixels: Pixels, data: bool = False) -> Path:
    """A PNG of [H, W, 3] values in [0, 1], the bottom row first, stored as they are."""
    height, width, _ = pixels.shape
    picture = bpy.data.images.new("made", width, height, is_data=data)
    if not data:
        picture.colorspace_settings.name = "Non-Color"
    rgba = np.concatenate([pixels, np.ones((height, width, 1))], axis=2).astype(np.float32)
    picture.pixels.foreach_set(rgba.ravel())
    picture.filepath_raw = str(path)
    picture.file_format = "PNG"
    picture.save()
    bpy.data.images.remove(picture)
    return path


def library_of(**maps: Path) -> Library:
    return Library(textures=(Asset("texture/made", "texture", None, maps=maps),))


def render(
    plan: MaterialPlan,
    tmp_path: Path,
    library: Library | None = None,
    view_m: float = 1.0,
    sun: tuple[float, float] = (0.5, 0.3),
) -> Pixels:
    """Linear light [64, 64, 3], the bottom row first, of a floor from (0, 0) to (view_m, view_m), from above.

    `sun` is where the light comes from: x and y per metre of height. Its disc is a point, so a flat floor is
    one even colour, at any number of samples.
    """
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    quads = Quads()
    quads.rectangle((-1.0, -1.0, 0.0), (4.0, 0.0, 0.0), (0.0, 4.0, 0.0), (0.0, 0.0, 1.0))
    floor = quads.to_object("floor", [surface_material(plan, library or Library())])
    light = bpy.data.lights.new("sun", "SUN")
    light.energy, light.angle = math.pi, 0.0
    lamp = bpy.data.objects.new("sun", light)
    lamp.rotation_euler = (-math.atan(sun[1]), math.atan(sun[0]), 0.0)
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.data.type, camera.data.ortho_scale = "ORTHO", view_m
    camera.location = (view_m / 2, view_m / 2, 3.0)
    for thing in (floor, lamp, camera):
        scene.collection.objects.link(thing)
    scene.camera = camera
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.use_adaptive_sampling = 4, False, False
    scene.render.resolution_x = scene.render.resolution_y = 64
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.image_settings.color_depth = "32"
    scene.render.filepath = str(tmp_path / "floor.exr")
    bpy.ops.render.render(write_still=True)
    picture = bpy.data.images.load(scene.render.filepath)
    pixels = np.empty(64 * 64 * 4, dtype=np.float32)
    picture.pixels.foreach_get(pixels)
    return pixels.reshape(64, 64, 4)[:, :, :3]


def test_the_sun_of_these_tests_casts_no_noise(tmp_path: Path) -> None:
    """The control of every test below: a surface without texture is one even colour, its reflectance."""
    pixels = render(GREY, tmp_path, sun=(0.0, 0.0))
    assert pixels.std(axis=(0, 1)).max() < 1e-4
    assert pixels.mean(axis=(0, 1)) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("kind", SURFACES)
def test_every_kind_has_colour_and_texture(kind: str, tmp_path: Path) -> None:
    checks = np.kron(np.array([[0.2, 0.7], [0.7, 0.2]]), np.ones((8, 8)))[:, :, None].repeat(3, axis=2)
    library = library_of(colour=save(tmp_path / "made.png", checks))
    # Fine plaster and paint show their grain from near by only.
    pixels = render(plan_of(kind), tmp_path, library, view_m=0.25 if kind in ("paint", "plaster") else 1.0)
    assert np.isfinite(pixels).all()
    mean = pixels.mean(axis=(0, 1))
    # Metal mirrors the black that is around it, but for the sun.
    assert (0.002 if kind == "metal" else 0.01) < mean.mean() < 1.0
    # Blender paints what it cannot find magenta.
    assert not (mean[0] > 4 * mean[1] and mean[2] > 4 * mean[1])
    # Lacquered metal, of handles and radiators, is as smooth as it is sold.
    assert kind == "metal" or pixels.std(axis=(0, 1)).max() / mean.mean() > 0.004


@pytest.mark.parametrize("pattern", ["stripes", "dots", "trellis", "leaves", "linen", "damask"])
def test_every_wallpaper_prints_about_its_share_of_ink(pattern: str, tmp_path: Path) -> None:
    drawn = plan_of("wallpaper").parameters | {
        "pattern": pattern,
        "colour": (0.8, 0.8, 0.8),
        "ink": (0.1, 0.1, 0.1),
        "ink_strength": 1.0,
        "repeat_m": 0.1,
        "share": 0.4,
        "emboss": 0.0,
        "weave": 0.0,
        "roughness": 0.9,
    }
    level = render(MaterialPlan("wallpaper", drawn), tmp_path, sun=(0.0, 0.0)).mean(axis=2)
    inked = float((0.8 - level.mean()) / 0.7)
    assert 0.08 < inked < 0.65


@pytest.mark.parametrize("pattern", ["boards", "herringbone"])
def test_boards_are_as_wide_as_drawn(pattern: str, tmp_path: Path) -> None:
    """White boards with black gaps of 1 cm: the share of gaps follows from the sizes."""
    length, width, gap = 0.5, 0.1, 0.01
    drawn = plan_of("planks").parameters | {
        "pattern": pattern,
        "light": (0.8, 0.8, 0.8),
        "dark": (0.8, 0.8, 0.8),
        "board_m": (length, width),
        "gap_m": gap,
        "gap_depth": 1.0,
        "roughness": 0.9,
        "wear": 0.0,
        "turn_rad": 0.0,
        "shift_m": (0.0, 0.0),
    }
    level = render(MaterialPlan("planks", drawn), tmp_path, sun=(0.0, 0.0))[:, :, 0]
    inside = (1.0 - gap / length) * (1.0 - gap / width)
    assert level.mean() / np.percentile(level, 90) == pytest.approx(inside, abs=0.025)
    # Gaps at v = 0, 0.1, 0.2, … Those of boards run from wall to wall; across each of a herringbone's stands,
    # in every metre, a block of half a metre.
    darkest = level.mean(axis=1).min() / level.max()
    assert darkest < 0.45 if pattern == "boards" else 0.5 < darkest < 0.8


def test_tiles_are_as_large_as_drawn(tmp_path: Path) -> None:
    drawn = plan_of("tiles").parameters | {
        "pattern": "straight",
        "colour": (0.8, 0.8, 0.8),
        "joint": (0.01, 0.01, 0.01),
        "size_m": (0.25, 0.5),
        "joint_m": 0.03,
        "tone": 0.0,
        "stone": 0.0,
        "lean": 0.0,
        "roughness": 0.9,
        "wear": 0.0,
        "turn_rad": 0.0,
        "shift_m": (0.125, 0.25),
    }
    dark = render(MaterialPlan("tiles", drawn), tmp_path, sun=(0.0, 0.0))[:, :, 0] < 0.3
    # Moved by half a tile: joints at x = 0.125, 0.375, 0.625, 0.875 and at y = 0.25, 0.75.
    columns, rows = dark.mean(axis=0) > 0.9, dark.mean(axis=1) > 0.9
    assert [bool(columns[round(x * 64)]) for x in (0.125, 0.375, 0.625, 0.875)] == [True] * 4
    assert not columns[[0, 16, 32, 48]].any()
    assert rows[16] and rows[48] and not rows[[0, 32]].any()


def test_an_image_is_laid_in_metres_and_in_its_colour_spaces(tmp_path: Path) -> None:
    halves = np.zeros((16, 16, 3))
    halves[:, :8] = (0.5, 0.0, 0.0)
    halves[:, 8:] = (0.0, 0.0, 0.5)
    dull = np.full((4, 4, 3), 1.0)
    library = library_of(
        colour=save(tmp_path / "made_diff.png", halves),
        roughness=save(tmp_path / "made_rough.png", dull, data=True),
        normal=save(tmp_path / "made_nor_gl.png", np.full((4, 4, 3), (0.5, 0.5, 1.0)), data=True),
    )
    drawn = plan_of("image").parameters | {
        "scale_m": 0.5,
        "rotation_rad": 0.0,
        "tint": (1.0, 1.0, 1.0),
        "shift_m": (0.0, 0.0),
    }
    plan = MaterialPlan("image", drawn, "texture/made")
    pixels = render(plan, tmp_path, library, sun=(0.0, 0.0))
    # Two repeats a metre: red, blue, red, blue, a quarter each. sRGB 0.5 is 0.214 in linear light.
    quarters = pixels[:, [8, 24, 40, 56]].mean(axis=0)
    assert quarters[:, 0] == pytest.approx([0.21, 0.01, 0.21, 0.01], abs=0.03)
    assert quarters[:, 2] == pytest.approx([0.01, 0.21, 0.01, 0.21], abs=0.03)
    # Matte bounces see the mean of both halves, in linear light: 0.214 / 2.
    (path,) = (node for node in bpy.data.materials[0].node_tree.nodes if node.type == "LIGHT_PATH")
    mean = path.outputs["Is Diffuse Ray"].links[0].to_node.inputs[2].links[0].from_node
    assert tuple(mean.inputs["Color"].default_value)[:3] == pytest.approx((0.107, 0.0, 0.107), abs=0.002)
    spaces = {Path(image.filepath).stem: image.colorspace_settings.name for image in bpy.data.images}
    assert spaces["made_diff"] == "sRGB"
    assert spaces["made_rough"] == spaces["made_nor_gl"] == "Non-Color"


def test_an_image_of_a_package_has_the_catalogues_size(tmp_path: Path) -> None:
    stripes = np.zeros((16, 16, 3))
    stripes[:8] = (0.5, 0.5, 0.5)
    text = "name#1=Stripes\ncategory#1=Floor\nimage#1=/t/stripes.png\nwidth#1=100\nheight#1=25\n"
    with zipfile.ZipFile(tmp_path / "lib.sh3t", "w") as archive:
        archive.writestr("PluginTexturesCatalog.properties", text)
        archive.write(save(tmp_path / "stripes.png", stripes), "t/stripes.png")
    library, _ = scan_library(textures=tmp_path / "lib.sh3t")
    (asset,) = library.textures
    plan = draw_image("floor", 1000.0, stream(0, 0, 0, "x"), [asset])
    assert plan is not None and (plan.parameters["scale_m"], plan.parameters["height"]) == (1.0, 0.25)
    still = {"rotation_rad": 0.0, "tint": (1.0, 1.0, 1.0), "shift_m": (0.0, 0.0), "roughness": 0.9}
    plan = MaterialPlan("image", plan.parameters | still, asset.id)
    pixels = render(plan, tmp_path, library, sun=(0.0, 0.0))
    rows = pixels.mean(axis=(1, 2))
    assert np.ptp(rows) > 0.1
    dark = rows < (rows.min() + rows.max()) / 2
    assert np.count_nonzero(np.diff(dark.astype(int))) == 7, "four tiles of two stripes in a metre"
    (image,) = (each for each in bpy.data.images if each.name.startswith("stripes"))
    assert image.packed_file is not None and not Path(image.filepath).exists()


@pytest.mark.parametrize(
    ("rotation", "toward"), [(0.0, (1.0, 0.0)), (math.pi / 2, (0.0, -1.0))], ids=["straight", "quarter"]
)
def test_a_normal_map_turns_with_its_texture(rotation: float, toward: tuple[float, float], tmp_path: Path) -> None:
    """A map that leans toward its own +u all over. Turned by a quarter, coordinates (x, y) read the map at
    (−y, x), so its +u lies along the world's −y.
    """
    library = library_of(
        colour=save(tmp_path / "made.png", np.full((4, 4, 3), 0.7)),
        normal=save(tmp_path / "lean.png", np.full((4, 4, 3), (0.8, 0.5, 0.9)), data=True),
    )
    drawn = plan_of("image").parameters | {"rotation_rad": rotation, "bump": 1.0, "roughness": 0.9}
    plan = MaterialPlan("image", drawn, "texture/made")

    def lit_from(x: float, y: float) -> float:
        return float(render(plan, tmp_path, library, sun=(x, y)).mean())

    ahead, behind = lit_from(*toward), lit_from(-toward[0], -toward[1])
    aside, other = lit_from(toward[1], toward[0]), lit_from(-toward[1], -toward[0])
    assert ahead > 2.0 * behind
    assert aside == pytest.approx(other, rel=0.02)


@pytest.mark.parametrize(("kind", "green"), [("normal", 0.8), ("normal_dx", 0.2)])
def test_green_points_up_whoever_made_the_map(kind: str, green: float, tmp_path: Path) -> None:
    """A slope that faces up the texture (+v): in OpenGL's maps green is above one half, in DirectX's below."""
    library = library_of(
        **{
            "colour": save(tmp_path / "made.png", np.full((4, 4, 3), 0.7)),
            kind: save(tmp_path / "slope.png", np.full((4, 4, 3), (0.5, green, 0.9)), data=True),
        }
    )
    drawn = plan_of("image").parameters | {"rotation_rad": 0.0, "bump": 1.0, "roughness": 0.9}
    plan = MaterialPlan("image", drawn, "texture/made")
    ahead = render(plan, tmp_path, library, sun=(0.0, 1.0)).mean()
    behind = render(plan, tmp_path, library, sun=(0.0, -1.0)).mean()
    assert ahead > 2.0 * behind


def test_packed_maps_are_unpacked(tmp_path: Path) -> None:
    """Ambient occlusion is red, roughness green: a black red takes half of the colour's light away."""

    def level(red: float) -> float:
        library = library_of(
            colour=save(tmp_path / "made.png", np.full((4, 4, 3), 0.7)),
            arm=save(tmp_path / f"arm_{red}.png", np.full((4, 4, 3), (red, 1.0, 0.0)), data=True),
        )
        drawn = plan_of("image").parameters | {"tint": (1.0, 1.0, 1.0)}
        return float(render(MaterialPlan("image", drawn, "texture/made"), tmp_path, library, sun=(0.0, 0.0)).mean())

    lit, dark = level(1.0), level(0.0)
    assert dark == pytest.approx(0.5 * lit, rel=0.1)


def test_matte_bounces_see_the_mean_colour() -> None:
    """The trick that keeps rooms cheap is wired: the mean behind Is Diffuse Ray, the texture before it."""
    material = surface_material(plan_of("brick"), Library())
    (output,) = (node for node in material.node_tree.nodes if node.type == "OUTPUT_MATERIAL")
    mix = output.inputs["Surface"].links[0].from_node
    assert mix.inputs[0].links[0].from_socket.name == "Is Diffuse Ray"
    matte = mix.inputs[2].links[0].from_node
    assert matte.type == "BSDF_DIFFUSE"
    assert not matte.inputs["Color"].links


def test_a_missing_texture_file_is_named(tmp_path: Path) -> None:
    library = library_of(colour=tmp_path / "gone_diff.jpg")
    with pytest.raises(UnusableAssetError, match=r"texture/made: .*gone_diff\.jpg is missing"):
        surface_material(plan_of("image"), library)


def test_a_file_that_is_no_picture_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken_diff.png"
    broken.write_text("not a picture")
    with pytest.raises(UnusableAssetError, match=r"broken_diff\.png"):
        surface_material(plan_of("image"), library_of(colour=broken))


def test_a_texture_without_colour_is_refused(tmp_path: Path) -> None:
    grey = save(tmp_path / "made_rough.png", np.full((4, 4, 3), 0.5), data=True)
    with pytest.raises(UnusableAssetError, match="without a colour map"):
        surface_material(plan_of("image"), library_of(roughness=grey))


def test_an_unknown_texture_and_an_unknown_kind_are_named() -> None:
    with pytest.raises(MaterialError, match="texture/made"):
        surface_material(plan_of("image"), Library())
    with pytest.raises(MaterialError, match="marble"):
        surface_material(dataclasses.replace(GREY, kind="marble"), Library())
