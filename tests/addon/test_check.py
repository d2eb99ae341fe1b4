"""A dataset's files and index, checked."""

from __future__ import annotations

import json
from pathlib import Path

from ball_dataset import ball_dataset

from blender_addon.dataset.check import check_dataset
from blender_addon.dataset.index import agrees, index_entry


def test_the_quick_check_finds_each_kind_of_damage(tmp_path: Path) -> None:
    root = ball_dataset(tmp_path)
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


def test_samples_of_another_kind_are_told(tmp_path: Path) -> None:
    root = ball_dataset(tmp_path, 1)
    header = json.loads((root / "dataset.json").read_text())
    (root / "dataset.json").write_text(json.dumps({**header, "count": 1, "kind": "cutout"}))
    told = "belongs to another kind of sample than dataset.json says"
    assert check_dataset(root).problems == [f"000000: shadow.png {told}", f"000000: target.png {told}"]


def test_numbers_that_tell_a_sample_stand_in_the_index() -> None:
    product = {"asset": "shape/glowball#3.0", "category": "glowing ball"}
    recipe = {"id": 3, "split": "val", "product": product, "scene": {"red": 0.5, "x_m": -0.25}}
    line = index_entry(recipe)
    assert line["scene"] == {"red": 0.5, "x_m": -0.25}
    older = {key: value for key, value in line.items() if key != "scene"}
    assert agrees(line, line) and agrees(older, line)
    assert not agrees(line | {"scene": {"red": 0.5, "x_m": 0.25}}, line)
    assert not agrees(older | {"split": "train"}, line)
    del recipe["scene"]
    assert index_entry(recipe) == older
    assert not agrees(line, older)
