"""The configs that ship for relighting, whole: fit, measure, continue, and use on photos."""

import csv
import json
from pathlib import Path

import cv2
import pytest
from training import UNET_WORDS

from trainlib.cli.main import main

SMALL = ["--data.size=64", "--data.batch_size=4", "--data.num_workers=0", "--trainer.accelerator=cpu"]
# Their own networks are large; one of a few channels goes the same way.


@pytest.mark.slow
@pytest.mark.parametrize(
    ("config", "more", "columns"),
    [
        ("multitask", [], 9),
        ("pix2pix", ["--model.adversary.width=4", "--model.adversary.layers=2"], 3),
        ("relight", ["--model.network.inputs=[image,alpha,depth,normal]", "--model.network.encoder_weights=null"], 3),
    ],
)
def test_a_config_goes_all_the_way(
    config: str, more: list[str], columns: int, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [f"--config={config}", f"--data.root={dataset}", f"--out={tmp_path}", *SMALL, *UNET_WORDS, *more]
    run = tmp_path / config
    assert main(["fit", *words, "--trainer.max_epochs=1"]) == 0
    assert cv2.imread(str(run / "images.png")).shape == (2 * 68, columns * 68, 3)
    assert main(["validate", *words]) == 0
    record = json.loads((run / "validate.json").read_text())
    with (run / "metrics.csv").open(newline="") as file:
        row = next(csv.DictReader(file))
    measured = {key: float(row[key]) for key in record["metrics"]}
    assert record["metrics"] == pytest.approx(measured, rel=1e-3), "as it was measured while training"
    assert main(["test", *words]) == 0
    assert "test/mse" in json.loads((run / "test.json").read_text())["metrics"]
    assert main(["fit", *words, "--trainer.max_epochs=2", "--ckpt_path=last"]) == 0
    with (run / "metrics.csv").open(newline="") as file:
        assert [row["samples"] for row in csv.DictReader(file)] == ["8", "16"]

    out, best = tmp_path / "packshots", run / "best.ckpt"
    cutout = best
    if config != "multitask":
        smoke = ["--config=smoke", f"--data.root={dataset}", f"--out={tmp_path}", "--trainer.max_epochs=1"]
        assert main(["fit", *smoke]) == 0
        cutout = tmp_path / "smoke" / "best.ckpt"
    capsys.readouterr()
    code = main(["predict", f"--photos={dataset}", f"--out={out}", f"--cutout={cutout}", f"--relight={best}"])
    if config == "relight":
        assert code == 2
        assert "depth and normal" in capsys.readouterr().err, "which a photo does not have"
    else:
        assert code == 0
        assert len(list(out.glob("*.packshot.png"))) == 2
