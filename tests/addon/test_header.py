"""dataset.json: a dataset started, continued and closed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ball_dataset import HDRIS, SPARE, asked, ball_dataset
from synthetic import SIZE, SKIES
from tiny_images import radiance

from blender_addon.batch.request import Request
from blender_addon.dataset.header import close_dataset, open_dataset, read_header
from blender_addon.dataset.layout import DatasetError
from blender_addon.headless import begin
from blender_addon.library.asset import Asset, Library
from blender_addon.spec import DatasetSpec

CHECKER = Path(__file__).resolve().parents[2].parent / "shared" / "tools" / "check_dataset.py"


@pytest.mark.skipif(not CHECKER.exists(), reason="needs the independent checker beside the repository")
def test_an_independent_reader_finds_nothing_wrong(tmp_path: Path) -> None:
    root = ball_dataset(tmp_path / "set")
    command = [sys.executable, str(CHECKER), str(root), "--expect", "4"]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "4 samples (2 train, 1 val, 1 test)" in checked.stdout
    # And it would have said so: one byte of one picture, and it is not content any more.
    target = root / "samples/000/000001/target.png"
    target.write_bytes(target.read_bytes()[:-1] + b"\x00")
    checked = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert checked.returncode == 1 and "target.png: checksum differs" in checked.stdout


def test_the_header_says_what_the_format_asks_for(tmp_path: Path) -> None:
    header = read_header(ball_dataset(tmp_path))
    assert header["format"] == "packshot" and header["format_version"] == 1
    assert (header["seed"], header["count"], header["resolution"]) == (0, 4, [SIZE, SIZE])
    assert header["spec"]["camera"]["fill"] == [0.15, 0.9]
    assert header["blender_version"] == "4.5.15"
    credits_by_asset = {entry["asset"]: entry for entry in header["credits"]}
    # Nobody for what no sample uses, nor for the built-in shapes.
    assert set(credits_by_asset) == set(SKIES.values())
    expected = {
        "asset": "hdri/blender_forest",
        "author": "Ann",
        "licence": "CC0-1.0",
        "source": "https://a.example",
    }
    assert credits_by_asset["hdri/blender_forest"] == expected


def test_while_samples_are_made_everything_is_credited(tmp_path: Path) -> None:
    open_dataset(tmp_path, asked())
    assert len(read_header(tmp_path)["credits"]) == 4
    ball_dataset(tmp_path)
    assert len(read_header(tmp_path)["credits"]) == 3
    open_dataset(tmp_path, asked(count=9))
    assert len(read_header(tmp_path)["credits"]) == 4 and read_header(tmp_path)["count"] == 9


def test_a_dataset_may_grow_and_not_shrink(tmp_path: Path) -> None:
    open_dataset(tmp_path, asked(count=4))
    assert open_dataset(tmp_path, asked(count=6)) == []
    header = read_header(tmp_path)
    assert header["count"] == 6 and header["spec"]["count"] == 6
    open_dataset(tmp_path, asked(count=2))
    assert read_header(tmp_path)["count"] == 6


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"seed": 5}, "another spec (seed 0 there, 5 asked)"),
        ({"resolution": 64}, "(resolution [48, 48] there, [64, 64] asked)"),
        ({"camera__fill": 0.5}, "(camera.fill [0.15, 0.9] there, [0.5, 0.5] asked)"),
        ({"seed": 5, "name": "x", "camera__fill": 0.5, "resolution": 64}, "and 1 more keys"),
    ],
)
def test_another_spec_is_refused(tmp_path: Path, values: dict[str, Any], message: str) -> None:
    open_dataset(tmp_path, asked())
    before = (tmp_path / "dataset.json").read_bytes()
    with pytest.raises(DatasetError) as caught:
        open_dataset(tmp_path, asked(**values))
    assert message in str(caught.value) and "another --out" in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path)) and "\n" not in str(caught.value)
    assert (tmp_path / "dataset.json").read_bytes() == before


def test_another_library_is_refused_for_it_would_move_assets_between_splits(tmp_path: Path) -> None:
    open_dataset(tmp_path, asked())
    other = (Asset("hdri/other", "hdri", None),)
    with pytest.raises(DatasetError, match=r"started with other hdri assets .1 new, as hdri/other; \d gone, as hdri/"):
        open_dataset(tmp_path, asked(Library(hdris=other)))
    with pytest.raises(DatasetError, match=r"other product assets .1 new, as model/a"):
        open_dataset(tmp_path, asked(Library((Asset("model/a", "product", None),), (*HDRIS, SPARE))))


def test_a_library_may_lose_and_gain_files(tmp_path: Path) -> None:
    """What has gone keeps its place among the splits, and what has come is not used."""
    open_dataset(tmp_path, asked())
    before = read_header(tmp_path)["library"]
    new = Asset("hdri/another", "hdri", None)
    gone, come = open_dataset(tmp_path, asked(Library(hdris=(*HDRIS, new))))
    assert gone == "hdri assets gone since the dataset was started: hdri/unused; samples draw others"
    assert come.startswith("hdri assets that are new, or fixed, since the dataset was started: hdri/another; they are")
    assert read_header(tmp_path)["library"] == before
    assert open_dataset(tmp_path, asked()) == []  # put back


def test_files_that_cannot_be_used_are_noted(tmp_path: Path) -> None:
    folder, out = tmp_path / "hdris", tmp_path / "set"
    folder.mkdir()
    (folder / "good.hdr").write_bytes(radiance())
    (folder / "bad.hdr").write_bytes(b"")
    request = Request(DatasetSpec(), out, hdris=(folder,), blender_version="4.5.15")
    told = f"{folder / 'bad.hdr'}: left out: the file is empty"
    assert begin(request)[0] == told
    assert begin(request)[0] == told and read_header(out)["warnings"][0] == "bad.hdr: left out: the file is empty"
    assert len(read_header(out)["warnings"]) == 2  # and that nobody is credited


@pytest.mark.parametrize(
    ("name", "told"),
    [("notes.txt", "is not a dataset and not empty (notes.txt)"), ("samples/000", "holds samples and no dataset.json")],
)
def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / name).mkdir(parents=True)
    with pytest.raises(DatasetError) as caught:
        open_dataset(tmp_path, asked())
    assert told in str(caught.value) and not (tmp_path / "dataset.json").exists()


def test_another_blender_is_told(tmp_path: Path) -> None:
    open_dataset(tmp_path, asked())
    (warning,) = open_dataset(tmp_path, asked(version="5.2.2"))
    assert "started with Blender 4.5.15, continued with 5.2.2" in warning


def test_what_is_no_dataset_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"no dataset\.json, so no dataset"):
        read_header(tmp_path)
    (tmp_path / "dataset.json").write_text("{")
    with pytest.raises(DatasetError, match="not readable"):
        open_dataset(tmp_path, asked())
    (tmp_path / "dataset.json").write_text('{"format": "coco"}')
    with pytest.raises(DatasetError, match="not a packshot dataset of format 1"):
        open_dataset(tmp_path, asked())
    (tmp_path / "file").write_text("")
    with pytest.raises(DatasetError, match="file: is a file; give a folder as --out"):
        open_dataset(tmp_path / "file", asked())


def test_an_asset_that_nobody_is_credited_for_is_told(tmp_path: Path) -> None:
    ball_dataset(tmp_path)
    header = read_header(tmp_path)
    header["credits"] = header["credits"][1:]
    (tmp_path / "dataset.json").write_text(json.dumps(header))
    with pytest.raises(DatasetError, match="credits nobody for hdri/"):
        close_dataset(tmp_path)
