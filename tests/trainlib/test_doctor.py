"""The doctor: a sound dataset is called sound, and each fault that is put in is found."""

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.trainlib.fixture_dataset import make_dataset, write_exr
from trainlib.data.layers import read_image, read_layers
from trainlib.doctor.alignment import misalignment
from trainlib.doctor.command import main, print_findings
from trainlib.doctor.findings import PROBLEM, Finding
from trainlib.doctor.one_sample import back_to_camera, examine
from trainlib.doctor.whole_set import examine_header, examine_set, missing
from trainlib.records.dataset import DatasetError, open_dataset

RESOLUTION = (64, 64)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_dataset(tmp_path / "data", count=12)


def look(root: Path, place: int = 0) -> list[Finding]:
    return list(examine(open_dataset(root).samples[place], RESOLUTION).findings)


def checks(findings: list[Finding]) -> set[str]:
    return {finding.check for finding in findings if finding.level == PROBLEM}


def test_a_sound_dataset_has_no_problem(root: Path) -> None:
    samples = [examine(sample, RESOLUTION) for sample in open_dataset(root).samples]
    assert not [finding for one in samples for finding in one.findings if finding.level == PROBLEM]
    assert not [finding for finding in examine_set(samples) if finding.level == PROBLEM]
    alpha = read_image(samples[0].sample.folder / "alpha.png")
    assert samples[0].metrics["coverage"] == pytest.approx(alpha.mean() / 255)


def test_a_changed_file_is_told_by_its_checksum(root: Path) -> None:
    path = open_dataset(root).samples[0].folder / "input.png"
    cv2.imwrite(str(path), 255 - cv2.imread(str(path)))
    texts = [finding.text for finding in look(root)]
    assert any("checksum" in text for text in texts)
    assert any("light_room.exr: developed" in text for text in texts)
    path.write_bytes(b"no picture")
    assert "files" in checks(look(root))


@pytest.mark.parametrize("shift", [(4, 0), (0, -3), (3, 3)])
def test_a_mask_beside_its_product_is_found(root: Path, shift: tuple[int, int]) -> None:
    folder = open_dataset(root).samples[0].folder
    alpha, target = read_image(folder / "alpha.png"), read_image(folder / "target.png")
    assert misalignment(target, alpha) is None
    moved = np.roll(alpha, shift, axis=(1, 0))
    assert misalignment(target, moved) == (-shift[0], -shift[1])
    cv2.imwrite(str(folder / "alpha.png"), moved)
    assert "alignment" in {finding.check for finding in look(root)}
    samples = [examine(sample, RESOLUTION) for sample in open_dataset(root).samples]
    assert "alignment" not in checks(examine_set(samples)), "one sample of twelve is a slip"
    assert "alignment" in checks(examine_set(samples[:3])), "one of three is a rule"


def test_light_that_does_not_add_up_is_found(root: Path) -> None:
    folder = open_dataset(root).samples[0].folder
    layers = {name: 1.5 * light.astype(np.float32) for name, light in read_layers(folder / "light_room.exr").items()}
    write_exr(folder / "light_room.exr", layers)
    assert checks(look(root)) == {"files", "light"}


def test_grey_on_white_and_bent_normals_are_found(root: Path) -> None:
    folder = open_dataset(root).samples[0].folder
    target = cv2.imread(str(folder / "target.png"))
    target[2, 2] = 240
    cv2.imwrite(str(folder / "target.png"), target)
    cv2.imwrite(str(folder / "normal.png"), np.full((64, 64, 3), 128, np.uint8))
    assert {"white", "normals"} <= checks(look(root))


def test_an_asset_in_two_splits_is_a_leak(root: Path) -> None:
    samples = [examine(sample, RESOLUTION) for sample in open_dataset(root).samples]
    samples[0].assets["product"] = samples[4].assets["product"]
    (leak,) = [finding for finding in examine_set(samples) if finding.check == "leak"]
    assert leak.samples == (0, 4) and "in several splits (1 train, 1 val)" in leak.text


def test_copies_are_found_between_splits(root: Path) -> None:
    dataset = open_dataset(root)
    shutil.copyfile(dataset.samples[0].folder / "input.png", dataset.samples[5].folder / "input.png")
    samples = [examine(sample, RESOLUTION) for sample in dataset.samples]
    (copy,) = [finding for finding in examine_set(samples) if finding.check == "copy"]
    assert copy.samples == (0, 5) and copy.level == PROBLEM


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


def test_a_sample_that_is_gone_is_told(root: Path) -> None:
    assert not missing(open_dataset(root))
    shutil.rmtree(open_dataset(root).samples[3].folder)
    (finding,) = missing(open_dataset(root))
    assert "1 of 12 samples that index.jsonl lists are not there" in finding.text
    assert "the first is 3" in finding.text


def rewrite(folder: Path, name: str, **values: object) -> None:
    path = folder / name
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def texts(root: Path, check: str) -> list[str]:
    return [finding.text for finding in look(root) if finding.check == check]


