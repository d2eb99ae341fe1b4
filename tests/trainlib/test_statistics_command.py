"""Mean and spread of the training images, by hand."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from trainlib.cli.main import main
from trainlib.data.splits import SplitConfig


def test_mean_and_spread_are_those_of_the_training_photos(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"p{number}" for number in range(10)]
    train = SplitConfig(0.1, 0.2).names_in("train", names)
    for place, name in enumerate(names):
        # Of training half of each photo is 51/255 = 0.2, half 153/255 = 0.6 in red; the others would change it.
        level = np.full((4 + place, 6, 3), 255, np.uint8)
        if name in train:
            level[:, :3, 0], level[:, 3:, 0] = 51, 153
            level[..., 1:] = 102
        Image.fromarray(level).save(tmp_path / f"{name}.png")
    assert main(["statistics", str(tmp_path), "--split.test", "0.2"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("7 training images")
    assert told[1] == '--model.network.mean "[0.4000, 0.4000, 0.4000]" --model.network.std "[0.2000, 0.0000, 0.0000]"'


def test_a_dataset_and_mistakes(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["statistics", str(dataset)]) == 0
    assert "training images" in capsys.readouterr().out
    assert main(["statistics", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err
