"""Samples and the index on a real disk, with real processes that are really killed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from blender_addon.dataset.index import append_index, index_entry, read_index, rebuild_index
from blender_addon.dataset.layout import DatasetError, sample_folder, sample_folders, sample_path
from blender_addon.dataset.leftovers import sweep
from blender_addon.dataset.writer import SampleExistsError, write_sample

REPO = Path(__file__).resolve().parents[2]


def _recipe(sample_id: int, split: str = "train") -> dict[str, object]:
    return {"id": sample_id, "split": split, "product": {"asset": "model/sofa", "category": "sofa"}}


def _start(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, text=True)


def test_layout() -> None:
    assert sample_path(17) == "samples/000/000017"
    assert sample_path(1_234_567) == "samples/1234/1234567"


def test_a_sample_lies_where_it_should_with_its_checksums(tmp_path: Path) -> None:
    folder = write_sample(tmp_path, 1017, {"input.png": b"abc"}, _recipe(1017), {"attempts": 2})
    assert folder == tmp_path / "samples/001/001017"
    assert {p.name for p in folder.iterdir()} == {"input.png", "recipe.json", "sample.json"}
    sample = json.loads((folder / "sample.json").read_text())
    assert sample["id"] == 1017 and sample["attempts"] == 2
    # sha256("abc") from FIPS 180-2, appendix B.1
    assert sample["files"]["input.png"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sample["files"]["recipe.json"] == hashlib.sha256((folder / "recipe.json").read_bytes()).hexdigest()
    assert list(folder.parent.iterdir()) == [folder]
    assert list(sample_folders(tmp_path)) == [(1017, folder)]


def test_a_sample_is_never_overwritten(tmp_path: Path) -> None:
    folder = write_sample(tmp_path, 3, {"input.png": b"first"}, _recipe(3), {})
    with pytest.raises(SampleExistsError, match="not overwritten"):
        write_sample(tmp_path, 3, {"input.png": b"second"}, _recipe(3), {})
    assert (folder / "input.png").read_bytes() == b"first"
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("name", ["../x.png", "a/b.png", "a\\b.png", ".hidden", "sample.json", "recipe.json"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no names of files"):
        write_sample(tmp_path, 3, {name: b""}, _recipe(3), {})
    assert list(tmp_path.iterdir()) == []


def test_numbers_that_json_lacks_and_wrong_ids_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_sample(tmp_path, 3, {}, _recipe(3), {"checks": {"coverage": float("nan")}})
    with pytest.raises(ValueError, match="id 4 given for sample 3"):
        write_sample(tmp_path, 3, {}, _recipe(4), {})
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_and_says_so(tmp_path: Path) -> None:
    code = """
        import resource, signal, sys
        from pathlib import Path
        from blender_addon.dataset.layout import DatasetError
        from blender_addon.dataset.writer import write_sample
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        recipe = {"id": 5, "split": "train", "product": {"asset": "a", "category": "a"}}
        try:
            write_sample(Path(sys.argv[1]), 5, {"a.png": b"x" * 900, "b.png": b"x" * 2000}, recipe, {})
        except DatasetError as error:
            print(error)
    """
    process = _start(code, tmp_path)
    output, _ = process.communicate(timeout=60)
    assert output.startswith(f"{tmp_path}: writing sample 5: ")
    assert output.count("\n") == 1
    assert list(sample_folders(tmp_path)) == []
    assert list((tmp_path / "samples/000").iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_no_space_left_is_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "index.jsonl").symlink_to("/dev/full")
    with pytest.raises(DatasetError, match="the disk is full: free some space and run the same command again"):
        append_index(tmp_path, index_entry(_recipe(1)))


@pytest.mark.skipif(os.name != "posix", reason="kills with signals")
def test_sigkill_while_writing_leaves_no_half_sample(tmp_path: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from blender_addon.dataset.writer import write_sample
        for i in range(100000):
            recipe = {"id": i, "split": "train", "product": {"asset": "a", "category": "a"}}
            write_sample(Path(sys.argv[1]), i, {f"{n}.png": b"x" * 50000 for n in range(12)}, recipe, {})
    """
    drafts = 0
    for turn in range(6):
        root = tmp_path / str(turn)
        process = _start(code, root)
        deadline = time.monotonic() + 60
        # Strike while a draft is open, which is nearly always.
        while not list((root / "samples").glob("*/.*/5.png")) and time.monotonic() < deadline:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for _, folder in sample_folders(root):
            files = json.loads((folder / "sample.json").read_text())["files"]
            assert len(files) == 13
            for name, digest in files.items():
                assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        visible = [p for p in (root / "samples").glob("*/*") if not p.name.startswith(".")]
        assert len(visible) == len(list(sample_folders(root)))
        left = list((root / "samples").glob("*/.*"))
        drafts += len(left)
        assert sweep(root) == left
        assert not list((root / "samples").glob("*/.*"))
    assert drafts >= 1


def test_appends_of_four_processes_all_arrive_whole(tmp_path: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from blender_addon.dataset.index import append_index
        for i in range(int(sys.argv[2]), 400, 4):
            for _ in range(2):  # and said twice, they count once
                append_index(Path(sys.argv[1]), {"id": i, "split": "train", "product": "é" * (i % 50)})
    """
    processes = [_start(code, tmp_path, worker) for worker in range(4)]
    assert [p.wait(timeout=120) for p in processes] == [0, 0, 0, 0]
    entries, torn = read_index(tmp_path)
    assert torn == 0
    assert sorted(e["id"] for e in entries) == list(range(400))
    assert all(e["product"] == "é" * (e["id"] % 50) for e in entries)


def test_a_torn_line_is_healed(tmp_path: Path) -> None:
    for i in range(3):
        write_sample(tmp_path, i, {}, _recipe(i), {})
    append_index(tmp_path, index_entry(_recipe(0)))
    with (tmp_path / "index.jsonl").open("a") as file:
        file.write('{"id": 1, "spl')
    append_index(tmp_path, index_entry(_recipe(2)))
    entries, torn = read_index(tmp_path)
    assert [e["id"] for e in entries] == [0, 2] and torn == 1
    assert rebuild_index(tmp_path) == 3
    entries, torn = read_index(tmp_path)
    assert [e["id"] for e in entries] == [0, 1, 2] and torn == 0
    assert entries[1] == {
        "id": 1,
        "split": "train",
        "product": "model/sofa",
        "category": "sofa",
        "path": "samples/000/000001",
    }


def test_a_rebuild_names_a_broken_recipe(tmp_path: Path) -> None:
    folder = write_sample(tmp_path, 7, {}, _recipe(7), {})
    (folder / "recipe.json").write_text("{")
    with pytest.raises(DatasetError, match=r"000007/recipe\.json: not readable .*delete the folder 000007"):
        rebuild_index(tmp_path)


def test_an_unfinished_folder_is_no_sample(tmp_path: Path) -> None:
    sample_folder(tmp_path, 1).mkdir(parents=True)
    (tmp_path / "samples" / "000" / "notes").mkdir()
    (tmp_path / "samples" / "001" / "000002").mkdir(parents=True)
    assert list(sample_folders(tmp_path)) == []
