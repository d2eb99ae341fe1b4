"""Training as tests do it: a few steps on the CPU, nothing written."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from lightning.pytorch import Trainer

from trainlib.data.datamodule import PackshotDataModule
from trainlib.models import NetworkConfig
from trainlib.tasks.base import Task

SMALL = (32, 24, 16, 8, 8)
# The smallest networks that train: one with an encoder, and U-Nets without.
ENCODER = NetworkConfig(encoder="tu-regnetx_002", decoder_channels=SMALL)
TINY = NetworkConfig(architecture="residual_unet", width=4, depth=2)
UNET = replace(TINY, width=8, depth=3)
UNET_WORDS = [f"--model.network.{word}" for word in ("architecture=residual_unet", "width=4", "depth=2")]


def data_of(root: Path) -> PackshotDataModule:
    """Four samples of 64 by 64 at a time, as they were made."""
    return PackshotDataModule(str(root), size=64, batch_size=4, num_workers=0, augment="none")


def trainer_of(**settings: Any) -> Trainer:
    """A trainer that leaves nothing behind."""
    quiet = {
        "accelerator": "cpu",
        "logger": False,
        "enable_checkpointing": False,
        "enable_progress_bar": False,
        "enable_model_summary": False,
    }
    return Trainer(**quiet | settings)


def learn(task: Task, root: Path, steps: int) -> tuple[Trainer, dict[str, float]]:
    """Train on the four training samples and measure on the same."""
    data = data_of(root)
    trainer = trainer_of(max_steps=steps, check_val_every_n_epoch=10**6)
    trainer.fit(task, data)
    data.val_dataloader = data.train_dataloader  # type: ignore[method-assign]
    metrics = trainer.validate(task, datamodule=data, verbose=False)[0]
    return trainer, {key: float(value) for key, value in metrics.items()}
