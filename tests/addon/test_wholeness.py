"""What is on disk is looked at before it is trusted; damaged samples are set aside and made again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from synthetic import ball_sample

from blender_addon.batch.plan import missing_ids
from blender_addon.dataset.layout import sample_folder
from blender_addon.dataset.wholeness import SET_ASIDE, damaged_samples, sample_faults, set_aside_damaged
from blender_addon.dataset.writer import write_sample


def _root(root: Path, count: int = 4) -> Path:
    for sample in range(count):
        write_sample(root, sample, *ball_sample(sample, "train", f"shape/ball#{sample}"))
    return root


def test_sizes_tell_a_cut_file_and_checksums_a_changed_one(tmp_path: Path) -> None:
    folder = sample_folder(_root(tmp_path, 1), 0)
    assert list(sample_faults(0, folder, deep=True)) == []
    data = (folder / "target.png").read_bytes()
    assert json.loads((folder / "sample.json").read_text())["sizes"]["target.png"] == len(data)
    (folder / "target.png").write_bytes(data[:-1])
    assert list(sample_faults(0, folder)) == [f"target.png has {len(data) - 1} bytes, {len(data)} were written"]
    (folder / "target.png").write_bytes(data[:-1] + b"x")
    assert list(sample_faults(0, folder)) == []
    assert list(sample_faults(0, folder, deep=True)) == ["target.png has changed since it was written"]
    (folder / "target.png").unlink()
    assert list(sample_faults(0, folder)) == ["target.png is listed and not there"]


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = sample_folder(_root(tmp_path, 1), 0)
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "alpha.png":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert list(sample_faults(0, folder, deep=True)) == ["alpha.png cannot be read (Permission denied)"]


def test_damaged_samples_are_set_aside_and_missing_then(tmp_path: Path) -> None:
    root = _root(tmp_path)
    (sample_folder(root, 0) / "alpha.png").unlink()
    (sample_folder(root, 1) / "sample.json").unlink()  # no later run could write there
    (sample_folder(root, 2) / "sample.json").write_text('{"files": [3]}')
    (root / "samples/000/notes").mkdir()
    assert [sample for sample, _, _ in damaged_samples(root)] == [0, 1, 2]
    told = set_aside_damaged(root)
    assert told[0] == (f"sample 0 is damaged (alpha.png is listed and not there): set aside as {SET_ASIDE}/000000")
    assert missing_ids(root, 4) == [0, 1, 2] and not sample_folder(root, 1).exists()
    write_sample(root, 0, *ball_sample(0, "train", "shape/ball#0"))
    (sample_folder(root, 0) / "input.png").write_bytes(b"")
    assert set_aside_damaged(root)[0].endswith(f"{SET_ASIDE}/000000.1")
    assert sorted(path.name for path in (root / SET_ASIDE).iterdir()) == ["000000", "000000.1", "000001", "000002"]
    assert set_aside_damaged(root) == []
