"""Training as it is used: train, measure, resume, stop."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import pytest
import torch
from fixture_dataset import make_dataset

from trainlib.checkpoints import load_network
from trainlib.cli.main import main

REPOSITORY = Path(__file__).parents[2]


def fit(dataset: Path, out: Path, *more: str) -> int:
    return main(["fit", "--config", "smoke", f"--data.root={dataset}", f"--out={out}", *more])


@pytest.fixture(scope="module")
def run(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the smoke config, two epochs long."""
    out = tmp_path_factory.mktemp("runs")
    assert fit(dataset, out, "--trainer.max_epochs", "2") == 0
    return out / "smoke"


def test_a_run_leaves_its_files(run: Path) -> None:
    loaded = load_network(run / "best.ckpt", "cutout")
    assert loaded.size == (64, 64)
    load_network(run / "last.ckpt", "cutout")
    with (run / "metrics.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["0", "1"]
    assert [row["samples"] for row in rows] == ["8", "16"]
    assert {"train/loss", "val/dice", "val/iou", "val/mae", "val/mse", "seconds"} <= set(rows[0])
    grid = cv2.imread(str(run / "images.png"))
    assert grid is not None
    assert grid.shape == (2 * 68, 3 * 68, 3)  # two samples of val: input, target, prediction
    assert list(run.glob("events.out.tfevents.*"))
    assert "CutoutTask" in (run / "config.yaml").read_text()


def test_checkpoints_hold_data_alone(run: Path) -> None:
    checkpoint = torch.load(run / "last.ckpt", weights_only=True)
    assert "hyper_parameters" not in checkpoint, "they would override the command line"
    assert checkpoint["packshot"]["network"]["name"] == "cutout"


def test_validate_and_test_measure_the_best_checkpoint(run: Path, dataset: Path) -> None:
    common = ["--config", "smoke", f"--data.root={dataset}", f"--out={run.parent}"]
    assert main(["validate", *common]) == 0
    record = json.loads((run / "validate.json").read_text())
    assert record["checkpoint"] == str(run / "best.ckpt")
    with (run / "metrics.csv").open(newline="") as file:
        best = max(float(row["val/dice"]) for row in csv.DictReader(file))
    assert record["metrics"]["val/dice"] == pytest.approx(best, abs=0.005)
    assert main(["test", *common]) == 0
    assert {"test/dice", "test/iou", "test/mae"} <= set(json.loads((run / "test.json").read_text())["metrics"])


def test_a_run_resumes_where_it_ended(run: Path, dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ["--trainer.max_epochs", "3", "--ckpt_path", "last"]
    before = torch.load(run / "last.ckpt", weights_only=True)["global_step"]
    assert fit(dataset, run.parent, *more) == 0
    after = torch.load(run / "last.ckpt", weights_only=True)
    assert (before, after["global_step"], after["epoch"]) == (4, 6, 2)
    with (run / "metrics.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["0", "1", "2"]
    assert [row["samples"] for row in rows] == ["8", "16", "24"]
    capsys.readouterr()
    assert fit(dataset, run.parent, *more) == 0
    assert "nothing was trained" in capsys.readouterr().out


def test_a_checkpoint_brings_its_weights(run: Path, dataset: Path) -> None:
    """First weights need not be at hand where others take their place, and the run's config keeps what they were."""
    more = ["--model.network.encoder_weights=/nowhere.pth", "--model.start_from=/nowhere.ckpt", "--ckpt_path=last"]
    assert main(["validate", "--config=smoke", f"--data.root={dataset}", f"--out={run.parent}", *more]) == 0
    assert fit(dataset, run.parent, "--trainer.max_epochs=2", *more) == 0
    assert "encoder_weights: /nowhere.pth" in (run / "config.yaml").read_text()


def test_a_new_run_does_not_end_another(run: Path, dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fit(dataset, run.parent) == 2
    assert "holds a run already: continue with --ckpt_path last" in capsys.readouterr().err


def test_the_seed_holds(dataset: Path, tmp_path: Path) -> None:
    def loss(name: str) -> str:
        assert fit(dataset, tmp_path, "--name", name, "--trainer.max_epochs=1", "--data.augment=strong") == 0
        with (tmp_path / name / "metrics.csv").open(newline="") as file:
            return next(csv.DictReader(file))["train/loss"]

    assert loss("one") == loss("two")


def test_ctrl_c_leaves_a_run_to_resume_and_nobody_else_trains_in_its_folder(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-m", "trainlib", "fit", "--config", "smoke", f"--data.root={dataset}"]
    command += [f"--out={tmp_path}", "--data.num_workers=1", "--trainer.max_epochs"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [*command, "5000"],
        cwd=REPOSITORY,
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    curve = tmp_path / "smoke" / "metrics.csv"
    deadline = time.monotonic() + 120
    while not curve.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    for more in ([], ["--overwrite=true"], ["--ckpt_path=last"]):
        assert fit(dataset, tmp_path, *more) == 2
        said = capsys.readouterr().err
        assert f"another fit is at work in it (process {process.pid} on " in said and "Traceback" not in said
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: the workers get it, too
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--ckpt_path last continues from here" in errors
    assert "Traceback" not in errors
    state = torch.load(tmp_path / "smoke" / "last.ckpt", weights_only=True)
    epochs = str(state["epoch"] + 2)
    assert main(["fit", *command[4:-1], "--trainer.max_epochs", epochs, "--ckpt_path", "last"]) == 0
    resumed = torch.load(tmp_path / "smoke" / "last.ckpt", weights_only=True)
    assert resumed["global_step"] > state["global_step"]


NETWORK = "--model.network"


def test_a_checkpoint_of_another_kind_is_refused(
    run: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    common = [f"--data.root={dataset}", f"--out={tmp_path}", f"--ckpt_path={run / 'best.ckpt'}"]
    assert main(["validate", "--config=relight", *common]) == 2
    assert "holds a cutout network, the config trains relight" in capsys.readouterr().err
    assert main(["validate", "--config=smoke", f"{NETWORK}.encoder=resnet18", *common]) == 2
    assert "encoder is 'tu-regnetx_002' there and 'resnet18' here" in capsys.readouterr().err


def test_a_broken_sample_is_named_from_a_worker(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = make_dataset(tmp_path / "data", count=6)
    (root / "samples/000/000001/input.png").write_bytes(b"")
    assert fit(root, tmp_path, "--data.num_workers=1") == 2
    last = capfd.readouterr().err.strip().splitlines()[-1]
    assert (
        last
        == f"error: {root}/samples/000/000001/input.png: not a readable image; \
delete its folder and generate the sample again"
    )


def test_a_config_of_a_run_measures_it(run: Path, dataset: Path) -> None:
    settings = [f"--config={run / 'config.yaml'}", f"--data.root={dataset}"]
    assert main(["test", *settings]) == 0