def test_records_that_are_not_as_the_format_has_them(root: Path) -> None:
    folder = open_dataset(root).samples[0].folder
    rewrite(folder, "recipe.json", id=7, split="val", camera={})
    assert any("has no camera.distance_m" in text for text in texts(root, "format"))
    assert any("recipe.json: has id 7, its folder another" in text for text in texts(root, "format"))
    assert texts(root, "leak") == ["index.jsonl has it in train, its recipe in val"]
    rewrite(folder, "recipe.json", split="training")
    assert any("split 'training', expected train, val, test" in text for text in texts(root, "format"))
    (folder / "notes.txt").write_text("")
    assert any("holds notes.txt, which sample.json does not list" in text for text in texts(root, "files"))


def test_records_that_are_not_what_the_pictures_show(root: Path) -> None:
    folder = open_dataset(root).samples[0].folder
    assert not checks(look(root))
    alpha = read_image(folder / "alpha.png")
    rewrite(folder, "sample.json", checks={"coverage": alpha.mean() / 255 + 0.02, "fill": 0.5, "in_frame": True})
    assert "sample.json says" in texts(root, "alpha")[0]
    alpha[0, 5] = 9
    cv2.imwrite(str(folder / "alpha.png"), alpha)
    assert any("touches the border" in text for text in texts(root, "alpha"))
    # The product lies at a fifth of 1 to 5 m, so at 1.8; at a fifth of 1 to 13 m it is more than 1.5 times 2 m off.
    rewrite(folder, "sample.json", depth_range_m=[1, 10])
    assert not texts(root, "depth")
    rewrite(folder, "sample.json", depth_range_m=[1, 13])
    assert "its camera 2.00 m off" in texts(root, "depth")[0]
    rewrite(folder, "sample.json", depth_range_m=[5, 1])
    assert texts(root, "depth") == ["depth_range_m is [5, 1], expected 0 <= near < far"]
    rewrite(folder, "sample.json", depth_range_m="far")
    assert "is no number" in texts(root, "depth")[0]


def test_a_target_that_is_all_but_white_and_normals_from_behind(root: Path) -> None:
    folder = open_dataset(root).samples[0].folder
    target, alpha, normal = (read_image(folder / f"{name}.png") for name in ("target", "alpha", "normal"))
    target[0, 0] = 254
    cv2.imwrite(str(folder / "target.png"), target)
    found = texts(root, "white")
    assert len(found) == 2 and "where no shadow falls, is not 255" in found[0]
    assert found[1] == "the border of target is not pure white"
    normal[alpha == 255] = (128, 128, 0)
    cv2.imwrite(str(folder / "normal.png"), normal[..., ::-1])
    assert texts(root, "normals") == ["100% of the product's normals face away from the camera"]


def test_a_wide_lens_sees_what_faces_away_from_its_axis(root: Path) -> None:
    """By hand: a sensor twice as wide as the lens is long sees 45° aside at its edge, and up as far above."""
    back = back_to_camera({"camera": {"lens_mm": 18, "sensor_width_mm": 36}}, (3600, 2))
    np.testing.assert_allclose(back[0, 1800], [0, 0, 1], atol=1e-3)
    np.testing.assert_allclose(back[0, -1], [-(0.5**0.5), 0, 0.5**0.5], atol=1e-3)
    np.testing.assert_allclose(
        back_to_camera({"camera": {"lens_mm": 18, "sensor_width_mm": 36}}, (2, 3600))[0, 0],
        [0, -(0.5**0.5), 0.5**0.5],
        atol=1e-3,
    )
    assert (back_to_camera({}, (4, 4)) == [0, 0, 1]).all()
    # Toward the middle and a little away, z = -0.35: from behind for the fixture's 50 mm, seen by one of 0.5.
    folder = open_dataset(root).samples[0].folder
    alpha, normal = read_image(folder / "alpha.png"), read_image(folder / "normal.png")
    camera = json.loads((folder / "recipe.json").read_text())["camera"] | {"lens_mm": 0.5}
    inward = back_to_camera({"camera": camera}, (alpha.shape[1], alpha.shape[0]))[..., :2]
    inward = 0.937 * inward / np.linalg.norm(inward, axis=-1, keepdims=True)
    levels = (np.dstack([inward, np.full(alpha.shape, -0.35)]) + 1) * 127.5
    normal[alpha == 255] = np.round(levels)[alpha == 255]
    cv2.imwrite(str(folder / "normal.png"), normal[..., ::-1])
    assert texts(root, "normals")
    rewrite(folder, "recipe.json", camera=camera)
    assert not texts(root, "normals")


def test_makers_that_are_not_named_are_told(root: Path) -> None:
    header = json.loads((root / "dataset.json").read_text())
    del header["seed"]
    header["credits"] = header["credits"][:1]
    (root / "dataset.json").write_text(json.dumps(header))
    samples = [examine(sample, RESOLUTION) for sample in open_dataset(root).samples]
    found = [finding.text for finding in examine_header(open_dataset(root), samples)]
    assert found == [
        "dataset.json has no seed",
        "dataset.json names no author of 2 assets: hdri/sky_test, hdri/sky_val",
    ]


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
