"""A run that is stopped at any batch continues as if it had not been, bit for bit."""

import csv
import os
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lightning
import pytest
import torch
from lightning.pytorch import Callback, Trainer
from lightning.pytorch.callbacks import LearningRateMonitor
from test_optimisation import flat
from training import TINY, trainer_of

from trainlib.callbacks import run_callbacks
from trainlib.callbacks.graceful_shutdown import Stopped, StoppingCallback
from trainlib.data.datamodule import PackshotDataModule
from trainlib.tasks import Adversary, CutoutTask, Optimisation, Pix2PixRelight
from trainlib.tasks.base import Task

# Eight samples, two at a time: four batches an epoch, two epochs.
BATCHES = 8


class Signal(Callback):
    """Asks the process to stop in the middle of a training batch, or of the validation after it."""

    def __init__(self, batch: int, number: int = signal.SIGINT, validation: bool = False) -> None:
        self.batch, self.number, self.validation, self.seen = batch, number, validation, 0

    def on_train_batch_end(self, *_: Any) -> None:
        self.seen += 1
        if self.seen == self.batch and not self.validation:
            os.kill(os.getpid(), self.number)

    def on_validation_batch_start(self, *_: Any) -> None:
        if self.validation and self.seen == self.batch:
            os.kill(os.getpid(), self.number)


def cutout(**settings: Any) -> CutoutTask:
    return CutoutTask(TINY, optimisation=Optimisation(lr=3e-3, **settings))


def pix2pix(accumulate: int = 1) -> Pix2PixRelight:
    return Pix2PixRelight(
        network=TINY,
        adversary=Adversary(width=4, layers=2),
        accumulate=accumulate,
        optimisation=Optimisation(ema=0.9, algorithm="adam"),
    )


def watchers(task: Task, folder: Path) -> list[Callback]:
    """All that watches a run but what needs a logger."""
    return [each for each in run_callbacks(folder, *task.monitor, None) if not isinstance(each, LearningRateMonitor)]


def train(
    make: Any,
    root: Path,
    folder: Path,
    stop: Callback | None = None,
    workers: int = 0,
    resume: bool = False,
    **more: Any,
) -> dict[str, Any]:
    """Train two epochs, or to where it is stopped, and give last.ckpt."""
    lightning.seed_everything(5, verbose=False)
    task: Task = make()
    if resume:  # other weights and other chance: everything must come from the checkpoint
        with torch.no_grad():
            for parameter in task.parameters():
                parameter.add_(1)
        torch.rand(3)
    data = PackshotDataModule(str(root), size=64, batch_size=2, num_workers=workers, augment="light", relight=0.5)
    callbacks = [*watchers(task, folder), *([stop] if stop else [])]
    trainer: Trainer = trainer_of(
        max_epochs=2, callbacks=callbacks, enable_checkpointing=True, num_sanity_val_steps=0, **more
    )
    try:
        trainer.fit(task, data, ckpt_path=str(folder / "last.ckpt") if resume else None, weights_only=True)
    except SystemExit as end:
        assert isinstance(stop, Signal)
        assert isinstance(end.__context__, Stopped)
        assert end.__context__.args[0] == stop.number
    kept: dict[str, Any] = torch.load(folder / "last.ckpt", weights_only=True)
    return kept


