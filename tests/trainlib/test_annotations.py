"""Exports of CVAT become pictures and masks; what is odd in them is told and harms nothing."""

import io
from pathlib import Path

import numpy as np
import pytest
from cvat_exports import HEIGHT, WIDTH, coco, cvat_xml, image, pack, picture, png, polygon
from PIL import Image
from pycocotools import mask as coco_mask

from trainlib.annotations.annotated import Wanted
from trainlib.annotations.command import main
from trainlib.annotations.cvat_xml import read_cvat_xml
from trainlib.data.annotated_folders import AnnotatedDataModule
from trainlib.records.dataset import DatasetError

BOX = np.zeros((HEIGHT, WIDTH), bool)
BOX[2:6, 3:9] = True  # what "3,2;9,2;9,6;3,6" covers
SQUARE = polygon("3.00,2.00;9.00,2.00;9.00,6.00;3.00,6.00")


def run(tmp_path: Path, export: Path, *words: str) -> int:
    return main([str(export), "--out", str(tmp_path / "out"), "--split.val", "0", "--split.test", "0", *words])


def written(tmp_path: Path, name: str = "a") -> np.ndarray:
    return np.array(Image.open(tmp_path / f"out/trainannot/{name}.png")) > 127


def off(found: np.ndarray) -> int:
    """How many pixels differ from the box, its rim aside, which rasterisers round either way."""
    inner, outer = np.zeros_like(BOX), np.zeros_like(BOX)
    inner[3:5, 4:8], outer[1:7, 2:10] = True, True
    return int((inner & ~found).sum() + (found & ~outer).sum())


@pytest.mark.parametrize("folder", ["images/a.png", "images/default/a.png"])
def test_polygons_of_cvat_for_images(tmp_path: Path, folder: str) -> None:
    export = pack(tmp_path / "x.zip", {"annotations.xml": cvat_xml(image(SQUARE)), folder: picture()})
    assert run(tmp_path, export) == 0
    assert off(written(tmp_path)) == 0
    assert (tmp_path / "out/train/a.png").read_bytes() == picture()


def test_a_run_length_mask_is_exact(tmp_path: Path) -> None:
    # In the box at (3, 2) of 4 x 2: one pixel outside, three inside, two outside, two inside.
    shape = '<mask label="section" source="manual" rle="1, 3, 2, 2" left="3" top="2" width="4" height="2" z_order="0"/>'
    export = pack(tmp_path / "x.zip", {"annotations.xml": cvat_xml(image(shape)), "images/a.png": picture()})
    assert run(tmp_path, export) == 0
    assert np.argwhere(written(tmp_path)).tolist() == [[2, 4], [2, 5], [2, 6], [3, 5], [3, 6]]


def test_polylines_are_outlines_where_their_ends_meet(tmp_path: Path) -> None:
    def covered(points: str) -> int:
        data = cvat_xml(image(f'<polyline label="section" points="{points}" z_order="0"/>')).encode()
        return int((next(read_cvat_xml(data, "x", Wanted(line_width=1))).mask > 0).sum())

    assert covered("3,2;9,2;9,6;3,6;3,2") >= 24
    assert 6 <= covered("1,4;9,4") <= 10


def test_the_segmentation_mask_takes_labels_by_colour(tmp_path: Path) -> None:
    levels = np.zeros((HEIGHT, WIDTH, 3))
    levels[2:6, 3:9], levels[0, :] = (10, 128, 0), (0, 0, 200)
    files = {
        "labelmap.txt": "# label:color_rgb:parts:actions\nbackground:0,0,0::\nsection:10,128,0::\nview:0,0,200::\n",
        "ImageSets/Segmentation/default.txt": "a\n",
        "SegmentationClass/a.png": png(levels),
        "SegmentationObject/a.png": png(levels),
    }
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.png").write_bytes(picture())
    export = pack(tmp_path / "x.zip", dict(files))
    assert run(tmp_path, export, "--labels", "section", "--images", str(tmp_path / "photos")) == 0
    np.testing.assert_array_equal(written(tmp_path), BOX)


