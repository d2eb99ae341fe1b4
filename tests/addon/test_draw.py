"""Samples as drawn, without Blender."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from blender_addon.library.asset import Asset, Library
from blender_addon.recipe.draw import draw
from blender_addon.spec import CameraSpec, DatasetSpec, LightSpec

LIBRARY = Library(
    products=tuple(Asset(f"model/thing_{n:02d}", "product", Path(f"/x/thing_{n}.glb"), "thing") for n in range(20)),
    hdris=tuple(Asset(f"hdri/sky_{n}", "hdri", Path(f"/x/sky_{n}.hdr")) for n in range(8)),
    textures=tuple(Asset(f"texture/wood_{n}", "texture", None, maps={"colour": Path("/x/w.jpg")}) for n in range(6)),
)
SPEC = DatasetSpec(seed=5)


def _digest(sample: int, spec: DatasetSpec = SPEC) -> str:
    text = json.dumps(draw(spec, LIBRARY, sample).to_json(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_same_words_draw_the_same_sample() -> None:
    assert [_digest(n) for n in range(20)] == [_digest(n) for n in range(20)]
    assert len({_digest(n) for n in range(20)}) == 20


def test_another_process_with_another_hash_seed_draws_the_same() -> None:
    code = (
        "import sys; sys.path[:0] = ['.', 'tests/addon']\n"
        "from test_draw import _digest\n"
        "print([_digest(n) for n in range(5)])"
    )
    root = Path(__file__).parents[2]
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {f"{[_digest(n) for n in range(5)]}\n"}


def test_a_recipe_is_json_and_says_what_the_format_asks() -> None:
    recipe = json.loads(json.dumps(draw(SPEC, LIBRARY, 17).to_json()))
    assert recipe["id"] == 17
    assert recipe["seed"] == 5
    assert recipe["split"] in ("train", "val", "test")
    assert set(recipe["assets"]) == {"product", "furniture", "hdri", "texture"}
    assert "sky" in recipe["room_gains"]
    assert set(recipe["studio_gains"]) == {"key", "fill", "rim", "dome"}


def test_a_component_shifts_no_other() -> None:
    """More lamps, or another lens, leave the product, the room and the studio as they were."""
    other = dataclasses.replace(
        SPEC,
        light=LightSpec(lamps=(4, 4), kelvin=(3000, 3000), sky_strength=(5, 5)),
        camera=CameraSpec(lens_mm=(100, 100), fill=(0.3, 0.3)),
    )
    for sample in range(10):
        one, two = draw(SPEC, LIBRARY, sample), draw(other, LIBRARY, sample)
        assert one.product == two.product
        assert one.room == two.room
        assert one.studio == two.studio
        assert one.light != two.light
        assert one.camera.azimuth_rad == two.camera.azimuth_rad
        assert one.camera.lens_mm != two.camera.lens_mm


def test_the_next_attempt_is_another_sample_of_the_same_split() -> None:
    for sample in range(10):
        first, second = draw(SPEC, LIBRARY, sample), draw(SPEC, LIBRARY, sample, attempt=1)
        assert first.split == second.split
        assert first.camera != second.camera
        assert second.attempt == 1


def test_no_asset_is_in_two_splits() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for sample in range(400):
        recipe = draw(SPEC, LIBRARY, sample)
        for names in recipe.assets.values():
            for name in names:
                seen[name].add(recipe.split)
    assert len(seen) > 200
    assert {name for name, splits in seen.items() if len(splits) > 1} == set()
    assert {name for name in seen if name.startswith("hdri/")} == {asset.id for asset in LIBRARY.hdris}
