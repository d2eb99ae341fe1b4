"""The command line as it is used: train, measure, resume, stop, and be told of mistakes."""

import csv
import json
import os
import re
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
from trainlib.console.cli_errors import settings_of
from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.photos import PhotoDataModule
from trainlib.tasks import CutoutTask
from trainlib.training.settings import settings_outside

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
    assert grid.shape == (2 * 68, 3 * 68, 3)  # two samples of val: input, truth, prediction
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
    assert "holds a run already: go on with --ckpt_path last" in capsys.readouterr().err


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
    assert "--ckpt_path last goes on from here" in errors
    assert "Traceback" not in errors
    state = torch.load(tmp_path / "smoke" / "last.ckpt", weights_only=True)
    epochs = str(state["epoch"] + 2)
    assert main(["fit", *command[4:-1], "--trainer.max_epochs", epochs, "--ckpt_path", "last"]) == 0
    resumed = torch.load(tmp_path / "smoke" / "last.ckpt", weights_only=True)
    assert resumed["global_step"] > state["global_step"]


BASE = ["fit", "--config", "smoke"]
NETWORK = "--model.network"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fitt"], "no command 'fitt' (did you mean fit?)"),
        (["fit"], "fit needs a config: give --config cutout"),
        (["fit", "--config", "smokey"], "no config 'smokey' (did you mean smoke?)"),
        (BASE, "data.root is missing: give --data.root"),
        ([*BASE, "--data.root=/nowhere/at/all"], "/nowhere/at/all: no such folder"),
        ([*BASE, "--data.root=ROOT", "--data.size=100"], "data.size 100 is no multiple of 32"),
        (
            [*BASE, "--data.root=ROOT", "--data.batchsize=4"],
            "no setting data.batchsize (did you mean data.batch_size?)",
        ),
        (
            [*BASE, "--data.root=ROOT", "--data.batch_size=many"],
            "data.batch_size: expected a whole number; given is many",
        ),
        ([*BASE, "--data.root=ROOT", "--trainer.max_epoch=1"], "(did you mean trainer.max_epochs?)"),
        (
            [*BASE, "--data.root=ROOT", "--model=CutoutTusk"],
            "no class 'CutoutTusk' (did you mean CutoutTask?)",
        ),
        ([*BASE, "--data.root=ROOT", "--model.network.encoder=resnet19"], "near it are resnet18"),
        ([*BASE, "--data.root=ROOT", "--ckpt_path=last"], "no such checkpoint"),
        (["fit", "--config=relight", "--data.root=ROOT", "--data.augment=strong"], "which changes hues"),
        (
            [*BASE, "--data.root=ROOT", "--model.optimisaton.lr=1"],
            "no setting optimisaton.lr (did you mean optimisation?)",
        ),
        ([*BASE, "--data.root=ROOT", "--trainer.precision=17"], "given is 17"),
        *(
            (
                [*BASE, "--data.root=ROOT", f"--trainer.precision={name}"],
                f"trainer.precision is '{name}'; expected one of",
            )
            for name in ("16-true", "bf16-true", "transformer-engine", "transformer-engine-float16")
        ),
        (
            [*BASE, "--data.root=ROOT", f"{NETWORK}.architecture=unett"],
            "no architecture 'unett'; near it are unet,",
        ),
        (
            [*BASE, "--data.root=ROOT", "--model.optimisation.algorithm=adamm"],
            "expected one of adam, adamw, sgd, rmsprop, adadelta; given is adamm (did you mean adam?)",
        ),
        ([*BASE, "--data.root=ROOT", "--data.size=big"], "data.size: expected a whole number or a list; given is big"),
        ([*BASE, "--data.root=ROOT", "--model.loss={}"], "nothing to learn from: no loss of --model has a weight"),
        ([*BASE, "--data.root=ROOT", "--trainer.devices=a"], "`devices` selected with `CPUAccelerator` should be"),
        (
            [*BASE, "--data.root=ROOT", "--data.size=32", "--data.batch_size=1"],
            "a batch of one image leaves this network's normalisation a single number: raise --data.batch_size",
        ),
        (
            [*BASE, "--data.root=ROOT", "--model.optimisation.schedule=plateau", "--trainer.limit_val_batches=0"],
            "schedule plateau follows val/dice, and trainer.limit_val_batches is 0",
        ),
        ([*BASE, "--data.root=ROOT", "--model.network.space_to_depth=3"], "space_to_depth is 3; expected 1, 2, 4"),
        (
            [
                *BASE,
                "--data.root=ROOT",
                f"{NETWORK}.space_to_depth=1",
                f"{NETWORK}.architecture=pan",
                f"{NETWORK}.encoder=resnet18",
            ],
            "Output size is too small); it takes 128 × 128: --data.size [128, 128]",
        ),
        ([*BASE, "--data.root=ROOT", "--model.optimisation.weight_decay=-1"], "weight_decay is -1.0; it must be"),
        ([*BASE, "--data.root=ROOT", "--patience=3", "--trainer.limit_val_batches=0"], "patience watches val/dice"),
        ([*BASE, "--data.root=ROOT", "--ckpt_path=EVIL"], "refused, it holds more than weights and plain data"),
        ([*BASE, "--data.root=ROOT", "--ckpt_path=CUT"], "broken or cut short"),
        (
            ["fit", "--config=pix2pix", "--data.root=ROOT", "--data.size=32", "--model.adversary.layers=5"],
            "data.size 32 is too small for the discriminator, which needs 96",
        ),
        (
            ["fit", "--config=pix2pix", "--data.root=ROOT", "--trainer.gradient_clip_val=1"],
            "trainer.gradient_clip_val is for tasks with one optimiser; give --model.clip",
        ),
        (["validate", "--config=smoke", "--data.root=ROOT"], "no such checkpoint"),
    ],
)
def test_a_mistake_is_one_line(
    words: list[str], message: str, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil, cut = tmp_path / "evil.ckpt", tmp_path / "cut.ckpt"
    torch.save({"state_dict": {}, "code": Path}, evil)
    cut.write_bytes(evil.read_bytes()[:100])
    for name, path in (("ROOT", dataset), ("EVIL", evil), ("CUT", cut)):
        words = [word.replace(name, str(path)) for word in words]
    if len(words) > 1:
        words.append(f"--out={tmp_path}")
    assert main(words) == 2
    errors = [line for line in capsys.readouterr().err.splitlines() if line.strip() and "Seed set" not in line]
    assert len(errors) == 1
    assert errors[0].startswith("error: ")
    assert message in errors[0]
    assert "Namespace" not in errors[0], "the mistake, and not all settings"


def test_mistakes_in_a_config_are_one_line(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (REPOSITORY / "trainlib/configs/smoke.yaml").read_text()
    for wrong, message in (
        (text.replace("batch_size:", "batchsize:"), "did you mean data.batch_size?"),
        (text.replace("max_epochs:", "max_epoch:"), "did you mean trainer.max_epochs?"),
        (text.replace("CutoutTask", "CutoutTusk"), "did you mean CutoutTask?"),
        (text + "  - [", "wrong.yaml: not readable as YAML: while parsing"),
        ("", "wrong.yaml: is empty, expected settings by name"),
        ("- 1", "wrong.yaml: holds a list, expected settings by name"),
        ("\udcff", "wrong.yaml: no YAML file (it is not text in UTF-8)"),
    ):
        (tmp_path / "wrong.yaml").write_text(wrong, errors="surrogateescape")
        assert main(["fit", f"--config={tmp_path / 'wrong.yaml'}", f"--data.root={dataset}"]) == 2
        errors = capsys.readouterr().err
        assert message in errors
        assert "Traceback" not in errors


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


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["doctor"], "the following arguments are required: dataset"),
        (["doctor", "x", "--outt", "y"], "unrecognized arguments: --outt (did you mean --out?)"),
        (["evaluate", "x", "--out", "y", "--mask=z"], "unrecognized arguments: --mask=z (did you mean --masks?)"),
        (["evaluate", "x", "--out", "y", "--order", "dicee"], "invalid choice: 'dicee'"),
        (["study", "size_curve"], "the following arguments are required: --out"),
        (["report"], "the following arguments are required: --out"),
    ],
)
def test_a_misspelt_option_is_one_line(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert message in line


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device", "best.ckpt"), "best.ckpt: No space left on device; mend that"),
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


def test_help_teaches_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    for word in (
        "fit",
        "validate",
        "test",
        "predict",
        "report",
        "--ckpt_path last",
        "cutout, garments, multitask, pix2pix, relight, scene, smoke",
    ):
        assert word in text


@pytest.mark.parametrize("command", ["fit", "validate", "test"])
def test_help_of_training_is_a_page_and_true(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every setting that it names is one, and where it points to is there."""
    assert main([command, "--help"]) == 0
    text = capsys.readouterr().out
    assert len(text.splitlines()) < 60
    assert max(map(len, text.splitlines())) <= 120
    assert f"python -m trainlib {command}" in text
    data = {*settings_of(PackshotDataModule), *settings_of(PhotoDataModule)}
    known = {*settings_outside(), *(f"data.{name}" for name in data)}
    known |= {f"model.{name}" for name in settings_of(CutoutTask)} | {"model.network.NAME", "model.optimisation.NAME"}
    known |= {"model.help", "data.help", "SETTING"}
    named = {word.rstrip(".") for word in re.findall(r"--([A-Za-z_.]+)", text)}
    assert named <= known, named - known


def test_a_config_of_a_run_measures_it(run: Path, dataset: Path) -> None:
    settings = [f"--config={run / 'config.yaml'}", f"--data.root={dataset}"]
    assert main(["test", *settings]) == 0
