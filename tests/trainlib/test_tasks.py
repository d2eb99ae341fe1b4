"""Both tasks learn: a tiny set by heart, through the real trainer."""

from dataclasses import replace
from pathlib import Path

import lightning
import pytest
import torch
from lightning.pytorch import Trainer
from training import ENCODER, TINY, UNET, learn

from trainlib.checkpoints import load_network
from trainlib.data.datamodule import PackshotDataModule
from trainlib.models import NetworkConfig
from trainlib.tasks import CutoutTask, Optimisation, RelightTask
from trainlib.tasks.base import Task


def test_cutout_learns_a_tiny_set_by_heart(by_heart: Path, tmp_path: Path) -> None:
    lightning.seed_everything(1, verbose=False)
    task = CutoutTask(ENCODER, optimisation=Optimisation(lr=3e-3))
    trainer, metrics = learn(task, by_heart, 60)
    assert metrics["val/dice"] > 0.95
    assert metrics["val/iou"] == pytest.approx(metrics["val/dice"] / (2 - metrics["val/dice"]), abs=0.01)
    assert metrics["val/mae"] < 0.1
    check_round_trip(trainer, task, tmp_path / "cutout.ckpt")


@pytest.mark.parametrize(
    ("network", "steps"), [(ENCODER, 80), (replace(UNET, inputs=("image", "alpha", "depth", "normal")), 150)]
)
def test_relight_learns_a_tiny_set_by_heart(by_heart: Path, tmp_path: Path, network: NetworkConfig, steps: int) -> None:
    lightning.seed_everything(1, verbose=False)
    task = RelightTask(network, optimisation=Optimisation(lr=5e-3))
    trainer, metrics = learn(task, by_heart, steps)
    assert metrics["val/mse"] < 0.004
    assert metrics["val/psnr"] > 24
    assert metrics["val/ssim"] > 0.85
    check_round_trip(trainer, task, tmp_path / "relight.ckpt")


def check_round_trip(trainer: Trainer, task: Task, path: Path) -> None:
    """A checkpoint as the trainer writes it gives the same network back, by data alone."""
    trainer.save_checkpoint(path)
    loaded = load_network(path, task.name)
    assert loaded.size == (64, 64)
    assert loaded.inputs == task.inputs
    stack = torch.rand(2, sum({"image": 3, "alpha": 1, "depth": 1, "normal": 3}[name] for name in task.inputs), 64, 64)
    task.eval()
    with torch.no_grad():
        torch.testing.assert_close(loaded.module(stack), task(stack), atol=1e-5, rtol=1e-4)


def test_hue_jitter_is_no_data_for_relighting(dataset: Path) -> None:
    data = PackshotDataModule(str(dataset), size=64, augment="strong")
    with pytest.raises(ValueError, match="changes hues"):
        RelightTask(TINY).accept(data.offer())
    CutoutTask(TINY).accept(data.offer())
