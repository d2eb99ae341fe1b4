"""Packshots with the product in the middle, at a set size and with margins."""

import numpy as np
import pytest

from trainlib.inference.framing import Frame, reframe


def packshot_of(height: int, width: int, top: int, left: int, h: int, w: int) -> tuple[np.ndarray, np.ndarray]:
    """A product of noise on white, and its mask."""
    mask = np.zeros((height, width), np.uint8)
    mask[top : top + h, left : left + w] = 255
    picture = np.full((height, width, 3), 255, np.uint8)
    picture[mask > 0] = np.random.default_rng(0).integers(0, 200, (h * w, 3), dtype=np.uint8)
    return picture, mask


def box_of(picture: np.ndarray) -> tuple[int, int, int, int]:
    """(top, left, height, width) of what is not white."""
    dark = (picture < 250).all(axis=2)
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return rows[0], columns[0], rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1


def test_square_keeps_the_products_pixels() -> None:
    # In a corner of the photo: the canvas reaches beyond it. 80 / 0.8 = 100.
    picture, mask = packshot_of(120, 200, 5, 10, 40, 80)
    framed = reframe(picture, mask, Frame(0.8, square=True))
    assert framed.shape == (100, 100, 3)
    assert box_of(framed) == (30, 10, 40, 80)
    assert (framed[30:70, 10:90] == picture[5:45, 10:90]).all()
    assert (framed[:30] == 255).all() and (framed[70:] == 255).all()


def test_the_photos_proportions_without_square() -> None:
    # Width decides: 80 / 0.5 = 160 wide, so 160 * 120 / 200 = 96 high.
    framed = reframe(*packshot_of(120, 200, 5, 10, 40, 80), Frame(0.5))
    assert framed.shape == (96, 160, 3) and box_of(framed) == (28, 40, 40, 80)


@pytest.mark.parametrize(("canvas", "height", "width"), [((300, 200), 150, 75), ((60, 200), 96, 48), ((20, 20), 16, 8)])
def test_a_canvas_of_a_set_size(canvas: tuple[int, int], height: int, width: int) -> None:
    # A product of 100 x 50 at fill 0.75 or 0.8, enlarged (300 x 200), bound by width (60 x 200), reduced (20 x 20).
    fill = 0.75 if canvas == (300, 200) else 0.8
    picture, mask = packshot_of(240, 240, 30, 150, 100, 50)
    picture[mask > 0] = 60
    framed = reframe(picture, mask, Frame(fill, canvas=canvas))
    assert framed.shape == (canvas[1], canvas[0], 3)
    top, left, h, w = box_of(framed)
    assert abs(h - height) <= 2 and abs(w - width) <= 2
    assert abs(top + h / 2 - canvas[1] / 2) <= 1.5 and abs(left + w / 2 - canvas[0] / 2) <= 1.5
    assert (framed[0] == 255).all() and (framed[-1] == 255).all()


@pytest.mark.parametrize("canvas", [None, (60, 60)])
def test_a_wide_shadow_runs_out_before_the_border(canvas: tuple[int, int] | None) -> None:
    picture, mask = packshot_of(200, 200, 60, 60, 80, 80)
    picture[mask == 0] = 200
    framed = reframe(picture, mask, Frame(0.8, square=True, canvas=canvas))
    border = np.concatenate([framed[0], framed[-1], framed[:, 0], framed[:, -1]])
    assert border.min() == 255
    middle = framed.shape[0] // 2
    assert abs(int(framed[middle, int(0.07 * framed.shape[1]), 0]) - 200) <= 8
    if canvas is None:
        assert (framed[10:90, 10:90] == picture[60:140, 60:140]).all()


def test_a_margin_in_pixels_by_hand() -> None:
    # A product of 40 x 80: with 15 pixels around it 110 wide, and square.
    picture, mask = packshot_of(120, 200, 5, 10, 40, 80)
    framed = reframe(picture, mask, Frame(1.0, square=True, margin=15))
    assert framed.shape == (110, 110, 3) and box_of(framed) == (35, 15, 40, 80)
    # A fill of 0.5 is stricter: 160.
    assert reframe(picture, mask, Frame(0.5, square=True, margin=15)).shape == (160, 160, 3)
    # A canvas of 200 x 300 with 20 pixels: 160 wide, twice its size.
    picture[mask > 0] = 60
    top, left, height, width = box_of(reframe(picture, mask, Frame(1.0, canvas=(200, 300), margin=20)))
    assert abs(width - 160) <= 2 and abs(height - 80) <= 2 and abs(left - 20) <= 1 and abs(top - 110) <= 1


def test_a_margin_holds_for_soft_edges_too() -> None:
    # 40 x 40, and a soft part that reaches 10 pixels further up: it is 30 from the middle, so 60 high with it.
    picture, mask = packshot_of(120, 120, 40, 40, 40, 40)
    mask[30:40, 50:70], picture[30:40, 50:70] = 60, 200
    framed = reframe(picture, mask, Frame(1.0, square=True, margin=15))
    assert framed.shape == (90, 90, 3)
    assert (framed[:15] == 255).all() and framed[15, 45, 0] == 200 and box_of(framed)[1] == 25
    for margin in (Frame(1.0, canvas=(200, 200), margin=20), Frame(1.0, canvas=(200, 200), margin_share=0.1)):
        held = reframe(picture, mask, margin)
        dark = np.flatnonzero((held < 240).any(axis=(1, 2)))
        assert 19 <= dark[0] <= 22 and 199 - dark[-1] >= 19
    # 60 of what can be seen in 0.75 of the canvas.
    assert reframe(picture, mask, Frame(1.0, square=True, margin_share=0.125)).shape == (80, 80, 3)


def test_nothing_found_is_white() -> None:
    picture, mask = np.full((30, 50, 3), 9, np.uint8), np.zeros((30, 50), np.uint8)
    assert reframe(picture, mask, Frame(canvas=(7, 5))).shape == (5, 7, 3)
    assert (reframe(picture, mask, Frame(square=True)) == 255).all()
