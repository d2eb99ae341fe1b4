"""pix2pix: both networks move, each by its own loss, and the adversarial term reaches the generator."""

import copy
from pathlib import Path
from typing import Any

import lightning
import pytest
import torch
from lightning.pytorch import Callback
from training import UNET, data_of, learn, trainer_of

from trainlib.checkpoints import load_network
from trainlib.data.device import convert_batch
from trainlib.tasks import Adversary, Optimisation, Pix2PixRelight


def task_of(**settings: Any) -> Pix2PixRelight:
    return Pix2PixRelight(**{"network": UNET, "adversary": Adversary(width=8, layers=2)} | settings)


def batch_of(root: Path) -> dict[str, Any]:
    data = data_of(root)
    data.setup("fit")
    batch = convert_batch(next(iter(data.train_dataloader())))
    return batch


def test_the_adversarial_term_reaches_the_generator_and_only_it(dataset: Path) -> None:
    lightning.seed_everything(3, verbose=False)
    task = task_of()
    batch = batch_of(dataset)
    losses, layers = task.losses(batch)
    assert losses["adversarial"].requires_grad
    weights = list(task.network.parameters())
    gradients = torch.autograd.grad(losses["adversarial"], weights, retain_graph=True)
    assert sum(float(gradient.abs().sum()) for gradient in gradients) > 1e-6
    # Against finite differences, along the gradient: it is the slope of that very term.
    length = sum(float((g**2).sum()) for g in gradients)
    before = float(losses["adversarial"].detach())
    step = 1e-3 / length**0.5
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients, strict=True):
            weight += step * gradient
    after = float(task.losses(batch)[0]["adversarial"].detach())
    assert after - before == pytest.approx(step * length, rel=0.2)

    # The discriminator's loss has no slope in the generator.
    loss = task.discriminator_loss(batch, layers.compose())
    blind = torch.autograd.grad(loss, weights, allow_unused=True, retain_graph=True)
    assert all(gradient is None for gradient in blind)
    assert task.discriminator is not None
    own = torch.autograd.grad(loss, list(task.discriminator.parameters()))
    assert all(gradient.abs().sum() > 0 for gradient in own[-2:])


class Watch(Callback):
    """Keeps both networks' weights before and after each batch."""

    def __init__(self) -> None:
        self.moved: list[tuple[bool, bool]] = []

    def on_train_batch_start(self, trainer: Any, pl_module: Any, *_: Any) -> None:
        self.before = copy.deepcopy(pl_module.state_dict())

    def on_train_batch_end(self, trainer: Any, pl_module: Any, *_: Any) -> None:
        after = pl_module.state_dict()
        changed = {key for key, value in self.before.items() if not torch.equal(value, after[key])}
        self.moved.append(
            (
                {f"network.{name}" for name, _ in pl_module.network.named_parameters()} <= changed,
                {f"discriminator.{name}" for name, _ in pl_module.discriminator.named_parameters()} <= changed,
            )
        )


def test_every_batch_moves_both_networks(dataset: Path) -> None:
    lightning.seed_everything(3, verbose=False)
    task, watch = task_of(), Watch()
    trainer = trainer_of(max_epochs=2, limit_val_batches=0, callbacks=[watch])
    trainer.fit(task, data_of(dataset))
    assert watch.moved == [(True, True)] * 4
    assert trainer.global_step == 8, "two optimisers, a step of each a batch"
    generator, judge = task.optimizers()  # type: ignore[misc]
    held = [{id(p) for group in each.param_groups for p in group["params"]} for each in (generator, judge)]
    assert task.discriminator is not None
    assert held == [{id(p) for p in task.network.parameters()}, {id(p) for p in task.discriminator.parameters()}]


def test_without_an_adversary_it_is_plain_l1(dataset: Path) -> None:
    """The gradient of a step is that of the mean absolute error, and there is no second network."""
    lightning.seed_everything(3, verbose=False)
    task = task_of(adversary=Adversary(weight=0), clip=None)
    assert task.discriminator is None
    batch = batch_of(dataset)
    losses, layers = task.losses(batch)
    assert float(losses["matte"].detach()) == 0
    torch.testing.assert_close(task.loss(batch), (layers.compose() - batch["target"]).abs().mean())
    trainer = trainer_of(max_epochs=1, limit_val_batches=0)
    trainer.fit(task, data_of(dataset))
    assert trainer.global_step == 2


def test_the_discriminator_learns_to_tell(dataset: Path) -> None:
    """With the generator held still, the discriminator's loss falls well below that of guessing, ln 2."""
    lightning.seed_everything(3, verbose=False)
    task = task_of()
    batch = batch_of(dataset)
    assert task.discriminator is not None
    optimiser = torch.optim.Adam(task.discriminator.parameters(), 2e-3)
    with torch.no_grad():
        fake = task.predict_batch(batch)
    for _ in range(25):
        optimiser.zero_grad()
        loss = task.discriminator_loss(batch, fake)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert float(loss.detach()) < 0.4


@pytest.mark.slow
def test_pix2pix_learns_a_tiny_set_by_heart(by_heart: Path, tmp_path: Path) -> None:
    lightning.seed_everything(1, verbose=False)
    task = task_of(optimisation=Optimisation(lr=5e-3, momentum=0.5))
    trainer, metrics = learn(task, by_heart, 300)
    assert metrics["val/mse"] < 0.008
    assert metrics["val/delta_e"] < 12
    trainer.save_checkpoint(tmp_path / "pix2pix.ckpt")
    loaded = load_network(tmp_path / "pix2pix.ckpt", "relight")
    assert loaded.task == "relight"
    image = torch.rand(1, 3, 64, 64)
    task.eval()
    with torch.no_grad():
        torch.testing.assert_close(loaded.module(image), task(image), atol=1e-5, rtol=1e-4)


def test_settings_that_mean_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match=r"adversary\.weight is -1"):
        Adversary(weight=-1)
    with pytest.raises(ValueError, match=r"model.loss: no loss 'l2'"):
        task_of(loss={"l2": 1})
