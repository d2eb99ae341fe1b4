"""Whatever stands in files from outside, trainlib ends in one clear line: datasets, checkpoints, studies."""

from __future__ import annotations

import copy
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trainlib.checkpoints import KEY, CheckpointError, describe_network, load_network
from trainlib.checkpoints.checkpoint_io import WholeCheckpoints
from trainlib.data.records import Records
from trainlib.models import build_network
from trainlib.records.dataset import DatasetError, open_dataset
from trainlib.study.plan import StudyError
from trainlib.study.study_file import SHIPPED, read_study

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from broken_json import PHASES, assert_one_line, changed, files

SOME = settings(
    max_examples=100, phases=PHASES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def root(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = tmp_path_factory.mktemp("set") / "set"
    shutil.copytree(dataset, copied)
    return copied


NAMES = ("dataset.json", "index.jsonl", "recipe.json", "sample.json")


@pytest.mark.parametrize("name", NAMES)
@SOME
@given(data=st.data())
def test_a_dataset_is_read_or_refused(root: Path, name: str, data: st.DataObject) -> None:
    path = next(iter(sorted(root.rglob(name))))
    held = path.read_bytes()
    document = json.loads(held.splitlines()[0] if name.endswith("l") else held)
    path.write_bytes(data.draw(files(document)))
    try:
        for sample in open_dataset(root).samples[:2]:
            records = Records()
            records.measured(sample)
            records.lighting(sample)
    except DatasetError as error:
        assert_one_line(error)
    finally:
        path.write_bytes(held)


@pytest.fixture(scope="module")
def checkpoint() -> dict[str, Any]:
    arguments = {"architecture": "residual_unet", "width": 4, "depth": 1}
    described = describe_network("cutout", "cutout", arguments, ["image"], (32, 32))
    weights = build_network("cutout", arguments).state_dict()
    return {KEY: described, "state_dict": {f"network.{key}": value for key, value in weights.items()}}


@SOME
@given(data=st.data())
def test_a_checkpoint_is_loaded_or_refused(checkpoint: dict[str, Any], tmp_path: Path, data: st.DataObject) -> None:
    whole = {**checkpoint, KEY: copy.deepcopy(checkpoint[KEY])}
    whole[KEY] = data.draw(changed(whole[KEY]))
    path = tmp_path / "any.ckpt"
    torch.save(whole, path)
    try:
        load_network(path)
    except CheckpointError as error:
        assert_one_line(error)


def test_names_that_would_be_downloaded_and_changed_bytes_are_refused(
    checkpoint: dict[str, Any], tmp_path: Path
) -> None:
    for encoder in ("tu-hf-hub:someone/anything", "tu-hf_hub:a/b", "tu-local-dir:/etc", "tu-../x"):
        arguments = {"architecture": "unet", "encoder": encoder}
        torch.save(
            {**checkpoint, KEY: describe_network("cutout", "cutout", arguments, ["image"], (32, 32))}, tmp_path / "a"
        )
        with pytest.raises(CheckpointError, match="expected an encoder's name, no address"):
            load_network(tmp_path / "a")
    path = tmp_path / "good.ckpt"
    torch.save(checkpoint, path)
    load_network(path)
    content = bytearray(path.read_bytes())
    weight = next(iter(checkpoint["state_dict"].values()))
    at = content.find(weight.numpy().tobytes()[:16])
    assert at > 0
    content[at + 5] ^= 1
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="has changed since it was written; take it from a copy, or train again"):
        load_network(path)
    with pytest.raises(OSError, match="damaged"):
        WholeCheckpoints().load_checkpoint(path)


@settings(max_examples=200, deadline=None, phases=PHASES)
@given(content=files(yaml.safe_load((SHIPPED / "size_curve.yaml").read_text())))
def test_a_study_is_read_or_refused(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    try:
        read_study(path).trials()
    except StudyError as error:
        assert_one_line(error)
