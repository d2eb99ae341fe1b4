"""How pix2pix steps: gradients are clipped as they are, and gathered over batches."""

import copy
from pathlib import Path
from typing import Any

import lightning
import pytest
import torch
from lightning.pytorch import Callback
from lightning.pytorch.plugins import MixedPrecision
from training import UNET, data_of, trainer_of

from trainlib.data.datamodule import PackshotDataModule
from trainlib.tasks import Adversary, Optimisation, Pix2PixRelight


def task_of(**settings: Any) -> Pix2PixRelight:
    return Pix2PixRelight(**{"network": UNET, "adversary": Adversary(width=8, layers=2)} | settings)


@pytest.mark.parametrize("halves", [False, True])
def test_clipping_counts_gradients_as_they_are(halves: bool, dataset: Path) -> None:
    """Plain descent at rate 1 moves each network by the length that its gradient is cut to, scaled or not."""
    lightning.seed_everything(3, verbose=False)
    plain = Optimisation(algorithm="sgd", momentum=0, lr=1.0, weight_decay=0, schedule="fixed", warmup_steps=0)
    task = task_of(clip=1e-3, optimisation=plain)
    before = [value.detach().clone() for value in task.parameters()]
    scaled = MixedPrecision("16-mixed", "cpu", torch.amp.GradScaler("cpu", init_scale=2.0**10))
    trainer = trainer_of(max_steps=2, limit_val_batches=0, plugins=[scaled] if halves else None)
    trainer.fit(task, data_of(dataset))
    moved = [(new.detach() - old) for new, old in zip(task.parameters(), before, strict=True)]
    count = len(list(task.network.parameters()))
    for part in (moved[:count], moved[count:]):
        assert float(torch.stack([each.norm() for each in part]).norm()) == pytest.approx(1e-3, rel=0.02)


def test_gradients_of_several_batches_are_gathered(dataset: Path) -> None:
    """Two batches of two samples move both networks once, by the mean of their gradients."""
    lightning.seed_everything(3, verbose=False)
    plain = Optimisation(algorithm="sgd", momentum=0, lr=0.1, weight_decay=0, warmup_steps=0, schedule="cosine")
    task = task_of(clip=None, accumulate=2, optimisation=plain)
    seen: list[dict[str, Any]] = []

    class WeightsRecorder(Callback):
        def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int) -> None:
            seen.append({"batch": batch, "weights": copy.deepcopy(pl_module.state_dict())})

    data = PackshotDataModule(str(dataset), size=64, batch_size=2, num_workers=0, augment="none")
    trainer = trainer_of(max_epochs=1, limit_train_batches=3, limit_val_batches=0, callbacks=[WeightsRecorder()])
    trainer.fit(task, data)
    assert trainer.global_step == 4, "two steps of two optimisers: of two batches, and of the last one"
    schedule = task.schedules()[0]
    assert schedule.last_epoch == 2
    assert schedule.get_last_lr()[0] == pytest.approx(0.1 * 0.01), "the cosine has come to its end"
    heads = [each["weights"]["network.network.head.weight"] for each in seen]
    assert torch.equal(heads[0], heads[1])
    gathered = None
    for each in seen[:2]:
        task.load_state_dict(each["weights"])
        total = task.loss(each["batch"]) / 2
        (slope,) = torch.autograd.grad(total, [task.network.network.head.weight])  # type: ignore[union-attr]
        gathered = slope if gathered is None else gathered + slope
    assert gathered is not None
    torch.testing.assert_close(heads[2], heads[0] - 0.1 * gathered, rtol=1e-4, atol=1e-7)
