"""What a resume continues with: settings that would not count are told, and those that cannot be taken are refused."""

from pathlib import Path
from typing import Any

import pytest
import torch
from lightning.pytorch.callbacks import ModelCheckpoint
from training import ENCODER, TINY, data_of, trainer_of

from trainlib.callbacks.best_and_last import BestCheckpoint, LastCheckpoint
from trainlib.checkpoints import load_network
from trainlib.console.cli_errors import UsageError
from trainlib.tasks import Adversary, CutoutTask, MultiTaskRelight, Optimisation, Pix2PixRelight
from trainlib.tasks.base import Task
from trainlib.training.resume import check_brought


def cutout(**optimisation: Any) -> CutoutTask:
    return CutoutTask(ENCODER, optimisation=Optimisation(**optimisation))


def saved(task: Task, folder: Path) -> Path:
    """Its checkpoint, untrained."""
    checkpoint: dict[str, Any] = {"state_dict": task.state_dict()}
    task.on_save_checkpoint(checkpoint)
    torch.save(checkpoint, folder / "one.ckpt")
    return folder / "one.ckpt"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"algorithm": "sgd"}, "algorithm is 'adamw' there and 'sgd' here, and a run continues as it was started"),
        ({"schedule": "plateau"}, "schedule is 'cosine' there and 'plateau' here"),
        ({"freeze_encoder": True}, "freeze_encoder is False there and True here"),
    ],
)
def test_another_way_of_training_is_refused(other: dict[str, Any], said: str, tmp_path: Path) -> None:
    path = saved(cutout(), tmp_path)
    check_brought(path, cutout(), resumes=True)
    check_brought(path, cutout(**other), resumes=False)  # to measure, it matters nothing
    with pytest.raises(UsageError) as caught:
        check_brought(path, cutout(**other), resumes=True)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_rate_that_would_not_count_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = saved(cutout(lr=1e-3), tmp_path)
    with caplog.at_level("WARNING", "trainlib"):
        check_brought(path, cutout(lr=1e-3), resumes=True)
        assert not caplog.messages
        check_brought(path, cutout(lr=1e-4), resumes=True)
    assert caplog.messages[0].startswith("lr is 0.001 there and 0.0001 here; a run continues as it was started")


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        (Pix2PixRelight(network=TINY), Pix2PixRelight(network=TINY, adversary=Adversary(weight=0)), "discriminator"),
        (Pix2PixRelight(network=TINY), Pix2PixRelight(network=TINY, adversary=Adversary(width=8)), "discriminator"),
        (MultiTaskRelight(network=TINY, weighing="learned"), MultiTaskRelight(network=TINY), "balance"),
    ],
)
def test_what_stands_by_the_network_has_to_be_the_same(one: Task, other: Task, part: str, tmp_path: Path) -> None:
    path = saved(one, tmp_path)
    check_brought(path, one, resumes=True)
    with pytest.raises(UsageError, match=f"its {part} is not that of the config"):
        check_brought(path, other, resumes=False)


def test_a_frozen_encoder_is_kept_once_and_measured_by_any_config(dataset: Path, tmp_path: Path) -> None:
    last = LastCheckpoint(tmp_path, "last")
    trainer_of(max_epochs=1, callbacks=[last], enable_checkpointing=True).fit(
        cutout(freeze_encoder=True, ema=0.9), data_of(dataset)
    )
    path = tmp_path / "last.ckpt"
    kept = torch.load(path, weights_only=True)
    assert all(name.startswith("network.") for name in [*kept["state_dict"], *kept["current_model_state"]])
    load_network(path, "cutout")
    check_brought(path, cutout(freeze_encoder=True, ema=0.9), resumes=True)
    trainer_of().validate(cutout(), data_of(dataset), ckpt_path=str(path), weights_only=True, verbose=False)
    again = trainer_of(max_epochs=2)
    again.fit(cutout(freeze_encoder=True, ema=0.9), data_of(dataset), ckpt_path=str(path), weights_only=True)
    assert again.global_step == 4


def test_the_best_is_known_in_another_place(tmp_path: Path) -> None:
    state = {
        "monitor": "val/dice",
        "best_model_score": torch.tensor(0.9),
        "best_model_path": "/old/best.ckpt",
        "current_score": torch.tensor(0.8),
        "dirpath": "/old",
        "best_k_models": {"/old/best.ckpt": torch.tensor(0.9)},
        "kth_best_model_path": "/old/best.ckpt",
        "kth_value": torch.tensor(0.9),
        "last_model_path": "",
    }
    best = BestCheckpoint(tmp_path, "best", monitor="val/dice", mode="max")
    assert best.state_key == ModelCheckpoint(tmp_path, "best", monitor="val/dice", mode="max").state_key
    with pytest.warns(UserWarning, match="dirpath has changed"):
        best.load_state_dict(state)  # a run of another name, started from that checkpoint: its own best is to come
    assert best.best_model_score is None
    (tmp_path / "best.ckpt").touch()
    best.load_state_dict(state)
    assert best.best_model_score == torch.tensor(0.9)
    assert best.best_model_path == best.kth_best_model_path == str(tmp_path / "best.ckpt")
    assert list(best.best_k_models) == [best.best_model_path]
