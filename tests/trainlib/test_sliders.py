"""The page of sliders: every combination is drawn, where the page looks for it."""

import json
import re
from pathlib import Path

import torch

from trainlib.models.scene_vector import SceneVector
from trainlib.report.sliders import MOST, draw_sheet, levels_of, main, page

SCENE = SceneVector(("scene.red", "scene.<b>"), (0.0, -1.0), (1.0, 1.0))


class Painter(torch.nn.Module):
    """The first number as red, the second as green, of pictures of one colour."""

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        colours = torch.cat([(numbers + 1) / 2, torch.zeros(len(numbers), 1)], 1)
        return colours[:, :, None, None].expand(-1, -1, 32, 32)


def test_as_many_steps_as_fit() -> None:
    five = SceneVector(tuple("abcde"), (0.0,) * 5, (1.0,) * 5)
    counts = [len(steps) for steps in levels_of(five)]
    assert counts[0] >= 5 and 0.5 * MOST < torch.tensor(counts).prod() <= MOST
    assert levels_of(five)[0][0] == 0.0 and levels_of(five)[0][-1] == 1.0


def test_a_picture_is_where_the_page_looks_for_it() -> None:
    levels = [[0.0, 0.5, 1.0], [-1.0, 1.0]]
    sheet, across = draw_sheet(Painter(), SCENE, levels, 16)
    assert across == 3 and sheet.shape == (32, 48, 3)
    for place, (red, green) in enumerate([(0, 0), (0, 255), (128, 0), (128, 255), (255, 0), (255, 255)]):
        y, x = divmod(place, across)
        assert abs(sheet[y * 16 + 8, x * 16 + 8].astype(int) - [red, green, 0]).max() <= 1


def test_names_are_text_and_the_page_needs_nothing_else() -> None:
    levels = [[0.0, 1.0], [-1.0, 1.0]]
    html = page(SCENE, levels, *draw_sheet(Painter(), SCENE, levels, 16), 16)
    assert "&lt;b&gt;" in html and "<b>" not in html and "http" not in html
    assert html.count('type="range"') == 2
    told = re.search(r'id="levels">(.*?)</script>', html)
    assert told and json.loads(told[1]) == levels


def test_what_is_no_checkpoint_is_told(tmp_path: Path) -> None:
    assert main(["--scene", str(tmp_path / "none.ckpt"), "--out", str(tmp_path / "page.html")]) == 2
