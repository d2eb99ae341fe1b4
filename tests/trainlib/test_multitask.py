"""Multi-task relight: each loss where its target means something, weights fixed or learnt."""

import math
from pathlib import Path
from typing import Any

import lightning
import pytest
import torch
from training import UNET, data_of, learn

from trainlib.checkpoints import CheckpointError, load_network
from trainlib.data.device import convert_batch
from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings
from trainlib.losses import UncertaintyWeights
from trainlib.models import SceneDecoderConfig
from trainlib.tasks import MultiTaskRelight, Optimisation, SceneDecoderTask
from trainlib.tasks.multitask import metres


def task_of(**settings: Any) -> MultiTaskRelight:
    return MultiTaskRelight(**{"network": UNET} | settings)


@pytest.fixture
def batch(dataset: Path) -> dict[str, Any]:
    data = data_of(dataset)
    data.setup("fit")
    return convert_batch(next(iter(data.train_dataloader())))


def test_depth_is_in_metres(batch: dict[str, Any]) -> None:
    """The fixture's balls and boards stand about 2 m away, before a wall at 4 m."""
    depth = metres(batch)
    inside = batch["alpha"] > 0.99
    assert 1.75 < float(depth[inside].min()) < float(depth[inside].max()) < 2.05
    assert depth[batch["alpha"] < 0.01].mean() == pytest.approx(4, abs=0.05)


def test_depth_and_normals_count_on_the_product_alone(batch: dict[str, Any]) -> None:
    lightning.seed_everything(3, verbose=False)
    task = task_of()
    inside, whole = batch["alpha"] >= 0.5, batch["alpha"] >= 0.99
    assert (inside & ~whole).any(), "an edge, where depth is mixed"
    before = {name: float(value.detach()) for name, value in task.losses(batch).items()}
    # What lies outside the product, and what is too far to be measured, may be anything.
    outside = dict(batch)
    outside["depth"] = torch.where(whole, batch["depth"], torch.rand_like(batch["depth"]))
    outside["normal"] = torch.where(inside, batch["normal"], torch.rand_like(batch["normal"]))
    after = {name: float(value.detach()) for name, value in task.losses(outside).items()}
    assert after == pytest.approx(before)
    inward = dict(batch)
    inward["depth"] = torch.where(inside, batch["depth"] / 2, batch["depth"])
    inward["normal"] = torch.where(inside, -batch["normal"], batch["normal"])
    changed = {name: float(value.detach()) for name, value in task.losses(inward).items()}
    assert changed["normal"] == pytest.approx(2 - before["normal"], abs=1e-4)
    assert changed["depth"] != pytest.approx(before["depth"], rel=1e-3)
    assert (changed["image"], changed["alpha"]) == pytest.approx((before["image"], before["alpha"]))


def test_every_task_is_shown(batch: dict[str, Any]) -> None:
    """Nine images a sample, in [0, 1]; normals and depth are white beside the product, depth is 0 at its nearest."""
    panels = task_of().eval().panels(batch)
    assert [panel.shape[1] for panel in panels] == [3, 3, 3, 1, 1, 3, 3, 1, 1]
    assert all(panel.min() >= 0 and panel.max() <= 1 for panel in panels)
    torch.testing.assert_close(panels[1], batch["target"])
    beside = batch["alpha"] < 0.5
    assert all((panel[beside.expand_as(panel)] == 1).all() for panel in panels[5:])
    whole = batch["alpha"] >= 0.99
    nearest = panels[7][whole & (batch["depth"] == torch.where(whole, batch["depth"], 9).amin((1, 2, 3), keepdim=True))]
    assert nearest.max() < 1e-5


def test_a_batch_without_a_product_teaches_no_depth(batch: dict[str, Any]) -> None:
    task = task_of(tasks={"depth": 1.0, "normal": 1.0})
    empty = batch | {"alpha": torch.zeros_like(batch["alpha"])}
    loss = task.loss(empty)
    assert float(loss.detach()) == 0
    loss.backward()  # type: ignore[no-untyped-call]
    assert all(not p.grad.isnan().any() for p in task.network.parameters() if p.grad is not None)
    metrics = task.measure(empty)
    assert metrics["depth_error"].isnan().all()


