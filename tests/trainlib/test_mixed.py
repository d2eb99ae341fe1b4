"""Photos without target, depth and normals beside renders that have them: each teaches what it knows, and no more."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import lightning
import numpy as np
import pytest
import torch
from PIL import Image
from training import TINY, trainer_of

from trainlib.data.contract import HAS_TARGET
from trainlib.data.mixed import MixedDataModule
from trainlib.data.sources import PhotoSource, RenderSource
from trainlib.tasks import CutoutTask, MultiTaskRelight, Pix2PixRelight, RelightTask
from trainlib.training.compatibility import connect


@pytest.fixture
def photos(tmp_path: Path) -> PhotoSource:
    """Six grey photos with a disc cut out."""
    for number in range(6):
        alpha = np.zeros((64, 64), np.uint8)
        cv2.circle(alpha, (32, 32), 10 + number, 255, -1)
        for folder, image in (("photos", np.dstack([alpha // 2 + 60] * 3)), ("cutouts", alpha)):
            (tmp_path / folder).mkdir(exist_ok=True)
            Image.fromarray(image).save(tmp_path / folder / f"{number}.png")
    return PhotoSource(str(tmp_path / "photos"), str(tmp_path / "cutouts"))


def mixture(dataset: Path, photos: PhotoSource) -> MixedDataModule:
    sources = [RenderSource(str(dataset)), photos]
    cache = str(Path(photos.photos).parent / "cache")
    return MixedDataModule(sources, size=64, batch_size=8, num_workers=0, augment="none", cache_dir=cache, epoch=8)


def batch_for(task: Any, data: MixedDataModule) -> dict[str, Any]:
    """A training batch as the task gets it, after an epoch of training and its validation."""
    trainer = trainer_of(max_epochs=1, num_sanity_val_steps=0, default_root_dir=data.cache_dir)
    connect(task, data)
    trainer.fit(task, data)
    assert all(value == value for value in trainer.callback_metrics.values()), "no metric is of a blank"
    batch: dict[str, Any] = data.on_after_batch_transfer(next(iter(data.train_dataloader())), 0)
    assert 0 < int(batch[HAS_TARGET].sum()) < 8
    assert {float(batch[key].max()) <= 1 for key in ("image", "target", "alpha")} == {True}
    return batch


def rows_of(batch: dict[str, Any], rows: torch.Tensor) -> dict[str, Any]:
    places = rows.nonzero().flatten().tolist()
    return {key: [each[n] for n in places] if isinstance(each, list) else each[rows] for key, each in batch.items()}


def test_photos_teach_alpha_and_renders_all(dataset: Path, photos: PhotoSource) -> None:
    lightning.seed_everything(4, verbose=False)
    task = MultiTaskRelight(network=TINY, matte_loss={"bce": 1.0}, loss={"mse": 1.0})
    batch = batch_for(task, mixture(dataset, photos))
    task.eval()
    known = batch[HAS_TARGET]
    together, renders = task.losses(batch), task.losses(rows_of(batch, known))
    alone = task.losses(rows_of(batch, ~known))
    for name in ("image", "depth", "normal"):
        torch.testing.assert_close(together[name], renders[name], msg=name)
    assert set(alone) == {"alpha"}
    share = float(known.float().mean())
    torch.testing.assert_close(together["alpha"], share * renders["alpha"] + (1 - share) * alone["alpha"])
    assert float(alone["alpha"].detach()) > 0
    task.loss(rows_of(batch, ~known)).backward()  # type: ignore[no-untyped-call]

    # Metrics are of those that have a target: the others' are not a number, which no mean counts.
    measured = task.measure(batch)
    for name in ("mse", "psnr", "ssim", "delta_e"):
        assert measured[name].isnan().tolist() == (~known).tolist(), name
    for name in ("depth_error", "normal_degrees"):
        assert bool(measured[name][~known].isnan().all()), name
    assert not measured["alpha_dice"].isnan().any()


def test_photos_alone_move_no_weight_of_what_they_cannot_teach(dataset: Path, photos: PhotoSource) -> None:
    """A loss of 0 for want of a target would tell the learnt weights that a task is certain."""
    lightning.seed_everything(4, verbose=False)
    task = MultiTaskRelight(network=TINY, weighing="learned")
    batch = batch_for(task, mixture(dataset, photos))
    assert task.balance is not None
    task.zero_grad()
    task.eval()
    task.loss(rows_of(batch, ~batch[HAS_TARGET])).backward()  # type: ignore[no-untyped-call]
    slopes = {name: float(s.grad) for name, s in task.balance.log_variances.items()}  # type: ignore[arg-type]
    assert slopes["alpha"] != 0
    assert [slopes[name] for name in ("image", "depth", "normal")] == [0, 0, 0]
    none = MultiTaskRelight(network=TINY, tasks={"depth": 1.0}, weighing="learned")
    lost = none.loss(rows_of(batch, ~batch[HAS_TARGET]))
    assert float(lost.detach()) == 0
    lost.backward()  # type: ignore[no-untyped-call]


def test_a_relight_takes_mattes_of_photos(dataset: Path, photos: PhotoSource) -> None:
    lightning.seed_everything(4, verbose=False)
    task = RelightTask(TINY, loss={"mse": 1.0}, matte_loss={})
    batch = batch_for(task, mixture(dataset, photos))
    assert set(batch) == {"image", "alpha", "target", HAS_TARGET, "id", "split"}
    task.eval()
    torch.testing.assert_close(task.loss(batch), task.loss(rows_of(batch, batch[HAS_TARGET])))


def test_what_cannot_do_without_is_refused(dataset: Path, photos: PhotoSource) -> None:
    data = mixture(dataset, photos)
    connect(CutoutTask(TINY), data)
    connect(RelightTask(TINY), data)
    with pytest.raises(ValueError, match="RelightTask needs depth"):
        connect(RelightTask(replace(TINY, inputs=("image", "depth"))), data)
    with pytest.raises(ValueError, match="Pix2PixRelight needs target"):
        connect(Pix2PixRelight(network=TINY), data)
    with pytest.raises(ValueError, match="RelightTask needs target"):
        connect(RelightTask(TINY), MixedDataModule([photos]))
