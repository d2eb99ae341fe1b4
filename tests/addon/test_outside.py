"""Whatever stands in files from outside, a command ends in one clear line: specs, datasets, the list of assets."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ball_dataset import asked, ball_dataset
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blender_addon.cluster.status import read_status, status_lines
from blender_addon.dataset.check import check_dataset
from blender_addon.dataset.header import close_dataset, open_dataset
from blender_addon.dataset.header_warnings import note_warnings
from blender_addon.dataset.index import rebuild_index
from blender_addon.dataset.layout import DatasetError
from blender_addon.dataset.left_out import read_left_out
from blender_addon.dataset.leftovers import sweep
from blender_addon.dataset.rejections import count_rejections, rejection_table, repair_rejections
from blender_addon.dataset.wholeness import damaged_samples
from blender_addon.library.asset import Library
from blender_addon.library.credits import LibraryError
from blender_addon.library.online.manifest import MANIFEST, read_manifest
from blender_addon.spec import DatasetSpec
from blender_addon.spec_toml import SpecError, load_spec, spec_from_dict, spec_to_dict

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from broken_json import PHASES, VALUES, assert_one_line, changed, files

SPEC = spec_to_dict(DatasetSpec())
MANY = settings(max_examples=1000, deadline=None, phases=PHASES)
SOME = settings(
    max_examples=150, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PLAIN = json.loads(MANIFEST.read_bytes())


@MANY
@given(changed(SPEC) | st.dictionaries(st.sampled_from(sorted(SPEC)) | st.text(max_size=6), VALUES, max_size=4))
def test_a_spec_is_taken_or_refused(values: dict[str, Any]) -> None:
    try:
        spec = spec_from_dict(values)
    except SpecError as error:
        assert_one_line(error)
    else:
        assert spec_from_dict(spec_to_dict(spec)) == spec


@MANY
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_a_file_is_a_spec_or_refused(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    with contextlib.suppress(SpecError):
        load_spec(str(path))
    try:
        load_spec(str(path))
    except SpecError as error:
        assert_one_line(error)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = ball_dataset(tmp_path_factory.mktemp("set") / "set", 2)
    note_warnings(root, ["a file was left out"])
    return root


def everything(root: Path) -> None:
    """All that reads a dataset's own files, each to its end or to its one line."""
    for step in (
        lambda: check_dataset(root, deep=True),
        lambda: status_lines(read_status(root)),
        lambda: open_dataset(root, asked()),
        lambda: note_warnings(root, ["another"]),
        lambda: list(damaged_samples(root)),
        lambda: rejection_table(count_rejections(root)),
        lambda: repair_rejections(root),
        lambda: read_left_out(root, Library()),
        lambda: rebuild_index(root),
        lambda: close_dataset(root),
        lambda: sweep(root),
    ):
        try:
            found: Any = step()
        except DatasetError as error:
            assert_one_line(error)
        else:
            for text in getattr(found, "problems", found if isinstance(found, list) else []):
                assert isinstance(text, (str, tuple, Path)) and (not isinstance(text, str) or text.isprintable()), text


def _with(root: Path, name: str, content: bytes, look: Callable[[Path], None]) -> None:
    """Look at the dataset with another content of one file, and put it back as it was."""
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    (root / name).write_bytes(content)
    try:
        look(root)
    finally:
        for path in [path for path in root.rglob("*") if path.is_file() and path not in before]:
            path.unlink()
        for path, held in before.items():
            path.write_bytes(held)


SAMPLE = "samples/000/000001"


@pytest.mark.parametrize("name", ["dataset.json", f"{SAMPLE}/recipe.json", f"{SAMPLE}/sample.json"])
@SOME
@given(data=st.data())
def test_json_of_a_dataset(root: Path, name: str, data: st.DataObject) -> None:
    content = data.draw(files(json.loads((root / name).read_bytes())))
    _with(root, name, content, everything)


LINES = {
    "index.jsonl": {"id": 1, "split": "val", "product": "shape/ball#1", "category": "ball", "path": SAMPLE},
    "rejected.jsonl": {"id": 1, "attempt": 0, "product": "a", "keys": ["dark"], "reason": "dark"},
    "left_out.jsonl": {"asset": "a", "stamp": "1:2", "reason": "broken"},
    "given_up.jsonl": {"id": 1, "reason": "x"},
}


@pytest.mark.parametrize("name", LINES)
@SOME
@given(data=st.data())
def test_lines_of_a_dataset(root: Path, name: str, data: st.DataObject) -> None:
    lines = data.draw(st.lists(files(LINES[name]), max_size=3))
    _with(root, name, b"\n".join(lines), everything)


@settings(max_examples=300, deadline=None, phases=PHASES)
@given(content=files({**PLAIN, "assets": PLAIN["assets"][:3]}))
def test_a_list_of_assets_is_taken_or_refused(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "manifest.json"
    path.write_bytes(content)
    try:
        read_manifest(path)
    except LibraryError as error:
        assert_one_line(error)