def test_coco_in_polygons_and_both_forms_of_runs(tmp_path: Path) -> None:
    column_runs = [3 * HEIGHT + 2] + [4, HEIGHT - 4] * 5 + [4, 2 + 3 * HEIGHT]
    packed = coco_mask.encode(np.asfortranarray(BOX.astype(np.uint8)))["counts"].decode()
    forms: list[object] = [
        {"size": [HEIGHT, WIDTH], "counts": column_runs},
        {"size": [HEIGHT, WIDTH], "counts": packed},
        [[3, 2, 9, 2, 9, 6, 3, 6]],
    ]
    for at, form in enumerate(forms):
        place = tmp_path / str(at)
        place.mkdir()
        shapes: list[dict[str, object]] = [
            {"category_id": 1, "segmentation": form},
            {"category_id": 2, "segmentation": [[0, 0, 12, 0, 12, 8, 0, 8]]},
        ]
        files = {"annotations/instances_default.json": coco(shapes), "images/default/a.png": picture()}
        assert run(place, pack(place / "x.zip", dict(files)), "--labels", "section") == 0
        assert off(written(place)) == 0
        if at < 2:
            np.testing.assert_array_equal(written(place), BOX)


def test_scans_of_one_drawing_are_in_one_split(tmp_path: Path) -> None:
    names = [f"plate{plate:02d}_{part}.png" for plate in range(10) for part in "abc"]
    xml = cvat_xml("".join(image(SQUARE, name) for name in names))
    export = pack(tmp_path / "x.zip", {"annotations.xml": xml, **{f"images/{n}": picture() for n in names}})
    out = tmp_path / "out"
    assert main([str(export), "--out", str(out), "--group", "(plate\\d+)", "--split.val", "0.2"]) == 0
    places = {split: {path.name[:7] for path in (out / split).iterdir()} for split in ("train", "val", "test")}
    assert [len(places[split]) for split in ("train", "val", "test")] == [7, 2, 1]
    assert len(set.union(*places.values())) == 10
    data = AnnotatedDataModule(str(out), size=32, batch_size=2, num_workers=0, cache_dir=str(tmp_path / "cache"))
    data.setup("fit")
    assert len(data.sets["train"]) == 21 and len(data.sets["val"]) == 6  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["../../evil.png", "/etc/evil.png", "C:/evil.png", "..\\evil.png"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    export = pack(tmp_path / "x.zip", {"annotations.xml": cvat_xml(image(SQUARE, name)), f"images/{name}": picture()})
    assert run(tmp_path, export) == 2
    assert "leads out" in capsys.readouterr().err
    assert not list(tmp_path.parent.glob("evil*")) and not (tmp_path / "out").exists()


def test_entities_are_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><annotations>&b;</annotations>'
    with pytest.raises(DatasetError, match="not readable as XML"):
        list(read_cvat_xml(bomb.encode(), "x", Wanted()))


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ('<mask label="s" rle="1, 9" left="3" top="2" width="4" height="2"/>', "runs of 10 pixels"),
        ('<mask label="s" rle="0, 8" left="10" top="2" width="4" height="2"/>', "a box at 10, 2"),
        ('<mask label="s" rle="0, x" left="0" top="0" width="4" height="2"/>', "invalid literal"),
        ('<polygon label="s" points="1,2;3,nan;4,4"/>', "not pairs of numbers"),
        ('<box label="s" xtl="1" ytl="1" xbr="3" ybr="3"/>', "is not an area"),
    ],
)
def test_a_broken_shape_is_told_and_the_others_count(
    tmp_path: Path, shape: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    export = pack(tmp_path / "x.zip", {"annotations.xml": cvat_xml(image(shape + SQUARE)), "images/a.png": picture()})
    assert run(tmp_path, export) == 0
    assert off(written(tmp_path)) == 0
    assert told in capsys.readouterr().out


def test_a_picture_of_another_size_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = io.BytesIO()
    Image.new("RGB", (5, 5)).save(file, "PNG")
    export = pack(tmp_path / "x.zip", {"annotations.xml": cvat_xml(image(SQUARE)), "images/a.png": file.getvalue()})
    assert run(tmp_path, export) == 2
    assert "5 x 5 pixels, its annotations are for 12 x 8" in capsys.readouterr().err


def test_what_is_no_export_says_what_is_wanted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, pack(tmp_path / "x.zip", {"readme.txt": "hello"})) == 2
    assert "CVAT for images 1.1" in capsys.readouterr().err
    (tmp_path / "y.zip").write_bytes(b"no zip")
    assert run(tmp_path, tmp_path / "y.zip") == 2
    assert "neither a .zip nor a folder" in capsys.readouterr().err