def test_weights_are_fixed_or_learnt(batch: dict[str, Any]) -> None:
    lightning.seed_everything(3, verbose=False)
    task = task_of(tasks={"image": 2.0, "alpha": 0.5, "depth": 0.0})
    losses = task.losses(batch)
    assert list(losses) == ["image", "alpha"]
    losses = task.eval().losses(batch)
    torch.testing.assert_close(task.loss(batch), 2 * losses["image"] + 0.5 * losses["alpha"])
    assert len(list(task.trained_parameters())) == len(list(task.network.parameters()))
    learned = task_of(weighing="learned")
    assert len(list(learned.trained_parameters())) == len(list(learned.network.parameters())) + 4


def test_uncertainty_weights_by_hand() -> None:
    balance = UncertaintyWeights(["depth"], ["alpha"])
    with torch.no_grad():
        balance.log_variances["depth"].fill_(math.log(4))
    losses = {"depth": torch.tensor(3.0), "alpha": torch.tensor(0.7)}
    # ½·3/4 + ½·ln 4 + 0.7 + 0.
    total = balance(losses)
    assert float(total.detach()) == pytest.approx(0.375 + math.log(2) + 0.7)
    total.backward()
    # d/ds (½·e^(−s)·3 + s/2) = −0.375 + 0.5; d/ds (e^(−s)·0.7 + s/2) = −0.7 + 0.5.
    grads = [float(balance.log_variances[name].grad) for name in ("depth", "alpha")]  # type: ignore[arg-type]
    assert grads == pytest.approx([0.125, -0.2])
    # For a fixed loss the learnt variance goes to that loss.
    optimiser = torch.optim.SGD(balance.parameters(), 0.5)
    for _ in range(200):
        optimiser.zero_grad()
        balance({"depth": torch.tensor(3.0)}).backward()
        optimiser.step()
    assert float(balance.log_variances["depth"].detach().exp()) == pytest.approx(3, rel=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("weighing", ["fixed", "learned"])
def test_multitask_learns_a_tiny_set_by_heart(by_heart: Path, tmp_path: Path, weighing: str) -> None:
    lightning.seed_everything(1, verbose=False)
    weights = {"image": 1.0, "alpha": 1.0, "depth": 3.0, "normal": 1.0}
    task = task_of(tasks=weights, weighing=weighing, optimisation=Optimisation(lr=5e-3))
    trainer, metrics = learn(task, by_heart, 200)
    assert metrics["val/mse"] < 0.006
    assert metrics["val/alpha_dice"] > 0.95
    assert metrics["val/normal_degrees"] < 15
    assert metrics["val/depth_error"] < 0.1  # 0.12 before training: a ball is nearly flat beside its distance
    if task.balance is not None:
        assert all(float(s.detach().abs()) > 0.05 for s in task.balance.parameters())
    path = tmp_path / "multitask.ckpt"
    trainer.save_checkpoint(path)
    image = torch.rand(1, 3, 64, 64)
    task.eval()
    with torch.no_grad():
        packshot, matte = load_network(path, "relight").module(image), load_network(path, "cutout").module(image)
        torch.testing.assert_close(packshot, task(image), atol=1e-5, rtol=1e-4)
        assert matte.shape == (1, 1, 64, 64)
    # One checkpoint is the whole pipeline.
    data = data_of(by_heart)
    data.setup("fit")
    photo = next(iter(data.train_dataloader()))["image"][0].permute(1, 2, 0).contiguous().numpy()
    result = Pipeline.load(path, path, PipelineSettings("cpu"))(photo)
    assert 0.02 < float((result.alpha > 0.5).mean()) < 0.6
    assert (result.packshot[result.alpha == 0] == 255).all()


def test_a_scene_decoder_is_no_relight(tmp_path: Path) -> None:
    task = SceneDecoderTask(SceneDecoderConfig(2, 32, 2))
    checkpoint: dict[str, Any] = {"state_dict": task.state_dict()}
    task.on_save_checkpoint(checkpoint)
    torch.save(checkpoint, tmp_path / "scene.ckpt")
    assert load_network(tmp_path / "scene.ckpt").inputs == ("scene",)
    with pytest.raises(CheckpointError, match="holds a scene network, a relight network is needed"):
        load_network(tmp_path / "scene.ckpt", "relight")


@pytest.mark.parametrize("tasks", [{"colour": 1.0}, {"image": 0.0}, {"depth": -1.0}])
def test_tasks_that_mean_nothing_are_refused(tasks: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected weights of at least 0 for some of image"):
        task_of(tasks=tasks)
