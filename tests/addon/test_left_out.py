"""Assets that turned out to be unusable are remembered until somebody fixes their files; libraries may change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from blender_addon.dataset.layout import DatasetError
from blender_addon.dataset.left_out import LEFT_OUT, LeftOut, leave_out, note_left_out, read_left_out
from blender_addon.library.asset import Asset, Library
from blender_addon.library.opening import listening, opening
from blender_addon.library.recorded import as_recorded, ids_of


def _library(folder: Path, *names: str) -> Library:
    for name in names:
        (folder / name).write_bytes(b"model")
    return Library(products=tuple(Asset(f"model/{name}", "product", folder / name) for name in sorted(names)))


def test_what_is_noted_is_read_until_the_file_is_mended(tmp_path: Path) -> None:
    library = _library(tmp_path, "mug", "sofa")
    mug = library.get("model/mug")
    known = LeftOut(tmp_path, library, ["model/gone"])
    assert known.ids() == {"model/gone"}
    leave_out(tmp_path, mug, "Blender crashed")
    leave_out(tmp_path, mug, "Blender crashed again")
    assert len((tmp_path / LEFT_OUT).read_text().splitlines()) == 1
    assert known.ids() == {"model/gone", "model/mug"}  # noted by somebody else meanwhile
    assert read_left_out(tmp_path, library) == {"model/mug": "Blender crashed"}
    (tmp_path / "mug").write_bytes(b"a better model")
    assert read_left_out(tmp_path, library) == {}
    leave_out(tmp_path, mug, "still broken")
    assert read_left_out(tmp_path, library) == {"model/mug": "still broken"}
    os.utime(tmp_path / "mug", ns=(1, 1))
    assert read_left_out(tmp_path, library) == {}
    (tmp_path / "mug").unlink()
    leave_out(tmp_path, mug, "gone")
    assert read_left_out(tmp_path, library) == {"model/mug": "gone"}


def test_torn_and_foreign_lines_do_no_harm(tmp_path: Path) -> None:
    library = _library(tmp_path, "mug")
    (tmp_path / LEFT_OUT).write_text('{"asset": 3}\n[]\n{"asset": "model/mug", "stamp": ["x"]}\n{"asset": "model/el')
    assert read_left_out(tmp_path, library) == {}
    note_left_out(tmp_path, "model/mug", library.get("model/mug").stamp(), "broken")
    assert read_left_out(tmp_path, library) == {"model/mug": "broken"}


def test_a_note_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="noting an asset that cannot be used"):
        note_left_out(tmp_path / "nowhere", "model/mug", "", "broken")


def test_a_texture_is_mended_when_any_of_its_maps_is(tmp_path: Path) -> None:
    for name in ("colour", "rough"):
        (tmp_path / name).write_bytes(b"x")
    asset = Asset("texture/oak", "texture", tmp_path / "colour", maps={n: tmp_path / n for n in ("colour", "rough")})
    before = asset.stamp()
    assert before == asset.stamp() and len(before.split()) == 2
    (tmp_path / "rough").write_bytes(b"xx")
    assert asset.stamp() != before
    assert Asset("hdri/blender_city", "hdri", None).stamp() == ""


def test_a_library_is_held_to_what_was_recorded(tmp_path: Path) -> None:
    before = _library(tmp_path, "a", "b", "c")
    found = as_recorded(_library(tmp_path, "b", "c", "d"), ids_of(before))
    assert [asset.id for asset in found.library.products] == ["model/a", "model/b", "model/c"]
    assert found.library.get("model/a").path is None and found.library.get("model/b").path == tmp_path / "b"
    assert found.gone["product"] == ("model/a",) and found.all_gone() == {"model/a"}
    assert found.new["product"] == ("model/d",)
    assert as_recorded(before, {}).library == before


def test_whoever_listens_is_told_what_is_being_read(tmp_path: Path) -> None:
    mug = _library(tmp_path, "mug").get("model/mug")
    told: list[tuple[str, bool]] = []
    with listening(lambda asset, begins: told.append((asset.id, begins))):
        with pytest.raises(ValueError, match="broken"), opening(mug):
            raise ValueError("broken")
        with opening(Asset("hdri/blender_city", "hdri", None)):
            pass
    with opening(mug):
        pass
    assert told == [("model/mug", True), ("model/mug", False)]
