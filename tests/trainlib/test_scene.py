"""Scenes: numbers to images, from the dataset to a checkpoint that says what its numbers are."""

import csv
import json
from pathlib import Path
from typing import Any

import cv2
import lightning
import numpy as np
import pytest
import torch
from fixture_scenes import NAMES, make_scenes
from training import trainer_of

from trainlib.checkpoints import load_network
from trainlib.cli.main import main
from trainlib.data.device import collate, convert_batch
from trainlib.data.scene import SceneDataModule, numbers_of
from trainlib.models import SceneDecoderConfig
from trainlib.models.scene_vector import SceneVector
from trainlib.records.dataset import DatasetError
from trainlib.tasks import Optimisation, SceneDecoderTask
from trainlib.training.compatibility import connect


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve scenes of 32 by 32: eight train, two val, two test."""
    return make_scenes(tmp_path_factory.mktemp("scenes") / "balls")


def data_of(root: Path, **settings: Any) -> SceneDataModule:
    data = SceneDataModule(**{"root": str(root), "size": 32, "batch_size": 4, "num_workers": 0} | settings)
    data.setup("fit")
    return data


def scene_of(root: Path, number: int) -> dict[str, float]:
    return numbers_of(json.loads((root / f"samples/000/{number:06d}/recipe.json").read_text()))


def test_numbers_stand_at_their_paths() -> None:
    scene = {"at": [0.5, 2], "far": float("inf"), "name": "ball"}
    recipe = {"id": 3, "lit": True, "scene": scene, "camera": {"mm": 50}}
    assert numbers_of(recipe) == {"id": 3.0, "scene.at.0": 0.5, "scene.at.1": 2.0, "camera.mm": 50.0}


def test_numbers_go_from_minus_one_to_one_over_training(scenes: Path) -> None:
    data = data_of(scenes)
    assert list(data.vector.names) == NAMES
    items = [data.sets["train"][place] for place in range(8)]
    table = data.vector.normalise(torch.stack([item["scene"] for item in items]))
    assert table.amin(0).tolist() == pytest.approx([-1] * 5)
    assert table.amax(0).tolist() == pytest.approx([1] * 5)
    # By hand: the sample in the place 5 of train is number 7.
    watts = [scene_of(scenes, number)["scene.watt"] for number in (0, 1, 2, 3, 6, 7, 8, 9)]
    share = (watts[5] - min(watts)) / (max(watts) - min(watts))
    assert float(table[5][3]) == pytest.approx(2 * share - 1, abs=1e-6)
    assert (items[5]["id"], items[5]["split"]) == ("balls/000007", "train")
    stored = cv2.imread(str(scenes / "samples/000/000007/input.png"))[..., ::-1]
    np.testing.assert_array_equal(items[5]["image"].permute(1, 2, 0), stored)


def test_any_numbers_of_a_recipe_will_do(scenes: Path, dataset: Path) -> None:
    data = data_of(dataset, size=64, numbers=["camera.distance_m", "room_gains.lamp"])
    distance, lamp = data.vector.normalise(data.sets["train"][0]["scene"]).tolist()
    assert distance == 0, "it never changes"
    assert -1 <= lamp <= 1
    with pytest.raises(DatasetError, match=r"no number 'room_gains.lump' \(did you mean room_gains.lamp\?"):
        data_of(dataset, size=64, numbers=["room_gains.lump"])
    with pytest.raises(DatasetError, match="no numbers under 'scene'; name some of its others"):
        data_of(dataset, size=64)
    with pytest.raises(ValueError, match="name at least one number, and each once"):
        data_of(scenes, numbers=["id", "id"])


def test_a_vector_is_kept_as_plain_data() -> None:
    vector = SceneVector.around(["a", "b"], [[1, 5], [3, 5]])
    assert vector.to_plain() == {"names": ["a", "b"], "ranges": [[1, 3], [5, 5]]}
    assert SceneVector.of_plain(vector.to_plain()) == vector
    assert vector.normalise(torch.tensor([2.5, 9])).tolist() == [0.5, 0.0]


@pytest.mark.slow
def test_a_decoder_learns_a_tiny_set_by_heart(scenes: Path) -> None:
    lightning.seed_everything(1, verbose=False)
    task = SceneDecoderTask(SceneDecoderConfig(size=32, width=8), optimisation=Optimisation(lr=5e-3))
    data = data_of(scenes, batch_size=8)
    connect(task, data)
    trainer_of(max_steps=300, limit_val_batches=0).fit(task, data)
    train = data.sets["train"]
    batch = convert_batch(collate([train[place] for place in range(8)]))
    task.eval()
    with torch.no_grad():
        drawn = task.predict_batch(batch)
    errors = (drawn[:, None] - batch["image"][None]).square().mean((2, 3, 4))
    assert errors.diagonal().max() < 4e-3
    assert errors.argmin(1).tolist() == list(range(8)), "each vector draws its own scene"


def words(scenes: Path, out: Path, *more: str) -> list[str]:
    network = ["--model.network.size=32", "--model.network.width=2"]
    small = ["--data.size=32", *network, "--data.num_workers=0", "--data.batch_size=4"]
    return ["--config", "scene", f"--data.root={scenes}", f"--out={out}", *small, *more]


def test_the_road_of_a_scene_decoder(scenes: Path, tmp_path: Path) -> None:
    assert main(["fit", *words(scenes, tmp_path, "--trainer.max_epochs=2")]) == 0
    run = tmp_path / "scene"
    grid = cv2.imread(str(run / "images.png"))
    assert grid.shape == (2 * 36, 2 * 36, 3), "two scenes of val: as it is, as it is drawn"
    # What the numbers are stands in the checkpoint.
    loaded = load_network(run / "best.ckpt", "scene")
    assert (loaded.inputs, loaded.size) == (("scene",), (32, 32))
    assert loaded.scene == data_of(scenes).vector
    with torch.no_grad():
        assert loaded.module(torch.zeros(1, 5)).shape == (1, 3, 32, 32)
    # Fewer scenes have smaller ranges, but those of the checkpoint hold.
    metrics = []
    for more in ([], ["--data.max_samples=2"]):
        assert main(["validate", *words(scenes, tmp_path, *more)]) == 0
        metrics.append(json.loads((run / "validate.json").read_text())["metrics"])
    assert metrics[0] == metrics[1]
    assert main(["test", *words(scenes, tmp_path)]) == 0
    assert {"test/mse", "test/psnr", "test/ssim"} <= set(json.loads((run / "test.json").read_text())["metrics"])
    assert main(["fit", *words(scenes, tmp_path, "--trainer.max_epochs=3", "--ckpt_path=last")]) == 0
    with (run / "metrics.csv").open(newline="") as file:
        assert [row["epoch"] for row in csv.DictReader(file)] == ["0", "1", "2"]


def test_mistakes_about_scenes_are_one_line(
    scenes: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*arguments: str) -> str:
        capsys.readouterr()
        assert main(list(arguments)) == 2
        return [line for line in capsys.readouterr().err.splitlines() if "Seed set" not in line][-1]

    said = told("fit", *words(scenes, tmp_path, "--model.network.numbers=3"))
    assert "model.network.numbers is 3 and the data's scenes have 5 (scene.ball_m.0, " in said
    assert "give --model.network.numbers 5" in said
    assert "model.network.size is [32, 32] and data.size [64, 64]" in told(
        "fit", *words(scenes, tmp_path, "--data.size=64")
    )
    assert "no numbers under 'scene'" in told("fit", *words(dataset, tmp_path))
    pairs = ["--data=PackshotDataModule", f"--data.root={dataset}"]
    said = told("fit", "--config=scene", f"--out={tmp_path}", *pairs)
    assert said == "error: SceneDecoderTask needs scenes; give --data SceneDataModule"
    balls = ["--data=SceneDataModule", f"--data.root={scenes}", "--data.size=32"]
    said = told("fit", "--config=smoke", f"--out={tmp_path}", *balls)
    assert "CutoutTask needs alpha, which SceneDataModule does not give" in said


def test_a_checkpoint_of_other_numbers_is_refused(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, other = f"[{','.join(NAMES[:2])}]", f"[{','.join(NAMES[2:4])}]"
    two = ["--model.network.numbers=2", "--trainer.max_epochs=1"]
    assert main(["fit", *words(scenes, tmp_path, *two, f"--data.numbers={first}")]) == 0
    assert main(["validate", *words(scenes, tmp_path, *two, f"--data.numbers={other}")]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert "was trained on scene.ball_m.0, scene.ball_m.1, the data have scene.radius_m, scene.watt" in said
    assert f"give --data.numbers {first}" in said
