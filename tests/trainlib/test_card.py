"""Model cards: what they say is what the files say."""

import csv
import hashlib
import json
from pathlib import Path

import pytest
import torch

from trainlib.checkpoints import KEY, describe_network
from trainlib.checkpoints.weights_file import write_weights
from trainlib.cli.main import main
from trainlib.models import NetworkConfig, build_network
from trainlib.report.card_measures import read_measures

pytestmark = pytest.mark.train


@pytest.fixture
def network(tmp_path: Path) -> Path:
    arguments = NetworkConfig(encoder="mobilenet_v2").to_plain()
    weights = {f"network.{name}": value for name, value in build_network("cutout", arguments).state_dict().items()}
    path = tmp_path / "mine.safetensors"
    write_weights(
        {KEY: describe_network("cutout", "cutout", arguments, ("image",), (64, 96)), "state_dict": weights}, path
    )
    assert all(isinstance(value, torch.Tensor) for value in weights.values())
    return path


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.json"
    said = {"title": "Mine", "about": "Cuts out.", "failures": "Glass.", "recipe": "make it"}
    path.write_text(json.dumps({**said, "unknown": "Someone under CC0-1.0"}))
    return path


@pytest.fixture
def evaluation(tmp_path: Path) -> Path:
    """Two groups of two photos and one; the mean of groups is not the mean of photos."""
    folder = tmp_path / "photos"
    folder.mkdir()
    with (folder / "photos.csv").open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["photo", "method", "dice"])
        lines.writerows([["a_1", "mine", 0.5], ["a_2", "mine", 0.7], ["b_1", "mine", 1.0]])
    return folder


def test_a_card_says_what_the_files_say(
    network: Path, words: Path, evaluation: Path, dataset: Path, tmp_path: Path
) -> None:
    out, index = tmp_path / "mine.md", tmp_path / "weights.json"
    given = ["--network", str(network), "--dataset", str(dataset), "--evaluation", str(evaluation)]
    assert main(["card", *given, "--words", str(words), "--out", str(out), "--index", str(index), "--name", "own"]) == 0
    card = out.read_text()
    digest = hashlib.sha256(network.read_bytes()).hexdigest()
    assert digest in card
    assert "96 × 64 pixels" in card
    assert "| a | 2 | 0.600 |" in card
    assert "| **mean of groups** | 3 | 0.800 |" in card
    header = json.loads((dataset / "dataset.json").read_text())
    assert f"| {header['seed']} |" in card
    assert max(map(len, card.splitlines())) <= 240
    assert json.loads(index.read_text()) == {"cutout": {"own": {"file": "mine.safetensors", "sha256": digest}}}


def test_what_was_measured_on_pairs_is_a_table_of_colour_errors(tmp_path: Path) -> None:
    lines = ["sample,method,delta_e,lightness,chroma"]
    lines += ["000001,photo as it is,16.0,10.0,8.0", "000001,mine,6.0,4.0,3.0", "000002,mine,8.0,5.0,4.0"]
    (tmp_path / "relighting.csv").write_text("\n".join([*lines, "000002,photo as it is,12.0,8.0,6.0"]) + "\n")
    measures = read_measures(tmp_path)
    assert measures.rows == [["photo as it is", "14.00", "9.00", "7.00"], ["mine", "7.00", "4.50", "3.50"]]
    assert "2 pairs" in measures.about


def test_words_that_lack_one_are_told(network: Path, words: Path, dataset: Path, tmp_path: Path) -> None:
    words.write_text('{"title": "Mine"}')
    given = ["--network", str(network), "--dataset", str(dataset), "--words", str(words)]
    assert main(["card", *given, "--out", str(tmp_path / "card.md")]) == 2
