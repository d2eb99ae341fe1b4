"""Contact sheets, pixel by pixel: pictures read back, letters, places of panels, labels."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from blender_addon.library.asset import Library
from blender_addon.picture.font import GLYPHS, HEIGHT, WIDTH, text_ink, write_text
from blender_addon.picture.png import encode_png
from blender_addon.picture.png_read import decode_png
from blender_addon.picture.sheet import FAINT, INK, PAPER, Cell, contact_sheet
from blender_addon.preview import caption, small
from blender_addon.recipe.draw import draw
from blender_addon.spec import DatasetSpec
from blender_addon.spec_toml import SpecError, load_spec, override


@pytest.mark.parametrize(
    ("shape", "kind"), [((5, 7), "uint8"), ((9, 4, 3), "uint8"), ((6, 5), "uint16"), ((1, 1), "uint8")]
)
def test_pictures_come_back(shape: tuple[int, ...], kind: str) -> None:
    rng = np.random.default_rng(1)
    noise = rng.integers(0, np.iinfo(kind).max + 1, shape).astype(kind)
    slope = np.broadcast_to(np.arange(shape[0]).reshape(-1, *[1] * (len(shape) - 1)) * 3, shape).astype(kind)
    for image in (noise, slope, np.zeros(shape, kind)):
        back = decode_png(encode_png(image))
        assert back.dtype == image.dtype and np.array_equal(back, image)


def test_what_is_no_picture_of_ours_is_refused() -> None:
    good = encode_png(np.zeros((4, 4), np.uint8))
    with pytest.raises(ValueError, match="not a PNG"):
        decode_png(b"GIF89a")
    with pytest.raises(ValueError, match="broken PNG"):
        decode_png(good.replace(zlib.compress(bytes([2, 0, 0, 0, 0] * 4), 4), b"", 1))
    with pytest.raises(ValueError, match="colour type 3"):
        decode_png(good[:25] + b"\x03" + good[26:])
    with pytest.raises(ValueError, match="without a header"):
        decode_png(good[:8])


def test_letters() -> None:
    assert set(map(chr, range(32, 127))) <= set(GLYPHS)
    inks = {letter: ink.tobytes() for letter, ink in GLYPHS.items()}
    assert len(set(inks.values())) == len(inks), "two letters look the same"
    assert all(not ink[:, WIDTH - 1].any() for ink in GLYPHS.values()), "letters touch"
    drawn = ["".join("#" if ink else "." for ink in row) for row in text_ink("Eg")]
    assert drawn == [
        "#####.......",
        "#...........",
        "#......####.",
        "####..#...#.",
        "#.....#...#.",
        "#......####.",
        "#####.....#.",
        ".......###..",
    ]
    assert np.array_equal(text_ink("Café 猫"), text_ink("Cafe ?"))
    assert text_ink("").shape == (HEIGHT, 0)


def test_text_stays_in_its_room() -> None:
    page = np.zeros((20, 100, 3), np.uint8)
    write_text(page, 4, 5, "abcdefgh", (255, 0, 9), width=4 * WIDTH + 5)
    assert np.array_equal((page == (255, 0, 9)).all(-1)[5:13, 4 : 4 + 4 * WIDTH], text_ink("abc…"))
    page[5:13, 4 : 4 + 4 * WIDTH] = 0
    assert not page.any()
    write_text(page, 95, 16, "a", (1, 1, 1))  # no room at all
    assert not page.any()


def test_every_panel_is_where_it_belongs() -> None:
    rng = np.random.default_rng(0)
    cells = [
        Cell(
            [rng.integers(0, 256, (20, 30, 3)).astype(np.uint8), rng.integers(0, 256, (20, 30)).astype(np.uint8)],
            [f"#{number}", "below"],
        )
        for number in range(3)
    ]
    cells.append(Cell([], ["#3 is missing"]))
    page = contact_sheet(cells, ["title"], columns=2)
    wide, high = 62 + 8, 20 + 8 + 2 * (HEIGHT + 3)
    top = 8 + HEIGHT + 3 + 4
    assert page.shape == (top + 2 * high, 8 + 2 * wide, 3)
    assert np.array_equal((page[8:16] == INK).all(-1)[:, 8 : 8 + 5 * WIDTH], text_ink("title"))
    for number, cell in enumerate(cells[:3]):
        x, y = 8 + number % 2 * wide, top + number // 2 * high
        assert np.array_equal(page[y : y + 20, x : x + 30], cell.panels[0])
        assert np.array_equal(page[y : y + 20, x + 32 : x + 62], cell.panels[1][..., None].repeat(3, -1))
        assert (page[y : y + 20, x + 30 : x + 32] == PAPER).all()
        below = page[y + 23 : y + 31, x : x + 2 * WIDTH]
        assert np.array_equal((below == INK).all(-1), text_ink(f"#{number}"))
        below = page[y + 23 + HEIGHT + 3 : y + 31 + HEIGHT + 3, x : x + 5 * WIDTH]
        assert np.array_equal((below == FAINT).all(-1), text_ink("below"))
    missing = page[top + high : top + high + 20, 8 + wide :]
    assert (missing == PAPER).all()


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (4, 1), (16, 3), (64, 5)])
def test_pages_are_about_as_wide_as_a_screen(count: int, columns: int) -> None:
    panel = np.zeros((96, 96), np.uint8)
    page = contact_sheet([Cell([panel] * 4, ["a", "b", "c"])] * count)
    assert round((page.shape[1] - 8) / (4 * 98 + 6)) == columns
    with pytest.raises(ValueError, match="no cells"):
        contact_sheet([])


def test_small_is_the_same_dataset_only_smaller() -> None:
    spec = override(load_spec("packshot"), {"resolution": [640, 480], "render.studio_samples": 4})
    less = small(spec, 5, 96)
    assert (less.count, less.resolution) == (5, (96, 72))
    assert (less.render.room_samples, less.render.studio_samples, less.render.bounces) == (8, 4, 3)
    library = Library()
    for sample in range(5):
        assert draw(less, library, sample) == draw(spec, library, sample)
    with pytest.raises(SpecError, match="resolution"):
        small(spec, 5, 10_000)


def test_captions_say_what_was_drawn() -> None:
    recipe = draw(DatasetSpec(), Library(), 3).to_json()
    first, place, light = caption(recipe, 2)
    assert first.startswith(f"#3 {recipe['product']['family']} · ") and first.endswith("· drawn 2 times")
    assert recipe["split"] in first and recipe["product"]["category"] in first
    assert recipe["light"]["mood"].replace("_", " ") in light and " mm" in light and place
    full = caption(
        {
            "id": 9,
            "split": "val",
            "product": {"asset": "model/sofa_03", "category": "sofa"},
            "room": {"kind": "open", "ground": {"kind": "wet_grass"}, "floor": {"texture": "texture/oak"}},
            "light": {"mood": "near_dark", "hdri": "hdri/kiara", "lamps": [1], "sun": {"x": 1}, "flash": None},
            "camera": {"lens_mm": 35.2, "f_stop": 2.0},
        },
        1,
    )
    assert full == [
        "#9 sofa_03 · sofa · val",
        "open · oak floor · wet grass",
        "near dark · kiara · 1 lamp · sun · 35 mm f/2.0",
    ]
    sweep = {"kind": "sweep", "sweep": {"width": 3.2}, "floor": {"kind": "planks"}, "walls": {"kind": "brick"}}
    assert caption({"id": 4, "room": sweep}, 1)[1] == "sweep"  # the paper hides the room around it
    hedge = {"kind": "outdoor", "ground": {"kind": "gravel"}, "backdrop": {"kind": "hedge"}}
    assert caption({"id": 4, "room": hedge}, 1)[1] == "outdoor · gravel · hedge backdrop"
    piece = {"piece": {"kind": "side_table"}}
    around = {"support": piece, "things": [1, 2], "furniture": [3], "occluder": {"piece": {"kind": "twig"}}}
    assert caption({"id": 4, "surroundings": around}, 1)[1] == "on side table · 3 things · behind twig"
    assert caption({"id": 4}, 1) == ["#4", "", ""]
