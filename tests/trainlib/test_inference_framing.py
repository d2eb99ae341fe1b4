"""Canvas, fill and shadow of a packshot; the second pass at a crop; scales: against geometry and hand-made scenes."""

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import torch
from inference_networks import Brightness, Doubled, loaded, save_checkpoint
from PIL import Image

from trainlib.images.transfer import linear_to_srgb
from trainlib.inference import command, options, shadow, two_pass
from trainlib.inference.framing import Frame, reframe
from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings, Shadow
from trainlib.models import NetworkConfig, Relighter


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


def contact_scene(noise: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A box on an even floor with a soft dark blot right of its foot: photo, mask, the blot's depth in linear light."""
    y, x = np.mgrid[:240, :240].astype(np.float32)
    blot = 0.5 * np.exp(-(((x - 150) / 14) ** 2 + ((y - 168) / 7) ** 2))
    grain = np.random.default_rng(1).normal(1, noise, (240, 240)) if noise else 1.0
    light = 0.5 * (1 - blot) * grain
    encoded = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-6) ** (1 / 2.4) - 0.055)
    photo = np.repeat((np.clip(encoded, 0, 1) * 255 + 0.5).astype(np.uint8)[..., None], 3, axis=2)
    mask = np.zeros((240, 240), np.uint8)
    mask[80:172, 90:140] = 255
    photo[mask > 0] = (200, 40, 40)
    return photo, mask, blot


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_the_photos_shadow_lies_where_the_floor_is_darker(noise: float) -> None:
    photo, mask, blot = contact_scene(noise)
    raw, alpha = shadow.shadow_in_photo(photo, mask)
    kept = shadow.clean_shadow(raw, "keep", alpha)
    # White in 1 - 0.48 of the light is sRGB 0.75: about 0.25 of it is gone in the blot's middle.
    # Where the floor is even, there is none.
    painted = 1 - linear_to_srgb(1 - blot[166:170, 148:153])
    assert kept[166:170, 148:153].mean() == pytest.approx(painted.mean(), abs=0.08)
    assert kept[:120].max() < 0.03 and kept[200:].max() < 0.03 and kept[130:200, 20:70].max() < 0.06
    soft = shadow.clean_shadow(raw, "soften", alpha)
    assert 0.1 * kept.max() < soft.max() < 0.6 * kept.max()
    assert shadow.clean_shadow(raw, "none", alpha).max() == 0


def test_an_even_floor_has_no_shadow_and_borders_are_white() -> None:
    photo, mask, _ = contact_scene()
    even = np.where(mask[..., None] > 0, photo, 180).astype(np.uint8)
    raw, alpha = shadow.shadow_in_photo(even, mask)
    assert shadow.clean_shadow(raw, "keep", alpha).max() < 0.01
    dark = shadow.clean_shadow(np.full((50, 60), 0.5, np.float32), "keep", np.full((50, 60), 1, np.float32))
    assert dark[25, 30] > 0.4 and max(dark[0].max(), dark[-1].max(), dark[:, 0].max(), dark[:, -1].max()) == 0


def test_kept_shadow_darkens_the_white_and_only_there() -> None:
    photo, _, _ = contact_scene()
    shots = {
        kind: Pipeline(loaded(RedIsProduct(), "cutout"), settings=PipelineSettings("cpu", shadow=kind))(photo)
        for kind in get_args(Shadow)
    }
    assert (shots["none"].packshot[shots["none"].mask == 0] == 255).all()
    dark = shots["keep"].packshot[164:172, 146:156]
    assert dark.max() < 240 and dark.min() < 215 and (dark[..., 0] == dark[..., 2]).all()
    assert shots["soften"].packshot[164:172, 146:156].min() > dark.min()
    assert (shots["keep"].packshot[:60] == 255).all() and (shots["keep"].packshot[0] == 255).all()
    assert (shots["keep"].packshot[100:150, 100:130] == shots["none"].packshot[100:150, 100:130]).all()


class RedIsProduct(Brightness):
    def forward(self, stack: torch.Tensor) -> torch.Tensor:
        return self.steep * (stack[:, :1] - stack[:, 1:2] - 0.3)


class Shading(Relighter):
    """Leaves colours and matte alone and draws a shadow of 0.4 everywhere: sigmoid(x - 3) = 0.4."""

    def __init__(self) -> None:
        super().__init__(NetworkConfig("residual_unet", width=4, depth=1))
        self.network = torch.nn.Conv2d(3, 5, 1)
        torch.nn.init.zeros_(self.network.weight)
        with torch.no_grad():
            self.network.bias.copy_(torch.tensor([0, 0, 0, 9, 3 + np.log(0.4 / 0.6)]))


