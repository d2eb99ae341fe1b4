"""A user's mistake is told in one line."""

from pathlib import Path

import pytest
import torch

from trainlib.cli.main import main

REPOSITORY = Path(__file__).parents[2]


def fit(dataset: Path, out: Path, *more: str) -> int:
    return main(["fit", "--config", "smoke", f"--data.root={dataset}", f"--out={out}", *more])


BASE = ["fit", "--config", "smoke"]


NETWORK = "--model.network"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fitt"], "no command 'fitt' (did you mean fit?)"),
        (["fit"], "fit needs a config: give --config ceramics"),
        (["fit", "--config", "smokey"], "no config 'smokey' (did you mean smoke?)"),
        (BASE, "data.root is missing: give --data.root"),
        ([*BASE, "--data.root=/nowhere/at/all"], "/nowhere/at/all: no such folder"),
        ([*BASE, "--data.root=ROOT", "--data.size=100"], "data.size 100 is not a multiple of 32"),
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
        ("\udcff", "wrong.yaml: not a YAML file (it is not text in UTF-8)"),
    ):
        (tmp_path / "wrong.yaml").write_text(wrong, errors="surrogateescape")
        assert main(["fit", f"--config={tmp_path / 'wrong.yaml'}", f"--data.root={dataset}"]) == 2
        errors = capsys.readouterr().err
        assert message in errors
        assert "Traceback" not in errors


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
