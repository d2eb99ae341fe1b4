"""Datasets of cut-outs, rooms without target and shadow: they teach cut-outs, and tell whoever asks for more."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from fixture_dataset import make_dataset
from test_data_develop import load_reader
from training import TINY, data_of, trainer_of

from trainlib.data.contract import HAS_TARGET
from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.mixed import MixedDataModule
from trainlib.data.sources import RenderSource
from trainlib.doctor.findings import PROBLEM
from trainlib.doctor.one_sample import examine
from trainlib.records.dataset import DatasetError, open_dataset
from trainlib.tasks import CutoutTask, MultiTaskRelight, RelightTask
from trainlib.training.compatibility import connect

STUDIO = ("target.png", "shadow.png", "light_studio.exr")


def as_cutouts(root: Path) -> Path:
    """Take the studio out of a dataset."""
    header = json.loads((root / "dataset.json").read_text())
    (root / "dataset.json").write_text(json.dumps({**header, "kind": "cutout"}))
    for folder in (root / "samples/000").iterdir():
        for name in STUDIO:
            (folder / name).unlink()
        recipe, record = (json.loads((folder / name).read_text()) for name in ("recipe.json", "sample.json"))
        del recipe["studio_gains"], recipe["develop"]["studio"]
        (folder / "recipe.json").write_text(json.dumps(recipe))
        record["files"] = {name: digest for name, digest in record["files"].items() if name not in STUDIO}
        del record["files"]["recipe.json"]  # its checksum is another now; the format lets it go without one here
        (folder / "sample.json").write_text(json.dumps(record))
    return root


@pytest.fixture
def cutouts(tmp_path: Path) -> Path:
    return as_cutouts(make_dataset(tmp_path / "cutouts", count=12, seed=5))


def test_a_batch_has_all_but_the_studio(cutouts: Path) -> None:
    data = PackshotDataModule(str(cutouts), size=64, batch_size=4, num_workers=0, augment="light", relight=1.0)
    assert data.offer().keys == {"image", "alpha", "normal", "depth", "depth_range"}
    data.setup("fit")
    batch = next(iter(data.train_dataloader()))
    assert set(batch) == {*data.offer().keys, "id", "split"}
    assert batch["image"].shape == (4, 3, 64, 64)


def test_the_same_images_as_with_a_studio(tmp_path: Path) -> None:
    whole = make_dataset(tmp_path / "whole", count=6, seed=5)
    bare = as_cutouts(shutil.copytree(whole, tmp_path / "bare"))
    batches = []
    for root in (whole, bare, bare):  # decoded, and out of the cache
        data = data_of(root)
        data.setup("validate")
        batches.append(next(iter(data.val_dataloader())))
    for batch in batches[1:]:
        for key in ("image", "alpha", "normal", "depth"):
            assert torch.equal(batch[key], batches[0][key]), key


def test_they_teach_cutouts_and_no_relighting(cutouts: Path) -> None:
    trainer = trainer_of(max_epochs=1, num_sanity_val_steps=0)
    trainer.fit(CutoutTask(TINY), data_of(cutouts))
    assert trainer.global_step > 0
    with pytest.raises(ValueError, match="RelightTask needs target, which PackshotDataModule does not give"):
        connect(RelightTask(TINY), data_of(cutouts))


def test_beside_packshots_they_teach_alpha(cutouts: Path, dataset: Path, tmp_path: Path) -> None:
    sources = [RenderSource(str(dataset)), RenderSource(str(cutouts))]
    data = MixedDataModule(
        sources, size=64, batch_size=8, num_workers=0, augment="none", cache_dir=str(tmp_path), epoch=8
    )
    assert "target" not in data.offer().keys and "target" in data.offer().partly
    task = MultiTaskRelight(network=TINY, matte_loss={"bce": 1.0}, loss={"mse": 1.0})
    connect(task, data)
    trainer_of(max_epochs=1, num_sanity_val_steps=0, default_root_dir=str(tmp_path)).fit(task, data)
    known = torch.cat([batch[HAS_TARGET] for _ in range(3) for batch in data.train_dataloader()])
    assert 0 < int(known.sum()) < len(known)
    joined = PackshotDataModule([str(dataset), str(cutouts)], size=64, batch_size=8, num_workers=0)
    assert "target" not in joined.offer().keys
    joined.setup("fit")
    assert len(next(iter(joined.train_dataloader()))["image"]) == 8


def test_the_doctor_takes_them(cutouts: Path) -> None:
    samples = [examine(sample, (64, 64)) for sample in open_dataset(cutouts).samples]
    texts = [finding.text for one in samples for finding in one.findings if finding.level == PROBLEM]
    assert texts == []
    folder = samples[0].sample.folder
    (folder / "alpha.png").unlink()
    assert any("alpha.png" in finding.text for finding in examine(samples[0].sample, (64, 64)).findings)


def test_the_independent_reader_takes_the_fixture(shared: Path, cutouts: Path) -> None:
    problems = load_reader(shared).check_dataset(cutouts, 12)[3]
    assert [text for text in problems if "no checksum" not in text] == []


def test_a_packshot_without_its_target_is_no_cutout(dataset: Path, tmp_path: Path) -> None:
    root = shutil.copytree(dataset, tmp_path / "broken", ignore=shutil.ignore_patterns(".cache"))
    (root / "samples/000/000000/target.png").unlink()
    findings = examine(open_dataset(root).samples[0], (64, 64)).findings
    assert any("target.png" in finding.text and finding.level == PROBLEM for finding in findings)
    header = json.loads((root / "dataset.json").read_text())
    (root / "dataset.json").write_text(json.dumps({**header, "kind": "ball"}))
    with pytest.raises(DatasetError, match="samples of kind 'ball'; this reads packshot, cutout"):
        open_dataset(root)