def test_the_relight_networks_shadow_is_taken() -> None:
    photo, _, _ = contact_scene()
    settings = PipelineSettings("cpu", shadow="keep", own_colours=True)
    pipeline = Pipeline(loaded(RedIsProduct(), "cutout"), loaded(Shading(), "relight"), settings)
    shot = pipeline(photo)
    # 0.4 of 255 is 102: the white is 153, away from the product's soft edge and the border.
    assert np.abs(shot.packshot[20:60, 20:60].astype(int) - 153).max() <= 1
    assert (shot.packshot[0] == 255).all()
    assert np.abs(shot.packshot[110:150, 100:130].astype(int) - (200, 40, 40)).max() <= 1


def test_a_relight_network_that_draws_no_shadow_leaves_the_photos() -> None:
    photo, _, _ = contact_scene()
    network = Shading()
    with torch.no_grad():
        network.network.bias[4] = 3 + np.log(0.03 / 0.97)  # 0.03 everywhere: noise
    settings = PipelineSettings("cpu", shadow="keep", own_colours=True)
    shots = [
        Pipeline(loaded(RedIsProduct(), "cutout"), one, settings)(photo).packshot
        for one in (loaded(network, "relight"), None)
    ]
    assert (shots[0] == shots[1]).all() and shots[0][164:172, 146:156].min() < 215


