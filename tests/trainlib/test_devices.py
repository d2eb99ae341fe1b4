"""Several devices: two processes on the CPU train one network, through the real command line."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from fixture_dataset import make_dataset
from test_optimisation import flat
from training import UNET_WORDS

from trainlib.cli.main import main
from trainlib.training.devices import allow_unused_weights

HERE = Path(__file__).parent
TWO = ["--trainer.accelerator=cpu", "--trainer.devices=2", "--trainer.strategy=ddp"]
# pix2pix asks most of several devices: two networks, of which each step leaves one alone.
NETWORK = [*UNET_WORDS, "--model.adversary.width=4", "--model.adversary.layers=2"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eighteen samples: twelve train, three val, three test, which two processes cannot share evenly."""
    return make_dataset(tmp_path_factory.mktemp("shared_out") / "data", count=18, size=(32, 32))


def words(data: Path, out: Path, *more: str) -> list[str]:
    small = ["--data.size=32", "--data.batch_size=3", "--data.num_workers=0", "--trainer.precision=32-true"]
    return ["--config=pix2pix", f"--data.root={data}", f"--out={out}", *small, *NETWORK, *more]


def fit(data: Path, out: Path, *more: str) -> str:
    """Train in two processes; what was printed."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": f"{HERE.parents[1]}{os.pathsep}{HERE}"}
    watch = "--trainer.callbacks+=rank_watch.RankWatch"
    command = [sys.executable, "-m", "trainlib", "fit", *words(data, out, watch, *TWO, *more)]
    done = subprocess.run(command, cwd=out, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
    return done.stdout


def seen(run: Path) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = [json.loads((run / f"seen.{rank}.json").read_text()) for rank in range(2)]
    return records


@pytest.mark.slow
def test_two_processes_train_one_network(data: Path, tmp_path: Path) -> None:
    said = fit(data, tmp_path, "--name=straight", "--trainer.max_epochs=2").splitlines()
    run = tmp_path / "straight"
    first, second = seen(run)
    assert [first["threads"], second["threads"]] == [1, 1]

    # Each sees another half of the epoch, and the next epoch is shared out again.
    def half(record: dict[str, Any], epoch: str) -> list[str]:
        return [name for batch in record["epochs"][epoch] for name in batch]

    halves = [(half(first, epoch), half(second, epoch)) for epoch in ("0", "1")]
    for one, other in halves:
        assert len(one) == len(other) == 6
        assert len({*one, *other}) == 12
    assert halves[0] != halves[1]

    # They hold one network, and say the same of it.
    assert first["weights"] == second["weights"]
    assert first["metrics"] == second["metrics"]

    # Nothing is said or written twice.
    assert [line.split()[:2] for line in said if line.startswith("epoch")] == [["epoch", "1/2"], ["epoch", "2/2"]]
    assert sum(line.startswith("best val/mse") for line in said) == 1
    assert len(said) == 3
    with (run / "metrics.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["epoch"], row["samples"]) for row in rows] == [("0", "12"), ("1", "24")]
    assert len(list(run.glob("events.out.tfevents.*"))) == 1
    assert (run / "images.png").is_file()

    # Three images of val in two processes: one is measured twice and counts once.
    alone = words(data, tmp_path, "--name=straight", "--ckpt_path=last", "--trainer.accelerator=cpu")
    assert main(["validate", *alone]) == 0
    metrics = json.loads((run / "validate.json").read_text())["metrics"]
    together = {key: value for key, value in first["metrics"].items() if key in metrics}
    assert together == pytest.approx(metrics, rel=1e-4)

    # A resume is exact here too.
    fit(data, tmp_path, "--name=parts", "--trainer.max_epochs=2", f"--ckpt_path={run / 'after_one.ckpt'}")
    assert seen(tmp_path / "parts")[1]["epochs"] == {"1": second["epochs"]["1"]}
    straight, parts = (torch.load(tmp_path / name / "last.ckpt", weights_only=True) for name in ("straight", "parts"))
    for part in ("state_dict", "optimizer_states", "lr_schedulers"):
        assert flat(straight[part]) == flat(parts[part]), part


def test_a_task_of_two_optimisers_waits_for_no_gradients_of_the_other() -> None:
    assert allow_unused_weights("ddp", "cpu", 2) == "ddp_find_unused_parameters_true"
    assert allow_unused_weights("auto", "cpu", "auto") == "auto"
    assert allow_unused_weights("auto", "gpu", "0,1") == "ddp_find_unused_parameters_true"
    assert allow_unused_weights("auto", "gpu", [3]) == "auto"
    assert allow_unused_weights("fsdp", "gpu", 2) == "fsdp"
