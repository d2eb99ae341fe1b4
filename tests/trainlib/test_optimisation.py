"""Optimisers, schedules, averages, frozen encoders, and a resume that is exact."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import lightning
import pytest
import torch
from lightning.pytorch import Callback, Trainer
from lightning.pytorch.callbacks import ModelCheckpoint
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau
from training import ENCODER, TINY, data_of, trainer_of

from trainlib.callbacks.averaging import RampedAverage, ramped
from trainlib.callbacks.randomness import RandomnessCallback
from trainlib.checkpoints import load_network
from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.order import mix
from trainlib.tasks import Adversary, CutoutTask, Optimisation, Pix2PixRelight
from trainlib.tasks.base import Task
from trainlib.tasks.compiling import missing_for_compiling


def parameter(*values: float) -> nn.Parameter:
    return nn.Parameter(torch.tensor(values, dtype=torch.float64))


@pytest.mark.parametrize(
    ("algorithm", "rate", "expected"),
    [
        # The first step on a slope of 2 with momentum 0.9, no decay, by each rule.
        ("adam", 0.1, -0.1),  # the rate, whatever the slope
        ("adamw", 0.1, -0.1),
        ("sgd", 0.1, -0.1 * (2 + 0.9 * 2)),  # Nesterov looks ahead along the momentum
        ("rmsprop", 0.1, -0.1 * 2 / (0.01 * 4) ** 0.5),  # α = 0.99
        ("adadelta", 1.0, -2 * (1e-6 / (0.1 * 4 + 1e-6)) ** 0.5),  # ρ = 0.9, ε = 1e-6
    ],
)
def test_the_first_step_of_every_algorithm(algorithm: Any, rate: float, expected: float) -> None:
    weight = parameter(0.0)
    plan = Optimisation(lr=rate, weight_decay=0, algorithm=algorithm)
    optimiser = plan.build_optimiser([weight])
    (2 * weight).sum().backward()
    optimiser.step()
    assert float(weight.detach()) == pytest.approx(expected, rel=1e-4)


def test_weight_decay_is_handed_on() -> None:
    for algorithm in ("adam", "adamw", "sgd", "rmsprop", "adadelta"):
        optimiser = Optimisation(weight_decay=0.3, algorithm=algorithm).build_optimiser([parameter(1)])
        assert optimiser.param_groups[0]["weight_decay"] == 0.3


def test_schedules_of_known_steps() -> None:
    fixed = Optimisation(schedule="fixed", warmup_steps=10)
    assert [fixed.share(step, 100) for step in (0, 10, 99)] == pytest.approx([1 / 11, 1, 1])
    cycle = Optimisation(schedule="one_cycle", end_factor=0.01)
    shares = [cycle.share(step, 100) for step in (0, 15, 30, 65, 100)]
    assert shares == pytest.approx([0.04, 0.52, 1, 0.505, 0.01])
    # Four cycles of 25 steps: peaks in their middles, each half as high above the foot.
    waves = Optimisation(schedule="triangular", cycles=4, end_factor=0.2)
    assert [waves.share(step, 100) for step in (0, 25, 50, 100)] == pytest.approx([0.2] * 4)
    peaks = [waves.share(25 * i + 12.5, 100) for i in range(4)]  # type: ignore[arg-type]
    assert peaks == pytest.approx([1.0, 0.6, 0.4, 0.3])
    assert waves.share(5, 100) == pytest.approx(0.2 + 0.8 * 0.4)


def test_a_plateau_drops_the_rate() -> None:
    plan = Optimisation(lr=1.0, schedule="plateau", factor=0.5, patience=1)
    optimiser = plan.build_optimiser([parameter(1)])
    schedule = plan.build_schedule(optimiser, 100, "max")
    assert isinstance(schedule, ReduceLROnPlateau)
    rates = []
    for metric in (0.5, 0.6, 0.6, 0.6, 0.7):
        schedule.step(metric)
        rates.append(optimiser.param_groups[0]["lr"])
    assert rates == [1, 1, 1, 0.5, 0.5]


@pytest.mark.parametrize("wrong", [{"momentum": 1.0}, {"ema": -0.1}, {"cycles": 0}, {"factor": 1.0}, {"patience": -1}])
def test_more_settings_that_train_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"optimisation.*{next(iter(wrong))}"):
        Optimisation(**wrong)


def cutout(**settings: Any) -> CutoutTask:
    return CutoutTask(TINY, optimisation=Optimisation(lr=3e-3, **settings))


class Stop(Callback):
    """Ends a run after so many epochs, as a user or a time limit would."""

    def __init__(self, epochs: int) -> None:
        self.epochs = epochs

    def on_train_epoch_end(self, trainer: Trainer, pl_module: Any) -> None:
        trainer.should_stop = trainer.current_epoch + 1 >= self.epochs


def run(task: Task, data: PackshotDataModule, folder: Path, stop: int, resume: bool = False) -> dict[str, Any]:
    """Train to the end of epoch `stop` of four, and give last.ckpt."""
    last = ModelCheckpoint(folder, "last", enable_version_counter=False)
    callbacks = [last, RandomnessCallback(), Stop(stop)]
    trainer = trainer_of(max_epochs=4, callbacks=callbacks, enable_checkpointing=True, num_sanity_val_steps=0)
    path = str(folder / "last.ckpt") if resume else None
    trainer.fit(task, data, ckpt_path=path, weights_only=True)
    checkpoint: dict[str, Any] = torch.load(folder / "last.ckpt", weights_only=True)
    return checkpoint


def shuffled(root: Path) -> PackshotDataModule:
    """Two batches an epoch, their samples moved and changed by chance."""
    return PackshotDataModule(str(root), size=64, batch_size=4, num_workers=0, augment="light", relight=0.5)


TASKS = {
    "cosine": lambda: cutout(),
    "ema": lambda: cutout(ema=0.9, algorithm="sgd", schedule="triangular"),
    "plateau": lambda: cutout(schedule="plateau", patience=0, algorithm="rmsprop"),
    "pix2pix": lambda: Pix2PixRelight(
        network=TINY, adversary=Adversary(width=4, layers=2), optimisation=Optimisation()
    ),
}


@pytest.mark.parametrize("kind", TASKS)
def test_a_resumed_run_is_the_run_that_was_not_stopped(kind: str, dataset: Path, tmp_path: Path) -> None:
    """Two epochs and two more give, bit for bit, what four give."""
    lightning.seed_everything(5, verbose=False)
    straight = run(TASKS[kind](), shuffled(dataset), tmp_path / "straight", 4)
    lightning.seed_everything(5, verbose=False)
    first = run(TASKS[kind](), shuffled(dataset), tmp_path / "parts", 2)
    lightning.seed_everything(77, verbose=False)  # another start: everything must come from the checkpoint
    task = TASKS[kind]()
    lightning.seed_everything(5, verbose=False)
    torch.rand(3)
    resumed = run(task, shuffled(dataset), tmp_path / "parts", 4, resume=True)
    assert (first["epoch"], resumed["epoch"], resumed["global_step"]) == (1, 3, straight["global_step"])
    for part in ("state_dict", "optimizer_states", "lr_schedulers", "current_model_state"):
        if part in straight:
            assert flat(straight[part]) == flat(resumed[part]), part
    assert flat(first["state_dict"]) != flat(resumed["state_dict"])


def flat(value: Any) -> Any:
    """Nested data with tensors as bytes, which compare exactly."""
    if isinstance(value, torch.Tensor):
        return value.contiguous().view(-1).numpy().tobytes() if value.numel() else b""
    if isinstance(value, dict):
        return {key: flat(each) for key, each in value.items()}
    return [flat(each) for each in value] if isinstance(value, list | tuple) else value


def test_seeds_of_epochs_differ() -> None:
    assert len({mix(seed, epoch, rank) for seed in range(20) for epoch in range(50) for rank in range(3)}) == 3000


def test_a_moving_average_is_what_is_kept(dataset: Path, tmp_path: Path) -> None:
    lightning.seed_everything(5, verbose=False)
    task = cutout(ema=0.5)
    assert [type(each) for each in task.configure_callbacks()] == [RampedAverage]
    seen = [task.network.head.weight.detach().clone()]  # type: ignore[union-attr]

    class Watch(Callback):
        def on_train_batch_end(self, trainer: Any, pl_module: Any, *_: Any) -> None:
            seen.append(pl_module.network.head.weight.detach().clone())

    path = tmp_path / "last.ckpt"
    last = ModelCheckpoint(tmp_path, "last", enable_version_counter=False)
    trainer = trainer_of(max_epochs=2, callbacks=[last, Watch()], enable_checkpointing=True, limit_val_batches=0)
    trainer.fit(task, data_of(dataset))
    average = seen[1]  # the first update takes the weights as they are
    for updates, weight in enumerate(seen[2:], 1):
        kept_share = ramped(0.5, updates)
        average = kept_share * average + (1 - kept_share) * weight
    kept = load_network(path, "cutout").module
    torch.testing.assert_close(kept.head.weight.detach(), average)  # type: ignore[union-attr]
    assert not torch.equal(average, seen[-1])


def test_a_frozen_encoder_stays_as_it_is(dataset: Path) -> None:
    lightning.seed_everything(5, verbose=False)
    task = CutoutTask(ENCODER, optimisation=Optimisation(freeze_encoder=True))
    before = {name: value.clone() for name, value in task.network.state_dict().items()}
    trainer_of(max_epochs=1).fit(task, data_of(dataset))
    after = task.network.state_dict()
    changed = {name for name, value in before.items() if not torch.equal(value, after[name])}
    assert changed, "the decoder learns"
    assert not any(".encoder." in name for name in changed), "neither weights nor statistics"
    with pytest.raises(ValueError, match="freeze_encoder needs a network with an encoder"):
        cutout(freeze_encoder=True)


@pytest.mark.slow
@pytest.mark.skipif(missing_for_compiling("cpu") is not None, reason="nothing to compile with")
def test_a_network_is_compiled_and_its_checkpoint_knows_nothing_of_it(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The compiler leaves its libraries; the step is that of the network as it was; the names of weights are plain."""
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path / "inductor"))
    weights = []
    for compiled in (False, True):
        lightning.seed_everything(5, verbose=False)
        network = replace(TINY, width=2, depth=1)
        task = CutoutTask(network, optimisation=Optimisation(algorithm="sgd", compile=compiled))
        names = list(task.state_dict())
        trainer = trainer_of(max_steps=1, limit_val_batches=0)
        trainer.fit(task, data_of(dataset))
        assert list(task.state_dict()) == names
        weights.append(torch.cat([value.flatten().float() for value in task.network.state_dict().values()]))
    assert list((tmp_path / "inductor").rglob("*.so")), "machine code was made"
    torch.testing.assert_close(weights[0], weights[1], atol=1e-4, rtol=1e-3)
    trainer.save_checkpoint(tmp_path / "compiled.ckpt")
    loaded = load_network(tmp_path / "compiled.ckpt", "cutout").module
    assert not any("_orig_mod" in name for name in loaded.state_dict())
    kept = torch.cat([value.flatten().float() for value in loaded.state_dict().values()])
    torch.testing.assert_close(kept, weights[1], rtol=0, atol=0)


