"""What fails in training is told in one line."""

from pathlib import Path

import pytest
import torch

from trainlib.cli.main import main


def fit(dataset: Path, out: Path, *more: str) -> int:
    return main(["fit", "--config", "smoke", f"--data.root={dataset}", f"--out={out}", *more])


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device", "best.ckpt"), "best.ckpt: No space left on device; fix that"),
        (torch.OutOfMemoryError("CUDA out of memory. Tried …"), "not enough memory: lower --data.batch_size"),
    ],
)
def test_a_full_disk_or_memory_is_one_line(
    error: Exception,
    message: str,
    dataset: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("trainlib.tasks.base.Task.on_save_checkpoint", fail)
    assert fit(dataset, tmp_path, "--trainer.max_epochs=1") == 2
    assert message in capsys.readouterr().err.splitlines()[-1]
