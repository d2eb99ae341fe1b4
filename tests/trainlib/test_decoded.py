"""Decoded files are kept, and made again where the files changed."""

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from trainlib.data.cache import ArrayCache
from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.samples import PackshotSamples
from trainlib.data.transforms import Augmentation
from trainlib.records.dataset import open_dataset


@pytest.fixture
def copy(dataset: Path, tmp_path: Path) -> Path:
    """A dataset to break."""
    return shutil.copytree(dataset, tmp_path / "copy", ignore=shutil.ignore_patterns(".cache"))


def test_the_cache_follows_the_checksums(copy: Path, tmp_path: Path) -> None:
    sample = open_dataset(copy).samples[0]
    cache = ArrayCache(tmp_path / "cache")
    samples = PackshotSamples([(sample, cache)], Augmentation((64, 64)))
    first = samples[0]["image"]
    black = np.zeros((64, 64, 3), np.uint8)
    cv2.imwrite(str(sample.folder / "input.png"), black)
    assert torch.equal(samples[0]["image"], first), "without a new checksum the cache stands"
    record = json.loads((sample.folder / "sample.json").read_text())
    record["files"]["input.png"] = "0" * 64
    (sample.folder / "sample.json").write_text(json.dumps(record))
    assert samples[0]["image"].max() == 0
    assert len(list((tmp_path / "cache").glob("000000.images.*"))) == 1, "the outdated entry is gone"


def test_a_cut_short_cache_entry_is_made_anew(dataset: Path, tmp_path: Path) -> None:
    cache = ArrayCache(tmp_path)
    cache.get("a", "b", lambda: np.arange(1000))
    path = next(tmp_path.glob("a.b.npy"))
    path.write_bytes(path.read_bytes()[:200])
    assert cache.get("a", "b", lambda: np.arange(1000)).sum() == 499500


def test_a_run_says_once_where_decoded_files_go_and_keeps_to_its_bound(
    copy: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "trainlib")
    bounded = PackshotDataModule(str(copy), size=64, num_workers=0, batch_size=1, cache_gb=30e-6)
    bounded.setup("fit")
    assert caplog.messages == [
        f"decoded files are kept in {copy / '.cache'}, 3e-05 GB at most; see --data.cache_gb and --data.cache_dir"
    ]
    for batch in bounded.loader("train"):
        assert batch["image"].shape == (1, 3, 64, 64)
    assert 0 < sum(path.stat().st_size for path in (copy / ".cache").iterdir()) <= 31_000
    elsewhere = PackshotDataModule(str(copy), size=64, cache_dir=str(tmp_path / "other"))
    elsewhere.setup("fit")
    assert len(caplog.messages) == 2 and "as large as the dataset or larger" in caplog.messages[1]
    with pytest.raises(ValueError, match=r"data\.cache_gb is -1; it must be from 0 to"):
        PackshotDataModule(str(copy), cache_gb=-1)
