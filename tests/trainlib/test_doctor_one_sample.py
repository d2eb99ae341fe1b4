"""Each fault that is put into a sample is found."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.trainlib.fixture_dataset import make_dataset, write_exr
from trainlib.data.layers import read_image, read_layers
from trainlib.doctor.alignment import misalignment
from trainlib.doctor.findings import PROBLEM, Finding
from trainlib.doctor.one_sample import back_to_camera, examine
from trainlib.doctor.whole_set import examine_set
from trainlib.records.dataset import open_dataset

RESOLUTION = (64, 64)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_dataset(tmp_path / "data", count=12)


def look(root: Path, place: int = 0) -> list[Finding]:
    return list(examine(open_dataset(root).samples[place], RESOLUTION).findings)


def checks(findings: list[Finding]) -> set[str]:
    return {finding.check for finding in findings if finding.level == PROBLEM}


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
    assert "is not a number" in texts(root, "depth")[0]


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
