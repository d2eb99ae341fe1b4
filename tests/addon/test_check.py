"""A dataset's files and index, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from synthetic import SIZE, SKIES, ball_sample

from blender_addon.dataset.check import check_dataset
from blender_addon.dataset.header import Asked, close_dataset, open_dataset
from blender_addon.dataset.index import append_index, index_entry
from blender_addon.dataset.writer import write_sample
from blender_addon.library.asset import Asset, Library
from blender_addon.spec import DatasetSpec
from blender_addon.spec_toml import override, spec_to_dict

SPLITS = ("train", "val", "test")
HDRIS = tuple(Asset(s, "hdri", None, "", {}, "Ann", "CC0-1.0", "https://a.example") for s in SKIES.values())
SPARE = Asset("hdri/unused", "hdri", None)


def _asked(library: Library | None = None, version: str = "4.5.15", **values: Any) -> Asked:
    spec = override(
        DatasetSpec(), {"count": 4, "resolution": SIZE} | {k.replace("__", "."): v for k, v in values.items()}
    )
    return Asked(spec_to_dict(spec), library or Library(hdris=(*HDRIS, SPARE)), version)


def _dataset(root: Path, count: int = 4) -> Path:
    open_dataset(root, _asked())
    for i in range(count):
        files, recipe, sample = ball_sample(i, SPLITS[i % 3], f"shape/ball#{i}")
        write_sample(root, i, files, recipe, sample)
        append_index(root, index_entry(recipe))
    close_dataset(root)
    return root


def test_the_quick_check_finds_each_kind_of_damage(tmp_path: Path) -> None:
    root = _dataset(tmp_path)
    assert check_dataset(root).problems == []
    folder = root / "samples/000"
    (folder / "000000" / "alpha.png").write_bytes(b"changed")
    (folder / "000001" / "depth.png").unlink()
    (folder / "000002" / "notes.txt").write_text("hello")
    (folder / "000003" / "sample.json").unlink()
    (folder / ".000009.elsewhere.1.0123abcd").mkdir()
    with (root / "index.jsonl").open("a") as file:
        file.write('{"id": 77}\n{"id": 0')
    assert check_dataset(root).problems[0].startswith("000000: alpha.png has 7 bytes, ")
    report = check_dataset(root)
    assert (report.samples, report.asked) == (3, 4)
    assert report.problems == [
        report.problems[0],
        "000001: depth.png is listed and not there",
        "000002: notes.txt belongs to no sample",
        "samples/000/.000009.elsewhere.1.0123abcd: left by a worker that was ended, or being written now",
        "samples/000/000003: no whole sample of this place",
        "index.jsonl: 1 broken lines",
        "index.jsonl: lists 3, 77, which do not exist",
        "1 sample is missing; generate makes them",
    ]