def assert_same(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert (one["epoch"], one["global_step"]) == (two["epoch"], two["global_step"])
    for part in ("state_dict", "optimizer_states", "lr_schedulers", "current_model_state"):
        assert flat(one.get(part)) == flat(two.get(part)), part


RUNS: dict[str, tuple[Any, dict[str, Any]]] = {
    "one_cycle": (lambda: cutout(schedule="one_cycle"), {}),
    "ema": (lambda: cutout(ema=0.9, algorithm="sgd", schedule="triangular"), {}),
    "plateau": (lambda: cutout(schedule="plateau", patience=0, algorithm="adadelta"), {}),
    "gathered": (lambda: cutout(algorithm="rmsprop"), {"accumulate_grad_batches": 3, "gradient_clip_val": 0.1}),
    "pix2pix": (pix2pix, {}),
    "gathered_pix2pix": (lambda: pix2pix(3), {}),
    "limited": (cutout, {"limit_train_batches": 3}),
}


@pytest.fixture(scope="module")
def straight(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Runs that were not stopped."""
    known: dict[str, dict[str, Any]] = {}

    def run(kind: str) -> dict[str, Any]:
        if kind not in known:
            make, more = RUNS[kind]
            known[kind] = train(make, dataset, tmp_path_factory.mktemp(kind), **more)
        return known[kind]

    return run


@pytest.mark.parametrize(
    ("kind", "batch"),
    [
        *(("one_cycle", batch) for batch in (1, 3, 4, 7)),
        *((kind, 5) for kind in ("ema", "plateau", "gathered", "pix2pix", "limited")),
        ("ema", 4),
        ("gathered", 2),
        ("gathered_pix2pix", 2),
    ],
)
def test_a_run_stopped_at_any_batch_goes_on_exactly(
    kind: str, batch: int, straight: Any, dataset: Path, tmp_path: Path
) -> None:
    make, more = RUNS[kind]
    stopped = train(make, dataset, tmp_path, Signal(batch), **more)
    assert stopped["global_step"] < straight(kind)["global_step"]
    assert_same(straight(kind), train(make, dataset, tmp_path, resume=True, **more))


def test_a_run_with_workers_goes_on_exactly(straight: Any, dataset: Path, tmp_path: Path) -> None:
    make, more = RUNS["limited"]
    train(make, dataset, tmp_path, Signal(4), workers=2, **more)
    assert_same(straight("limited"), train(make, dataset, tmp_path, workers=2, resume=True, **more))


def test_a_terminal_that_closes_ends_a_run_unless_that_is_ignored() -> None:
    trainer: Any = SimpleNamespace(is_global_zero=False)
    module: Any = None
    before = signal.getsignal(signal.SIGHUP)
    for ignored in (False, True):
        callback = StoppingCallback()
        signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)
        try:
            callback.on_train_start(trainer, module)
            os.kill(os.getpid(), signal.SIGHUP)
            assert callback.asked == (None if ignored else signal.SIGHUP)
        finally:
            callback.leave()
            signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("kind", ["ema", "plateau"])
def test_a_validation_is_finished_first(kind: str, straight: Any, dataset: Path, tmp_path: Path) -> None:
    make, _ = RUNS[kind]
    train(make, dataset, tmp_path, Signal(4, signal.SIGTERM, validation=True))
    assert_same(straight(kind), train(make, dataset, tmp_path, resume=True))


def test_stopped_twice(straight: Any, dataset: Path, tmp_path: Path) -> None:
    """What is kept after a resume within an epoch is as whole as what was kept first."""
    make, _ = RUNS["ema"]
    train(make, dataset, tmp_path, Signal(2))
    train(make, dataset, tmp_path, Signal(1), resume=True)
    train(make, dataset, tmp_path, Signal(2), resume=True)
    assert_same(straight("ema"), train(make, dataset, tmp_path, resume=True))


def test_the_curve_counts_on(dataset: Path, tmp_path: Path) -> None:
    """Samples and seconds of an epoch that was left are its own."""
    make, _ = RUNS["one_cycle"]
    stopped = train(make, dataset, tmp_path, Signal(6))
    (counted,) = (state for name, state in stopped["callbacks"].items() if "CurvesCallback" in name)
    assert counted["samples"] == 12
    assert counted["seconds"] > 0
    train(make, dataset, tmp_path, resume=True)
    with (tmp_path / "metrics.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["epoch"], row["samples"]) for row in rows] == [("0", "8"), ("1", "16")]
    assert float(rows[1]["seconds"]) >= round(counted["seconds"], 1)


def test_a_failure_within_a_validation_leaves_the_last_checkpoint(dataset: Path, tmp_path: Path) -> None:
    class Broken(Callback):
        def on_validation_batch_start(self, trainer: Trainer, *_: Any) -> None:
            if trainer.current_epoch == 1:
                raise RuntimeError("no more")

    make, _ = RUNS["ema"]
    folder = tmp_path / "run"
    lightning.seed_everything(5, verbose=False)
    task = make()
    data = PackshotDataModule(str(dataset), size=64, batch_size=2, num_workers=0, augment="none")
    callbacks = [*watchers(task, folder), Broken()]
    trainer = trainer_of(max_epochs=2, callbacks=callbacks, enable_checkpointing=True, num_sanity_val_steps=0)
    with pytest.raises(RuntimeError, match="no more"):
        trainer.fit(task, data)
    kept = torch.load(folder / "last.ckpt", weights_only=True)
    assert (kept["epoch"], kept["global_step"]) == (0, 4)


class Fail(Callback):
    """Ends a run amid a batch, as a power cut would."""

    def __init__(self, batch: int) -> None:
        self.left = batch

    def on_before_optimizer_step(self, *_: Any) -> None:
        self.left -= 1
        if self.left == 0:
            raise RuntimeError("no more")


@pytest.mark.parametrize(("kind", "batch"), [("ema", 3), ("ema", 7), ("plateau", 4), ("plateau", 8)])
def test_validations_within_an_epoch_leave_whole_checkpoints(
    kind: str, batch: int, dataset: Path, tmp_path: Path
) -> None:
    make, half = RUNS[kind][0], {"val_check_interval": 0.5}
    straight = train(make, dataset, tmp_path / "straight", **half)
    with pytest.raises(RuntimeError, match="no more"):
        train(make, dataset, tmp_path / "parts", Fail(batch), **half)
    left = torch.load(tmp_path / "parts/last.ckpt", weights_only=True)
    assert left["global_step"] == (batch - 1) // 2 * 2, "that of the validation before"
    assert_same(straight, train(make, dataset, tmp_path / "parts", resume=True, **half))
