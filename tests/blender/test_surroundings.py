"""What stands around the product, held against rays and boxes: it rests, nothing meets it, nothing hides it."""

from __future__ import annotations

import dataclasses

import bpy
import numpy as np
import pytest
from mathutils import Vector

from blender_addon.batch.packshot import finish_rendered, render_packshot
from blender_addon.library.scan import scan_library
from blender_addon.picture.png_read import decode_png
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import Recipe
from blender_addon.render.layers import Settings
from blender_addon.scene.build import Built, build
from blender_addon.scene.mesh import world_points
from blender_addon.spec import SUPPORTS, CameraSpec, DatasetSpec, ProductSpec, RenderSpec, SurroundingsSpec

SIZE = 48
LIBRARY, _ = scan_library(None, None, None)
FULL = SurroundingsSpec(plain=0.0, support=1.0, other_products=(4, 4), furniture=(3, 3), occluder=0.0)


def _recipe(sample: int, around: SurroundingsSpec, families: tuple[str, ...] = ("mug", "shoe", "carton")) -> Recipe:
    return draw(DatasetSpec(seed=3, product=ProductSpec(families=families), surroundings=around), LIBRARY, sample)


def _indoors(around: SurroundingsSpec, count: int) -> list[Recipe]:
    """The first recipes in a room that have a support."""
    drawn = (_recipe(sample, around) for sample in range(200))
    indoors = (each for each in drawn if getattr(each.room, "kind", "room") == "room")
    fit = (each for each in indoors if each.surroundings.support is not None)
    return [next(fit) for _ in range(count)]


def _cast(built: Built, origin: Vector, direction: Vector) -> tuple[str, Vector]:
    graph = built.room.view_layers[0].depsgraph
    graph.update()
    hit, place, _, _, thing, _ = built.room.ray_cast(graph, origin, direction.normalized())
    return (thing.name if hit else "", place)


def _around() -> list[bpy.types.Object]:
    scene = bpy.data.scenes["room"]
    return [thing for thing in scene.collection.objects if thing.name.startswith(("around_", "in_front_"))]


@pytest.mark.parametrize("kind", SUPPORTS)
def test_the_product_rests_on_its_support(kind: str) -> None:
    recipe = _indoors(dataclasses.replace(FULL, support_kinds=(kind,), other_products=(0, 0), furniture=(0, 0)), 1)[0]
    built = build(recipe, LIBRARY, (SIZE, SIZE))
    (support,) = _around()
    assert support.name == f"around_{kind}"
    # Beside the product's box, and right under it, a ray down meets the support's top at the product's foot.
    for x, y in ((built.low.x - 0.01, 0.0), (built.high.x + 0.01, 0.0), (0.0, built.low.y - 0.01)):
        name, place = _cast(built, Vector((x, y, 0.02)), Vector((0, 0, -1)))
        assert name == support.name
        assert abs(place.z) < 2e-3
    height = recipe.surroundings.support.height_m
    floor = bpy.data.objects["room_floor"].data.vertices[0].co.z
    assert floor == pytest.approx(-height, abs=0.01)
    assert world_points([support])[:, 2].min() == pytest.approx(floor, abs=1e-4)


@pytest.mark.parametrize("index", range(4))
def test_nothing_meets_the_product_or_hides_it(index: int) -> None:
    recipe = _indoors(FULL, index + 1)[index]
    built = build(recipe, LIBRARY, (SIZE, SIZE))
    eye = built.camera.object.matrix_world.translation
    support = recipe.surroundings.support
    floor = bpy.data.objects["room_floor"].data.vertices[0].co.z
    others = [thing for thing in _around() if support is None or thing.name != f"around_{support.piece.kind}"]
    assert others
    for thing in others:
        points = world_points([thing])
        apart = (points.min(0) > np.array(built.high) - 1e-4) | (points.max(0) < np.array(built.low) + 1e-4)
        assert apart.any(), thing.name
        assert points[:, 2].min() > floor - 1e-3, f"{thing.name} sinks into the floor"
        assert np.linalg.norm(points - np.array(eye), axis=1).min() > 0.1, f"{thing.name} is at the lens"
    product = built.product.points
    rng = np.random.default_rng(0)
    for point in product[rng.choice(len(product), min(len(product), 300), replace=False)]:
        way = Vector(point) - eye
        name, place = _cast(built, eye, way)
        # A ray that grazes a vertex may continue: then what it meets lies behind.
        assert name in built.product.names or (place - eye).length > way.length - 2e-3, name