def test_without_a_compiler_a_line_says_so(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    assert missing_for_compiling("cpu") == "a C++ compiler (no-such-compiler)"
    task = cutout(compile=True)
    trainer_of(max_steps=1, limit_val_batches=0).fit(task, data_of(dataset))
    said = [record.message for record in caplog.records if record.name.startswith("trainlib")]
    needed = "optimisation.compile needs a C++ compiler (no-such-compiler), which is not here"
    assert said == [f"{needed}: the network runs uncompiled"]


def test_memory_layout_is_as_asked() -> None:
    for channels_last in (True, False):
        task = cutout(channels_last=channels_last)
        weight = next(p for p in task.network.parameters() if p.ndim == 4 and p.shape[1] > 1 and p.shape[2] > 1)
        assert weight.is_contiguous(memory_format=torch.channels_last) is channels_last
        stacked = task.stack({"image": torch.rand(2, 3, 8, 8)})
        assert stacked.is_contiguous(memory_format=torch.channels_last) is channels_last


def test_the_learning_rate_warms_up_and_follows_half_a_cosine() -> None:
    plan = Optimisation(warmup_steps=10, end_factor=0.1)
    assert plan.share(0, 100) == pytest.approx(1 / 11)
    assert plan.share(9, 100) == pytest.approx(10 / 11)
    assert plan.share(10, 100) == pytest.approx(1)
    assert plan.share(55, 100) == pytest.approx(0.1 + 0.9 / 2)
    assert plan.share(100, 100) == pytest.approx(0.1)
    assert plan.share(500, 100) == pytest.approx(0.1)


@pytest.mark.parametrize("wrong", [{"lr": 0.0}, {"warmup_steps": -1}, {"end_factor": 2.0}])
def test_settings_that_train_nothing_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="optimisation"):
        Optimisation(**wrong)