def test_own_colours_leave_the_light(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = np.full((90, 90, 3), 245, np.uint8)
    photo[30:60, 30:60] = 100
    networks = loaded(Brightness(), "cutout"), loaded(Doubled(), "relight")
    assert Pipeline(*networks, PipelineSettings("cpu"))(photo).packshot[45, 45, 0] == pytest.approx(138, abs=3)
    assert Pipeline(*networks, PipelineSettings("cpu", own_colours=True))(photo).packshot[45, 45, 0] == 100


def test_the_window_by_hand() -> None:
    # A product of 10 x 20 pixels of a matte that is a tenth of the photo: rows 200 to 300, columns 400 to 600.
    small = np.zeros((80, 100), np.float32)
    small[20:30, 40:60] = 1
    assert two_pass.window_around(small, (800, 1000), 0.1) == (slice(180, 320), slice(380, 620))
    assert two_pass.window_around(np.zeros((8, 8), np.float32), (80, 80), 0.1) is None
    assert two_pass.window_around(np.ones((8, 8), np.float32), (80, 80), 0.1) is None
    edge = np.zeros((4, 4), np.float32)
    edge[0, 1:3] = 1
    assert two_pass.touches_edge(edge, (slice(5, 50), slice(0, 50)), (100, 100))
    assert not two_pass.touches_edge(edge, (slice(0, 50), slice(0, 50)), (100, 100))


class MidGrey(Brightness):
    def forward(self, stack: torch.Tensor) -> torch.Tensor:
        return self.steep * (0.15 - (stack[:, :3].mean(dim=1, keepdim=True) - 0.5).abs())


def test_the_second_pass_sees_what_one_pass_cannot() -> None:
    # A grey comb of 6-pixel teeth before half black, half white, in a photo of 1280 pixels: at 64 pixels a tooth is
    # mixed with what is behind it and no grey any more, in the crop it is 3 pixels wide.
    photo = np.full((1280, 1280, 3), 255, np.uint8)
    photo[:, :640] = 0
    truth = np.zeros((1280, 1280), bool)
    truth[600:620, 600:700] = True
    for tooth in range(600, 696, 12):
        truth[620:640, tooth : tooth + 6] = True
    photo[truth] = 128
    results = [
        Pipeline(loaded(MidGrey(), "cutout"), settings=PipelineSettings("cpu", two_pass=two))(photo)
        for two in (False, True)
    ]
    errors = [np.abs(result.alpha - truth).sum() for result in results]
    assert errors[1] < 0.5 * errors[0]
    assert results[1].packshot.shape == photo.shape and (results[1].packshot[:500] == 255).all()


def test_a_crop_that_cuts_the_product_is_widened() -> None:
    # The first pass saw only the product's upper half; the second sees it run on below and must not end there.
    photo = np.full((400, 400, 3), 240, np.uint8)
    photo[100:180, 180:220] = 20
    first = np.zeros((100, 100), np.float32)
    first[25:35, 45:55] = 1

    def look(part: np.ndarray) -> two_pass.CoarseMatte:
        return two_pass.CoarseMatte((part[..., 0] < 128).astype(np.float32), part.astype(np.float32) / 255, 1.0)

    window, second = two_pass.second_pass(photo, two_pass.CoarseMatte(first, first[..., None].repeat(3, 2), 1.0), look)
    assert window[0].stop > 180 and not two_pass.touches_edge(second.alpha, window, (400, 400))
    assert second.alpha.sum() == 80 * 40


def test_the_second_pass_tears_no_hole_into_what_the_first_is_sure_of() -> None:
    # A product of 80 x 80 in a photo of 400, whose middle the second pass takes for a wall.
    photo = np.full((400, 400, 3), 240, np.uint8)
    photo[160:240, 160:240] = 20
    first = np.zeros((100, 100), np.float32)
    first[40:60, 40:60] = 1

    def look(part: np.ndarray) -> two_pass.CoarseMatte:
        small = (part[..., 0] < 128).astype(np.float32)
        middle = small.shape[0] // 2
        small[middle - 20 : middle + 20, middle - 20 : middle + 20] = 0.1
        small[middle - 41 : middle - 39, middle] = 0  # a notch at the edge: there the second pass is right
        return two_pass.CoarseMatte(small, part.astype(np.float32) / 255, 1.0)

    window, second = two_pass.second_pass(photo, two_pass.CoarseMatte(first, first[..., None].repeat(3, 2), 1.0), look)
    inside = second.alpha[200 - window[0].start, 200 - window[1].start]
    assert inside == 1 and second.alpha[160 - window[0].start, 200 - window[1].start] == 0
    # Nothing is added beyond the product.
    assert second.alpha.sum() <= 80 * 80
    # Half a photo whose first pass is half as fine: pixels of both lie on one another.
    step = np.zeros((8, 8), np.float32)
    step[:, 4:] = 1
    filled = two_pass.fill_holes(np.zeros((8, 8), np.float32), step, (slice(0, 16), slice(0, 16)), (16, 16))
    assert (filled[:, 6:] == 1).all() and (filled[:, :6] == 0).all()


def test_scales_average_three_sizes() -> None:
    class Sized(Brightness):
        """Sees product everywhere at the largest of three sizes, nowhere at the others."""

        def forward(self, stack: torch.Tensor) -> torch.Tensor:
            return torch.full_like(stack[:, :1], 100.0 if stack.shape[-1] == 160 else -100.0)

    photo = np.full((128, 128, 3), 100, np.uint8)
    # (0 + 0 + 1) / 3 everywhere.
    found = Pipeline(loaded(Sized(), "cutout", 128), settings=PipelineSettings("cpu", "flips+scales")).coarse_matte(
        photo
    )
    assert np.allclose(found.alpha, 1 / 3, atol=1e-5)
    assert (
        Pipeline(loaded(Sized(), "cutout", 128), settings=PipelineSettings("cpu")).coarse_matte(photo).alpha.max() == 0
    )


def test_options_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cutout = save_checkpoint(monkeypatch, tmp_path / "cutout.ckpt", Brightness(), "cutout")
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    values = np.full((90, 120, 3), 240, np.uint8)
    values[30:60, 30:90] = 20
    Image.fromarray(values).save(photos / "a.png")
    words = ["--photos", str(photos), "--out", str(out), "--cutout", str(cutout), "--device", "cpu"]
    more = ["--write", "packshot,mask", "--canvas", "200x100", "--tta", "flips+scales", "--two-pass"]
    more += ["--shadow", "soften"]
    assert command.main([*words, *more]) == 0
    assert Image.open(out / "a.packshot.png").size == (200, 100) and Image.open(out / "a.mask.png").size == (120, 90)
    assert not (out / "a.cutout.png").exists()
    page = (out / "index.html").read_text()
    assert "a.mask.png" in page and "a.cutout.png" not in page
    capsys.readouterr()
    assert command.main([*words, *more]) == 0
    assert "0 made, 1 kept" in capsys.readouterr().out
    more[1] = "cutout"  # what was not written is made, with nothing else changed
    assert command.main([*words, *more]) == 0
    assert "1 made, 0 kept" in capsys.readouterr().out and (out / "a.cutout.png").is_file()
    for wrong, says in [
        (["--fill", "1.5"], "--fill 1.5"),
        (["--square", "--canvas", "20x10"], "not square"),
        (["--colours", "relit"], "give --relight CKPT"),
        (["--margin", "99", "--canvas", "200x200"], "leaves no room"),
    ]:
        assert command.main([*words, *wrong]) == 2
        lines = capsys.readouterr().err.strip().splitlines()
        assert len(lines) == 1 and lines[0].startswith("error: ") and says in lines[0]
    for wrong in (
        ["--write", "mask,picture"],
        ["--canvas", "20"],
        ["--canvas", "0x10"],
        ["--canvas", "12001x10000"],
        ["--margin", "46%"],
        ["--margin", "1.5"],
        ["--margin", "-3"],
    ):
        with pytest.raises(SystemExit):
            command.main([*words, *wrong])
    for given, frame in [
        (["--margin", "5%"], Frame(1.0, margin_share=0.05)),
        (["--margin", "30", "--square"], Frame(1.0, square=True, margin=30)),
        (["--margin", "20%", "--fill", "0.85"], Frame(0.85, margin_share=0.2)),
        (["--square"], Frame(0.85, square=True)),
        ([], None),
    ]:
        assert options.frame_of(options.parser().parse_args([*words, *given])) == frame