def test_the_same_recipe_builds_the_same_things() -> None:
    def coordinates() -> dict[str, list[float]]:
        build(_indoors(FULL, 1)[0], LIBRARY, (SIZE, SIZE))
        return {thing.name: world_points([thing]).sum(0).tolist() for thing in _around()}

    first = coordinates()
    assert len(first) > 3
    assert first == coordinates()


def test_a_product_too_large_for_its_support_stands_on_the_floor_and_that_is_said() -> None:
    recipe = _indoors(dataclasses.replace(FULL, support_kinds=("plinth",), other_products=(0, 0), furniture=(0, 0)), 1)[
        0
    ]
    small = dataclasses.replace(recipe.surroundings.support, top_m=(0.01, 0.01))
    around = dataclasses.replace(recipe.surroundings, support=small)
    built = build(dataclasses.replace(recipe, surroundings=around), LIBRARY, (SIZE, SIZE))
    assert any("too large for its support, a plinth" in text for text in built.warnings)
    assert bpy.data.objects["room_floor"].data.vertices[0].co.z == 0.0


def test_every_piece_can_be_built_and_is_light() -> None:
    from blender_addon.recipe.furniture import DRAWS, draw_piece
    from blender_addon.scene.surroundings.pieces import build_shapes, points_of

    for kind in DRAWS:
        for seed in range(6):
            slots = build_shapes(draw_piece(kind, np.random.Generator(np.random.PCG64(seed)), "0"))
            points = points_of(slots)
            assert np.isfinite(points).all()
            assert abs(points[:, 2].min()) < 0.06, kind
            assert sum(len(shape.sizes) for shape in slots.values()) < 40_000, kind


def test_what_stands_in_front_hides_what_alpha_then_lacks() -> None:
    """Pixels: where Cryptomatte sees only what is in front, there is neither alpha nor target."""
    spec = DatasetSpec(
        seed=3,
        resolution=(SIZE, SIZE),
        product=ProductSpec(families=("carton",)),
        surroundings=SurroundingsSpec(plain=1.0, support=0.0, occluder=1.0),
        render=RenderSpec(room_samples=4, studio_samples=4, bounces=1, denoise=False),
        camera=CameraSpec(depth_of_field=0.0, fill=(0.7, 0.7)),
    )
    settings = Settings(spec.render, spec.resolution, "CPU")
    hidden = 0
    for sample in range(40):
        recipe = draw(spec, LIBRARY, sample)
        occluder = recipe.surroundings.occluder
        if occluder is None or recipe.room.kind != "room":
            continue
        deep = dataclasses.replace(occluder, cut=0.25, slide=0.0, size=0.4)
        around = dataclasses.replace(recipe.surroundings, occluder=deep)
        made = render_packshot(dataclasses.replace(recipe, surroundings=around), LIBRARY, settings)
        if made.room.in_front is None or not (made.room.in_front > 0.9).any():
            continue
        done = finish_rendered(made, spec)
        alpha, target = decode_png(done.files["alpha.png"]), decode_png(done.files["target.png"])
        gone = (made.room.in_front > 0.99) & (made.studio.alpha > 0.99)
        hidden += int(gone.sum())
        assert (alpha[gone] == 0).all()
        assert target[gone].min() > 180
        clear = made.room.in_front < 0.01
        np.testing.assert_array_equal(alpha[clear], np.round(np.clip(made.studio.alpha[clear], 0, 1) * 255))
        share = np.minimum(made.room.covered, made.studio.alpha).sum() / made.studio.alpha.sum()
        assert done.checks["visible"] == pytest.approx(share, abs=0.03)
        if hidden > 20:
            return
    pytest.fail(f"only {hidden} pixels of a product were hidden in 40 samples")
