"""What is on disk is looked at before it is trusted; damaged samples are set aside and made again."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from synthetic import ball_sample

from blender_addon.batch.plan import missing_ids
from blender_addon.dataset.drawn_again import draw_again
from blender_addon.dataset.layout import sample_folder
from blender_addon.dataset.leftovers import sweep
from blender_addon.dataset.wholeness import SET_ASIDE, damaged_samples, sample_faults, set_aside_damaged
from blender_addon.dataset.writer import write_sample

REPO = Path(__file__).resolve().parents[2]


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


def test_a_recipe_is_looked_at_whatever_its_size(tmp_path: Path) -> None:
    root = _root(tmp_path, 2)
    for sample in (0, 1):
        recipe = sample_folder(root, sample) / "recipe.json"
        recipe.write_bytes(b"#" + recipe.read_bytes()[1:])
    (sample_folder(root, 1) / "sample.json").write_text('{"id": 1, "files": {}}')
    assert [fault for _, _, fault in damaged_samples(root)] == [
        "recipe.json has changed since it was written",
        "recipe.json is missing from sample.json",
    ]


SETTING_ASIDE = """
    import sys, time
    from pathlib import Path
    from blender_addon.batch.plan import missing_ids
    from blender_addon.dataset.wholeness import set_aside_damaged
    from blender_addon.dataset.writer import SampleExistsError, write_sample
    root, number = Path(sys.argv[1]), sys.argv[2]
    (root / f"ready-{number}").touch()
    while len(list(root.glob("ready-*"))) < 4:
        time.sleep(0.001)
    told = set_aside_damaged(root)
    for sample in missing_ids(root, 60):
        try:
            write_sample(root, sample, {}, {"id": sample}, {})
        except SampleExistsError:
            pass
    print(len(told))
"""


def test_runs_that_begin_together_set_a_sample_aside_once(tmp_path: Path) -> None:
    for sample in range(60):
        folder = write_sample(tmp_path, sample, {"input.png": b"x"}, {"id": sample}, {})
        (folder / "input.png").unlink()
    command = [sys.executable, "-c", textwrap.dedent(SETTING_ASIDE), str(tmp_path)]
    processes = [subprocess.Popen([*command, str(n)], cwd=REPO, stdout=subprocess.PIPE, text=True) for n in range(4)]
    told = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    assert sum(map(int, told)) == 60
    assert len(list((tmp_path / SET_ASIDE).iterdir())) == 60
    assert missing_ids(tmp_path, 60) == [] and list(damaged_samples(tmp_path)) == []


def test_setting_aside_leaves_no_lock(tmp_path: Path) -> None:
    root = _root(tmp_path, 1)
    (sample_folder(root, 0) / "alpha.png").unlink()
    write_sample(root, 1, {}, {"id": 1, "attempt": 0}, {})
    set_aside_damaged(root)
    draw_again(root, 1)
    sweep(root)
    assert sorted(path.name for path in root.iterdir()) == ["drawn_again.jsonl", "samples", SET_ASIDE]
