"""Drawings: the mask is the section, the scale is true, splits share no vessel."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from vessel_profiles import beaker, write_beakers

from trainlib.drawings.command import main
from trainlib.drawings.plate import draw_plate
from trainlib.drawings.style import STYLES, Style
from trainlib.drawings.vessel import above

CLEAN = dataclasses.replace(
    STYLES["printed"],
    sections=(("filled", 1.0),),
    sherds=0.0,
    wobble_px=(0.0, 0.0),
    turn_deg=0.0,
    grid=0.0,
    fold=0.0,
    stains=0,
    right=0.0,
    ink=(0, 0),
    noise=(0.0, 0.0),
    blur_px=(0.0, 0.0),
)


@pytest.mark.parametrize("style", [CLEAN, dataclasses.replace(CLEAN, turn_deg=4.0, right=1.0)])
def test_the_mask_has_the_sections_area_and_place(style: Style) -> None:
    plate = draw_plate([beaker()], 320, style, np.random.default_rng(4))
    scale = plate.ground_truth["px_per_m"]
    area = (0.05 * 0.1 - 0.04 * 0.09) * scale**2
    assert (plate.mask / 255).sum() == pytest.approx(area, rel=0.06)
    outline = np.array(plate.ground_truth["vessels"][0]["outline"])
    rows, columns = np.nonzero(plate.mask > 127)
    assert columns.min() == pytest.approx(outline[:, 0].min(), abs=1.5)
    assert columns.max() == pytest.approx(outline[:, 0].max(), abs=1.5)
    assert rows.max() == pytest.approx(outline[:, 1].max(), abs=1.5)
    axis, side = plate.ground_truth["vessels"][0]["axis_x"], plate.ground_truth["vessels"][0]["side"]
    assert side == (1 if style.right else -1)
    assert side * (columns.mean() - axis) > 0
    ends = np.array(plate.ground_truth["scale_bar"]["ends"])
    assert np.hypot(*(ends[1] - ends[0])) == pytest.approx(plate.ground_truth["scale_bar"]["length_m"] * scale, abs=0.1)


def test_a_filled_section_is_dark_and_an_outlined_one_is_not() -> None:
    def darkness(section: str) -> float:
        style = dataclasses.replace(CLEAN, sections=((section, 1.0),), line_px=(1.0, 1.0), view=0.0)
        plate = draw_plate([beaker(wall=0.02)], 320, style, np.random.default_rng(4))
        return 255 - float(plate.image[plate.mask == 255].mean())

    assert darkness("filled") > 200 > darkness("hatched") > darkness("outline")
    assert 10 < darkness("stippled") < 200


def test_a_sherd_is_cut_level() -> None:
    cut = above(beaker().section, 0.06)
    assert cut[:, 1].min() == pytest.approx(0.06) and cut[:, 1].max() == pytest.approx(0.1)
    assert set(np.round(cut[:, 0], 6)) == {0.04, 0.05}


def test_the_command_writes_what_fit_reads_and_no_vessel_is_in_two_splits(tmp_path: Path) -> None:
    profiles, out = write_beakers(tmp_path / "p.jsonl"), tmp_path / "out"
    words = ["--profiles", str(profiles), "--count", "20", "--size", "192", "--style", "field"]
    assert main([*words, "--out", str(out)]) == 0
    lines = [json.loads(line) for line in (out / "drawings.jsonl").read_text().splitlines()]
    places: dict[str, set[str]] = {}
    for one in lines:
        picture = Image.open(out / one["split"] / f"{one['name']}.jpg")
        mask = Image.open(out / f"{one['split']}annot" / f"{one['name']}.png")
        assert picture.size == mask.size == (192, 192) and np.array(mask).max() == 255
        places.setdefault(one["split"], set()).update(vessel["profile"] for vessel in one["vessels"])
    assert [len([one for one in lines if one["split"] == split]) for split in ("train", "val", "test")] == [16, 2, 2]
    assert not places["train"] & places["val"] and not places["train"] & places["test"]
    assert main([*words, "--out", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again/drawings.jsonl").read_bytes() == (out / "drawings.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("line", "told"),
    [("{}", "line 1: no profile"), ('{"id": "a", "outside": [[0, 1]], "section": [[0, 1]]}', "too few points")],
)
def test_what_is_no_profile_is_named(tmp_path: Path, line: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.jsonl").write_text(line + "\n")
    assert main(["--profiles", str(tmp_path / "p.jsonl"), "--out", str(tmp_path / "out")]) == 2
    assert told in capsys.readouterr().err
