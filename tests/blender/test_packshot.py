"""The renderer, held against geometry: rays that are cast, shares that are counted, sums that must add up."""

from __future__ import annotations

import dataclasses

import bpy
import numpy as np
import pytest
from mathutils import Vector

from blender_addon.batch.packshot import Rendered, render_packshot
from blender_addon.library.scan import scan_library
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import Recipe
from blender_addon.render.layers import Settings
from blender_addon.scene.build import add_studio, build
from blender_addon.spec import CameraSpec, DatasetSpec, RenderSpec

SIZE = 64
SPEC = DatasetSpec(
    resolution=(SIZE, SIZE),
    render=RenderSpec(room_samples=4, studio_samples=8, bounces=2, denoise=False),
    camera=CameraSpec(depth_of_field=0.0, fill=(0.6, 0.6)),
)
SETTINGS = Settings(SPEC.render, SPEC.resolution, "CPU")
LIBRARY, _ = scan_library(None, None, None)


def _recipe(family: str, sample: int = 0) -> Recipe:
    spec = dataclasses.replace(SPEC, product=dataclasses.replace(SPEC.product, families=(family,)))
    return draw(spec, LIBRARY, sample)


@pytest.fixture(scope="module", params=["mug", "chair", "carton"])
def rendered(request: pytest.FixtureRequest) -> tuple[Recipe, Rendered]:
    recipe = _recipe(request.param)
    return recipe, render_packshot(recipe, LIBRARY, SETTINGS)


def _cast(rendered: Rendered) -> tuple[np.ndarray, np.ndarray]:
    """Depth along the camera's axis and whether the product is hit, through the middle of each pixel."""
    scene, camera = rendered.in_room.built.room, rendered.in_room.built.camera.object
    graph = scene.view_layers[0].depsgraph
    graph.update()
    matrix = camera.matrix_world
    corners = camera.data.view_frame(scene=scene)  # on the plane that the rays leave through, camera space
    right, top = max(c.x for c in corners), max(c.y for c in corners)
    plane = corners[0].z
    depth, hit = np.full((SIZE, SIZE), np.inf), np.zeros((SIZE, SIZE), bool)
    for row in range(SIZE):
        for column in range(SIZE):
            x = right * (2 * (column + 0.5) / SIZE - 1)
            y = top * (1 - 2 * (row + 0.5) / SIZE)
            direction = (matrix.to_3x3() @ Vector((x, y, plane))).normalized()
            found, place, _, _, thing, _ = scene.ray_cast(graph, matrix.translation, direction)
            if found:
                depth[row, column] = -(matrix.inverted() @ place).z
                hit[row, column] = thing.name in rendered.in_room.built.product.names
    return depth, hit


def _inner(mask: np.ndarray) -> np.ndarray:
    """Pixels whose eight neighbours say the same."""
    same = np.ones_like(mask)
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            same &= np.roll(mask, (down, across), (0, 1)) == mask
    same[[0, -1]] = same[:, [0, -1]] = False
    return same


def test_depth_and_alpha_are_what_rays_hit(rendered: tuple[Recipe, Rendered]) -> None:
    _, made = rendered
    depth, hit = _cast(made)
    inner = _inner(hit)
    assert hit.mean() > 0.03
    # The pixel filter is wider than a pixel, so a rim may reach into a pixel that rays put inside.
    assert (made.studio.alpha[inner & hit] > 0.98).mean() > 0.97
    assert (made.studio.alpha[inner & ~hit] < 0.02).mean() > 0.99
    assert np.abs(made.studio.alpha[inner] - hit[inner]).max() < 0.5
    for where in (inner & hit, inner & ~hit & np.isfinite(depth)):
        error = np.abs(made.room.depth[where] - depth[where]) / depth[where]
        assert np.median(error) < 0.01
        assert np.percentile(error, 90) < 0.05


def test_alpha_is_cryptomattes(rendered: tuple[Recipe, Rendered]) -> None:
    _, made = rendered
    assert made.room.covered is not None
    off = np.abs(made.room.covered - made.studio.alpha)
    # Both are anti-aliased by few samples of their own here, so single edge pixels may differ.
    assert off.mean() < 0.01
    assert ((made.studio.alpha > 0.05) & (made.studio.alpha < 0.95)).any()


def test_light_layers_add_up_to_the_picture(rendered: tuple[Recipe, Rendered]) -> None:
    _, made = rendered
    for layers in (made.room, made.studio):
        assert len(layers.light) >= 2
        total = sum(layers.light.values())
        np.testing.assert_allclose(total, layers.combined, atol=2e-3 * float(layers.combined.max()))


def test_studio_layers_hold_the_product_alone(rendered: tuple[Recipe, Rendered]) -> None:
    _, made = rendered
    nothing = made.studio.alpha == 0
    assert nothing.mean() > 0.1
    for plane in made.studio.light.values():
        assert plane[nothing].max() == 0.0
    assert made.in_studio.shadow[made.studio.aovs["ground"] > 0.99].max() > 0.2, "no contact shadow"


def test_the_product_fills_what_was_drawn(rendered: tuple[Recipe, Rendered]) -> None:
    recipe, made = rendered
    rows, columns = np.nonzero(made.studio.alpha > 0.5)
    longer = max(np.ptp(rows), np.ptp(columns)) + 1
    assert abs(longer / SIZE - recipe.camera.fill) < 0.06
    border = np.concatenate(
        [made.studio.alpha[0], made.studio.alpha[-1], made.studio.alpha[:, 0], made.studio.alpha[:, -1]]
    )
    assert border.max() == 0.0


def test_the_same_recipe_renders_the_same_bits() -> None:
    recipe = _recipe("vessel", 3)
    first, second = (render_packshot(recipe, LIBRARY, SETTINGS) for _ in range(2))
    for one, other in ((first.room, second.room), (first.studio, second.studio)):
        for group in one.light:
            np.testing.assert_array_equal(one.light[group], other.light[group])
        np.testing.assert_array_equal(one.alpha, other.alpha)
        np.testing.assert_array_equal(one.depth, other.depth)


@pytest.mark.parametrize("sample", range(6))
def test_no_camera_looks_through_a_wall(sample: int) -> None:
    spec = dataclasses.replace(SPEC, camera=CameraSpec(depth_of_field=0.0))
    recipe = draw(spec, LIBRARY, sample)
    built = build(recipe, LIBRARY, (SIZE, SIZE))
    graph = built.room.view_layers[0].depsgraph
    eye = built.camera.object.matrix_world.translation
    middle = (built.low + built.high) / 2
    way = middle - eye
    found, place, _, _, thing, _ = built.room.ray_cast(graph, eye, way.normalized(), distance=way.length * 2)
    if found and (place - eye).length < way.length - (built.high - built.low).length / 2:
        assert thing.name in built.product.names, f"{thing.name} stands between camera and product"
    assert eye.z > 0


def test_nothing_is_left_of_the_last_sample() -> None:
    recipe = _recipe("mug", 1)
    add_studio(recipe, build(recipe, LIBRARY, (SIZE, SIZE)))
    counts = []
    for _ in range(2):
        add_studio(recipe, build(recipe, LIBRARY, (SIZE, SIZE)))
        counts.append(
            {
                kind: len(getattr(bpy.data, kind))
                for kind in ("meshes", "materials", "images", "worlds", "objects", "scenes")
            }
        )
    assert counts[0] == counts[1]
    assert counts[0]["scenes"] == 2
