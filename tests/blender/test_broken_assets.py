"""Files that only Blender finds broken cost no sample, are named once, and are remembered."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import bpy
import numpy as np
import pytest
from model_files import block_scene, fresh, save

from blender_addon.dataset.left_out import LEFT_OUT

ROOT = Path(__file__).parents[2]
ONLY_FILES = """
count = 4
resolution = 64
render = {room_samples = 2, studio_samples = 2}
product = {library_share = 1.0}
"""


def _generate(folder: Path, *more: object) -> str:
    spec = folder / "only.toml"
    spec.write_text(ONLY_FILES)
    command = [sys.executable, "-m", "blender_addon", "generate", "--spec", str(spec), "--out", str(folder / "set")]
    done = subprocess.run([*command, *map(str, more)], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _left_out(folder: Path) -> dict[str, str]:
    lines = (folder / "set" / LEFT_OUT).read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    assert len(entries) == len({entry["asset"] for entry in entries})
    return {entry["asset"]: entry["reason"] for entry in entries}


def _deep_fbx(path: Path, depth: int = 10_000) -> None:
    """A cube at the end of a chain of empties, which overflows the stack of Blender 4.5's importer."""
    numbers = range(1000, 1000 + depth)
    text = ["; FBX 7.5.0 project file", "FBXHeaderExtension:  {\n FBXHeaderVersion: 1003\n FBXVersion: 7500\n}"]
    text += ["Objects:  {", 'Geometry: 1, "Geometry::", "Mesh" {\n Vertices: *9 {\n  a: 0,0,0,1,0,0,0,1,0\n }']
    text += [" PolygonVertexIndex: *3 {\n  a: 0,1,-3\n }\n GeometryVersion: 124\n}"]
    text += ['Model: 2, "Model::cube", "Mesh" {\n Version: 232\n}']
    text += [f'Model: {number}, "Model::e", "Null" {{}}' for number in numbers]
    chain = [1, 2, *numbers, 0]
    text += ["}", "Connections:  {", *(f'C: "OO",{a},{b}' for a, b in itertools.pairwise(chain)), "}"]
    path.write_text("\n".join(text) + "\n")


@pytest.mark.slow
def test_a_product_that_crashes_blender_is_met_once(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    _deep_fbx(models / "deep.fbx")
    fresh()
    block_scene()
    save(models / "block.glb")
    if bpy.app.version < (4, 5, 0):
        pytest.skip("this Blender reads no FBX as text, so it does not crash")
    said = _generate(tmp_path, "--products", models)
    if not (tmp_path / "set" / LEFT_OUT).exists():
        pytest.skip("this Blender reads the file")
    assert list(_left_out(tmp_path)) == ["model/deep"] and "Blender crashed" in _left_out(tmp_path)["model/deep"]
    assert said.count("left out: model/deep: Blender crashed while it read the file") == 1
    again = _generate(tmp_path, "--products", models, "--count", 6)
    assert "left out, as found before: model/deep" in again and "replaced" not in again


@pytest.mark.slow
def test_an_hdri_damaged_inside_costs_no_sample(tmp_path: Path) -> None:
    """Its header and table are whole, so only Blender's decoder finds out."""
    hdris = tmp_path / "hdris"
    hdris.mkdir()
    sky = bpy.data.images.new("sky", 64, 32, float_buffer=True)
    sky.pixels.foreach_set(np.random.default_rng(0).random(64 * 32 * 4, dtype=np.float32))
    sky.filepath_raw, sky.file_format = str(hdris / "a.exr"), "OPEN_EXR"
    sky.save()
    whole = (hdris / "a.exr").read_bytes()
    for name in ("b", "c"):
        (hdris / f"{name}.exr").write_bytes(whole)
    middle = len(whole) // 2
    for name in ("d", "e"):
        (hdris / f"{name}.exr").write_bytes(whole[:middle] + bytes(2000) + whole[middle + 2000 :])
    said = _generate(tmp_path, "--hdris", hdris, "--count", 8)
    found = _left_out(tmp_path)
    assert found and set(found) <= {"hdri/d", "hdri/e"}
    assert all("cannot be read as an image" in reason for reason in found.values())
    assert all(said.count(f"left out: {asset}: ") == 1 for asset in found)
    assert "given up" not in said
