"""The doctor's command: a sound dataset is called sound, and what is wrong is told."""

import json
import shutil
from pathlib import Path

import pytest

from tests.trainlib.fixture_dataset import make_dataset
from trainlib.data.layers import read_image
from trainlib.doctor.command import main, print_findings
from trainlib.doctor.findings import PROBLEM, Finding
from trainlib.doctor.one_sample import examine
from trainlib.doctor.whole_set import examine_set
from trainlib.records.dataset import DatasetError, open_dataset

RESOLUTION = (64, 64)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_dataset(tmp_path / "data", count=12)


def test_a_sound_dataset_has_no_problem(root: Path) -> None:
    samples = [examine(sample, RESOLUTION) for sample in open_dataset(root).samples]
    assert not [finding for one in samples for finding in one.findings if finding.level == PROBLEM]
    assert not [finding for finding in examine_set(samples) if finding.level == PROBLEM]
    alpha = read_image(samples[0].sample.folder / "alpha.png")
    assert samples[0].metrics["coverage"] == pytest.approx(alpha.mean() / 255)


def test_the_command_writes_a_page_and_tells(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(root)]) == 0
    page = root / "doctor.html"
    assert "Nothing" not in page.read_text() and "Distributions" in page.read_text()
    folder = open_dataset(root).samples[3].folder
    (folder / "recipe.json").write_text(json.dumps({"id": 3}))
    assert main([str(root), "--out", str(root / "again.html")]) == 1
    told = capsys.readouterr().out
    assert "problem: sample 3: " in told and "12 samples: 4 problems" in told
    assert main([str(root / "samples")]) == 2


def test_a_first_look_at_some_samples(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(root), "--max-samples", "6"]) == 0
    assert "6 of 12 samples: 0 problems" in capsys.readouterr().out
    assert main([str(root), "--max-samples", "0"]) == 2
    assert capsys.readouterr().err == "error: --max-samples 0: give at least 1\n"


def test_a_broken_recipe_stops_no_doctor(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [sample.folder for sample in open_dataset(root).samples]
    shutil.rmtree(folders[1])
    (folders[2] / "recipe.json").write_text("{broken")
    assert main([str(root)]) == 1
    assert f"problem: sample 2: {folders[2]}/recipe.json: not readable as JSON" in capsys.readouterr().out
    (root / "index.jsonl").unlink()
    assert main([str(root)]) == 1
    told = capsys.readouterr().out
    assert f"problem: {folders[2]}/recipe.json: not readable as JSON" in told and "10 samples" in told
    with pytest.raises(DatasetError, match="not readable as JSON"):
        open_dataset(root)


def test_one_fault_in_many_samples_hides_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    many = [Finding(PROBLEM, "white", (number,), "not white") for number in range(50)]
    print_findings([*many, Finding(PROBLEM, "leak", (1, 9), "a leak")])
    told = capsys.readouterr().out.splitlines()
    assert told == [
        *(f"problem: sample {number}: not white" for number in range(3)),
        "problem: a leak",
        "… and 47 more of problem white, on the page",
    ]
