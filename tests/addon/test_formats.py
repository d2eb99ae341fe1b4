"""What can be said of model files without Blender: whole or not, where they reach, what a .blend has marked."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from tiny_models import FAULTS, WHOLE

from blender_addon.library.formats import model_fault


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_is_told_in_few_words(tmp_path: Path, name: str) -> None:
    content, reason = FAULTS[name]
    path = tmp_path / name
    path.write_bytes(content)
    fault = model_fault(path, tmp_path)
    assert reason in fault and "\n" not in fault


ODD = {
    "marked.stl": b"\xef\xbb\xbfsolid a\n facet normal 0 0 1\n",
    "ended.obj": WHOLE[".obj"] + b"\0\n",
    "strips.ply": b"ply\nformat ascii 1.0\nelement vertex 4\nelement tristrips 1\nend_header\n",
}


@pytest.mark.parametrize("name", sorted(ODD))
def test_what_blender_reads_is_not_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ODD[name])
    assert model_fault(tmp_path / name, tmp_path) == ""


@pytest.mark.parametrize("ending", sorted(WHOLE))
def test_what_is_whole_has_no_fault(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"whole{ending}"
    path.write_bytes(WHOLE[ending])
    assert model_fault(path, tmp_path) == ""


def test_files_beside_the_model_and_data_in_it_are_its_own(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "a b.bin").write_bytes(b"x")
    uris = [{"uri": "../a%20b.bin"}, {"uri": "data:,x"}]
    path = tmp_path / "source" / "chair.gltf"
    path.write_text(json.dumps({"asset": {}, "buffers": uris, "images": [{"uri": "../gone.png"}, {"bufferView": 0}]}))
    assert model_fault(path, tmp_path) == ""
    assert "lies outside" in model_fault(path, tmp_path / "source")
    with zipfile.ZipFile(tmp_path / "a.usdz", "w") as archive:
        archive.writestr("a.usda", "#usda 1.0")
    assert model_fault(tmp_path / "a.usdz", tmp_path) == ""
