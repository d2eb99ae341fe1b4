"""Outlines in millimetres: a drawn beaker comes back with its own measures, whole and as half a profile."""

import dataclasses
from pathlib import Path
from xml.etree import ElementTree

import ezdxf
import numpy as np
import pytest
from PIL import Image
from test_drawings import CLEAN
from vessel_profiles import beaker

from trainlib.drawings.plate import Plate, draw_plate
from trainlib.outlines.command import main
from trainlib.outlines.scale_bar import bar_length, ink_of
from trainlib.outlines.trace import sections_of

RADIUS, HEIGHT, WALL = 50.0, 100.0, 10.0  # mm, of `beaker()`


def write(folder: Path, plate: Plate) -> list[str]:
    """The plate and its mask as files, and the words that name them."""
    for name, picture in (("drawings", plate.image), ("masks", plate.mask)):
        (folder / name).mkdir()
        Image.fromarray(picture).save(folder / name / "plate.png")
    return [str(folder / "drawings"), "--masks", str(folder / "masks"), "--out", str(folder / "out")]


def polyline(folder: Path) -> list[np.ndarray]:
    """The closed polylines of the DXF, mm."""
    space = ezdxf.readfile(folder / "out/plate.dxf").modelspace()
    found = [one for one in space.query("LWPOLYLINE") if one.closed]
    return [np.array(one.get_points("xy")) for one in found]


def area(points: np.ndarray) -> float:
    x, y = points.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


@pytest.mark.parametrize("right", [0.0, 1.0])
@pytest.mark.parametrize("mirror", [False, True])
def test_a_beaker_has_its_measures_in_millimetres(tmp_path: Path, right: float, mirror: bool) -> None:
    plate = draw_plate([beaker()], 320, dataclasses.replace(CLEAN, right=right), np.random.default_rng(4))
    bar = str(1000 * plate.ground_truth["scale_bar"]["length_m"])
    assert main([*write(tmp_path, plate), "--bar-mm", bar, *(["--mirror"] if mirror else [])]) == 0
    loops = polyline(tmp_path)
    assert len(loops) == 1, "one path a vessel"
    width, height = np.ptp(loops[0], axis=0)
    assert width == pytest.approx(2 * RADIUS if mirror else RADIUS, abs=1.5)
    assert height == pytest.approx(HEIGHT, abs=1.5)
    half = RADIUS * HEIGHT - (RADIUS - WALL) * (HEIGHT - WALL)
    assert area(loops[0]) == pytest.approx(2 * half if mirror else half, rel=0.05)
    document = ezdxf.readfile(tmp_path / "out/plate.dxf")
    assert document.header["$INSUNITS"] == 4, "millimetres"
    axis = document.modelspace().query("LINE")[0].dxf
    assert axis.start.x == pytest.approx(
        plate.ground_truth["vessels"][0]["axis_x"] * 1000 / plate.ground_truth["px_per_m"], abs=1
    )


def test_the_svg_has_the_same_path_in_millimetres(tmp_path: Path) -> None:
    plate = draw_plate([beaker(), beaker(0.06)], 320, CLEAN, np.random.default_rng(4))
    mm = 1000 / plate.ground_truth["px_per_m"]
    assert main([*write(tmp_path, plate), "--mm-per-px", str(mm)]) == 0
    root = ElementTree.parse(tmp_path / "out/plate.svg").getroot()
    assert root.get("width") == f"{320 * mm:.2f}mm" and root.get("viewBox") == f"0 0 {320 * mm:.2f} {320 * mm:.2f}"
    paths = [one for one in root if one.tag.endswith("path")]
    assert [one.get("id") for one in paths] == ["vessel_1", "vessel_2"]
    for path, loop in zip(paths, polyline(tmp_path), strict=True):
        data = str(path.get("d")).removeprefix("M").removesuffix(" Z").split(" L")
        points = np.array([[float(value) for value in pair.split(",")] for pair in data])
        np.testing.assert_allclose(points, loop * [1, -1] + [0, 320 * mm], atol=0.006)


def test_a_sherd_takes_its_axis_from_the_drawn_line() -> None:
    found = []
    for seed in range(6):
        plate = draw_plate([beaker()], 320, dataclasses.replace(CLEAN, sherds=1.0), np.random.default_rng(seed))
        section = sections_of(plate.mask, ink_of(plate.image))[0]
        ground_truth = plate.ground_truth["vessels"][0]
        if section.axis_x is not None:
            assert section.side == ground_truth["side"]
            found.append(abs(section.axis_x - ground_truth["axis_x"]))
    assert len(found) >= 4 and max(found) < 2


@pytest.mark.parametrize("seed", range(5))
def test_the_bar_is_as_long_as_it_was_drawn(seed: int) -> None:
    plate = draw_plate([beaker()], 320, CLEAN, np.random.default_rng(seed))
    ends = np.array(plate.ground_truth["scale_bar"]["ends"])
    assert bar_length(ink_of(plate.image), plate.mask) == pytest.approx(np.hypot(*(ends[1] - ends[0])), abs=3.5)


def test_no_bar_and_no_mask_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plate = draw_plate([beaker()], 320, CLEAN, np.random.default_rng(4))
    blank = dataclasses.replace(plate, image=np.full_like(plate.image, 250))
    words = write(tmp_path, blank)
    assert main([*words, "--bar-mm", "50"]) == 1
    assert "no scale bar found; give --mm-per-px" in capsys.readouterr().err
    assert main([*words, "--mm-per-px", "0"]) == 2
