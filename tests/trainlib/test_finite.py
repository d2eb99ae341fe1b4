"""A loss that is not a number ends a run before it spoils the weights, and the last good checkpoint stays."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from training import TINY, data_of, trainer_of

from trainlib.callbacks import FiniteCallback, LastCheckpoint
from trainlib.callbacks.finite import IN_A_ROW, TOGETHER, LossError
from trainlib.tasks import Adversary, CutoutTask, Pix2PixRelight


class Spoilt(CutoutTask):
    """A cut-out whose loss is not a number from the fourth batch on."""

    def loss(self, batch: Any) -> Tensor:
        loss = super().loss(batch)
        return loss * torch.nan if self.trainer.global_step >= 3 else loss


def test_a_run_ends_before_the_weights_are_spoilt(dataset: Path, tmp_path: Path) -> None:
    task = Spoilt(TINY)
    callbacks = [LastCheckpoint(tmp_path, "last", save_on_exception=True), FiniteCallback()]
    trainer = trainer_of(max_epochs=5, callbacks=callbacks, enable_checkpointing=True, num_sanity_val_steps=0)
    with pytest.raises(LossError, match=r"in epoch 2 after 3 steps: lower --model.optimisation.lr"):
        trainer.fit(task, data_of(dataset))
    assert all(bool(value.isfinite().all()) for value in task.state_dict().values())
    kept = torch.load(tmp_path / "last.ckpt", weights_only=True)
    assert (kept["epoch"], kept["global_step"]) == (0, 2), "as the first epoch left it"


def test_both_networks_losses_are_looked_at(dataset: Path) -> None:
    task = Pix2PixRelight(network=TINY, adversary=Adversary(width=4, layers=2))
    assert task.discriminator is not None
    with torch.no_grad():
        task.discriminator.layers[0].weight.fill_(torch.inf)  # type: ignore[union-attr, operator]
    with pytest.raises(LossError, match="no longer a finite number"):
        trainer_of(max_epochs=1, callbacks=[FiniteCallback()]).fit(task, data_of(dataset))


def test_scaled_gradients_may_overflow_now_and_then() -> None:
    class Halves:
        precision, current_epoch, global_step = "16-mixed", 0, 0

    watch, wrong, right = FiniteCallback(), torch.tensor(torch.inf), torch.tensor(1.0)
    for loss in [*[wrong] * (IN_A_ROW - 1), right, *[wrong] * (IN_A_ROW - 1)]:
        watch.on_before_backward(Halves(), None, loss)  # type: ignore[arg-type]
    with pytest.raises(LossError):
        watch.on_before_backward(Halves(), None, wrong)  # type: ignore[arg-type]


def test_on_a_gpu_losses_are_looked_at_together() -> None:
    class Full:
        precision, current_epoch, global_step = "bf16-mixed", 0, 0

    watch = FiniteCallback()
    for _ in range(TOGETHER - 1):
        watch.on_before_backward(Full(), None, torch.empty((), device="meta"))  # type: ignore[arg-type]
    assert watch.wrong is not None
    assert watch.wrong.is_meta, "no number was asked for"
    watch.wrong = torch.ones(())
    with pytest.raises(LossError):
        watch.on_validation_start(Full(), None)  # type: ignore[arg-type]
