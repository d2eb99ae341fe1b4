"""What a batch holds."""

from pathlib import Path

import numpy as np
import pytest
import torch

from trainlib.data.cache import ArrayCache
from trainlib.data.device import collate, convert_batch
from trainlib.data.layers import read_image
from trainlib.data.samples import PackshotSamples
from trainlib.data.transforms import Augmentation
from trainlib.records.dataset import open_dataset


def test_a_batch_holds_what_the_files_hold(dataset: Path, tmp_path: Path) -> None:
    sample = open_dataset(dataset).samples[0]
    found = PackshotSamples([(sample, ArrayCache(tmp_path))], Augmentation((64, 64)))[0]
    kinds = {name: value.dtype for name, value in found.items() if isinstance(value, torch.Tensor)}
    floats = {"depth", "depth_range"}
    assert {name for name, kind in kinds.items() if kind != torch.uint8} == floats, "bytes travel as bytes"
    item = {name: value[0] for name, value in convert_batch(collate([found])).items()}
    shapes = {name: tuple(value.shape) for name, value in item.items() if isinstance(value, torch.Tensor)}
    assert shapes == {
        "image": (3, 64, 64),
        "target": (3, 64, 64),
        "normal": (3, 64, 64),
        "alpha": (1, 64, 64),
        "shadow": (1, 64, 64),
        "depth": (1, 64, 64),
        "depth_range": (2,),
    }
    assert item["depth_range"].tolist() == [1.0, 5.0]
    stored = read_image(sample.folder / "input.png")
    np.testing.assert_allclose(item["image"].permute(1, 2, 0).numpy(), stored / 255, atol=1e-6)
    assert item["depth"][0, 0, 0] == pytest.approx((4.0 - 1.0) / (5.0 - 1.0), abs=1e-4)  # the wall, at 4 m
    assert item["normal"][:, 0, 0].tolist() == pytest.approx([0, 0, 1], abs=0.01)  # faces the camera
    assert item["alpha"].max() == 1
    assert (item["id"], item["split"]) == (f"{dataset.name}/000000", "train")
