"""From the photo to the network's frame and back: geometry, guided filter, matte, light."""

import numpy as np
import pytest
import torch
from inference_networks import Brightness, Doubled, loaded
from pymatting import estimate_foreground_ml

from trainlib import models
from trainlib.images.transfer import linear_to_srgb, srgb_to_linear
from trainlib.inference import foreground, preprocess, refine, relight
from trainlib.inference import pipeline as pipeline_module
from trainlib.inference.confidence import confidence
from trainlib.inference.networks import DeviceError, pick_device, predict_matte
from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings


def test_frames_fit_the_networks() -> None:
    assert preprocess.STRIDE == models.STRIDE


def test_letterbox_by_hand() -> None:
    box = preprocess.place((200, 100), (64, 60))
    assert (box.frame, box.top, box.left, box.height, box.width) == ((64, 64), 0, 16, 64, 32)
    picture = np.zeros((128, 64, 3), np.uint8)
    picture[:64] = 255
    picture[:, 0] = 51
    framed = preprocess.letterbox(picture, preprocess.place((128, 64), (64, 64)))
    assert framed.shape == (3, 64, 64) and framed.dtype == np.float32
    assert framed[0, 10, 30] == 1 and framed[0, 60, 30] == 0
    # The photo's first column is the mean of 51 and 255 (above) or 51 and 0 (below), repeated outward.
    assert framed[0, 10, 0] == framed[0, 10, 16] == np.float32(153) / 255
    assert framed[0, 60, 3] == framed[0, 60, 16] == np.float32(26) / 255


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 5000), (3000, 2), (31, 33)])
def test_any_shape_comes_back_as_it_went(height: int, width: int) -> None:
    pipeline = Pipeline(loaded(Brightness(), "cutout"), loaded(Doubled(), "relight"), PipelineSettings("cpu"))
    picture = np.full((height, width, 3), 20, np.uint8)
    result = pipeline(picture)
    assert result.alpha.shape == (height, width) and result.packshot.shape == (height, width, 3)
    assert (result.alpha == 1).all()
    assert (result.foreground == 20).all()


def naive_guided_filter(guide: np.ndarray, source: np.ndarray, radius: int, epsilon: float) -> np.ndarray:
    """Eqs. 19 to 21 of the paper, window by window."""
    height, width = source.shape
    a, b = np.zeros((height, width, 3)), np.zeros((height, width))

    def window(y: int, x: int) -> tuple[slice, slice]:
        return slice(max(0, y - radius), y + radius + 1), slice(max(0, x - radius), x + radius + 1)

    for y in range(height):
        for x in range(width):
            colours = guide[window(y, x)].reshape(-1, 3).astype(np.float64)
            values = source[window(y, x)].reshape(-1).astype(np.float64)
            sigma = np.cov(colours.T, bias=True) + epsilon * np.eye(3)
            covariance = (colours * values[:, None]).mean(0) - colours.mean(0) * values.mean()
            a[y, x] = np.linalg.inv(sigma) @ covariance
            b[y, x] = values.mean() - a[y, x] @ colours.mean(0)
    result = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            result[y, x] = a[window(y, x)].reshape(-1, 3).mean(0) @ guide[y, x] + b[window(y, x)].mean()
    return result


def test_guided_filter_is_the_papers() -> None:
    rng = np.random.default_rng(3)
    guide = rng.random((12, 17, 3)).astype(np.float32)
    source = rng.random((12, 17)).astype(np.float32)
    fast = refine.guided_filter(guide, source, 2, 1e-2)
    assert np.abs(fast - naive_guided_filter(guide, source, 2, 1e-2)).max() < 1e-3


def test_box_mean_by_hand() -> None:
    values = np.arange(9, dtype=np.float32).reshape(3, 3)
    assert refine.box_mean(values, 1).tolist() == [[2, 2.5, 3], [3.5, 4, 4.5], [5, 5.5, 6]]


def test_edges_follow_the_photo() -> None:
    # A disc of 400 pixels across; the network's matte is that of a disc a little off, at 64 pixels.
    y, x = np.mgrid[:512, :512].astype(np.float32)
    disc = ((y - 256) ** 2 + (x - 256) ** 2 < 200**2).astype(np.float32)
    rng = np.random.default_rng(0)
    guide = np.clip((0.8 - 0.6 * disc)[..., None] + rng.normal(0, 0.02, (512, 512, 3)), 0, 1).astype(np.float32)
    moved = ((y - 256) ** 2 + (x - 264) ** 2 < 200**2).astype(np.float32)
    small = preprocess.resize(moved, (64, 64))
    refined = refine.refine_alpha(small, preprocess.resize(guide, (64, 64)), guide)
    plain = preprocess.resize(small, (512, 512))
    assert np.abs(refined - disc).mean() < 0.3 * np.abs(plain - disc).mean()
    assert refined.min() >= 0 and refined.max() <= 1


def test_translucent_parts_keep_their_alpha() -> None:
    small = np.full((32, 32), 0.3, np.float32)
    guide = np.full((128, 128, 3), 0.5, np.float32)
    refined = refine.refine_alpha(small, guide[::4, ::4], guide)
    assert np.abs(refined - 0.3).max() < 0.006  # the ends of the range are cut off it


def test_next_to_nothing_is_nothing_and_next_to_all_is_all() -> None:
    """Two levels of haze would make a background of 253: a marketplace asks for 255."""
    small = np.full((32, 32), 2 / 255, np.float32)
    small[:, 16:] = 253 / 255
    guide = np.repeat(preprocess.resize(small, (128, 128))[..., None], 3, axis=2)
    refined = refine.refine_alpha(small, preprocess.resize(guide, (32, 32)), guide)
    assert refined[:, :56].max() == 0 and refined[:, 72:].min() == 1


def test_the_photo_moves_edges_by_a_pixel_of_the_network_at_most() -> None:
    # A half-plane, and a photo of loud stripes that run across its edge and have nothing to do with it.
    small = np.zeros((32, 32), np.float32)
    small[:, 16:] = 1
    stripes = ((np.arange(256)[:, None] // 12 + np.arange(256)[None] // 30) % 2).astype(np.float32)
    guide = np.repeat(stripes[..., None], 3, axis=2)
    refined = refine.refine_alpha(small, preprocess.resize(guide, (32, 32)), guide)
    # The edge lies at column 128 and a pixel of the network is 8 wide; half of one more by enlarging.
    assert (refined[:, : 128 - 12] == 0).all() and (refined[:, 128 + 12 :] == 1).all()


def test_what_the_network_is_undecided_about_stays_grey() -> None:
    # From background over a doubtful part (0.4) to product: its own edge to the background is no sure edge.
    small = np.zeros((32, 32), np.float32)
    small[:, 10:22], small[:, 22:] = 0.4, 1
    photo = np.where(np.arange(256) < 80, 0.2, 0.8).astype(np.float32)
    guide = np.broadcast_to(photo[None, :, None], (256, 256, 3)).copy()
    refined = refine.refine_alpha(small, preprocess.resize(guide, (32, 32)), guide)
    assert np.abs(refined[:, 88:160] - 0.4).max() < 0.02
    assert refined[:, :70].max() < 0.02 and refined[:, 190:].min() > 0.98


def test_a_faint_veil_beside_an_edge_fades_and_alone_it_stays() -> None:
    # Alpha 0.1 beside product fades to 0.1² / 0.2 = 0.05; far from any edge it is what the network says.
    small = np.full((32, 64), 0.1, np.float32)
    small[:, :16] = 1
    guide = np.full((128, 256, 3), 0.5, np.float32)
    refined = refine.refine_alpha(small, preprocess.resize(guide, (32, 64)), guide)
    assert refined[:, 70:74].max() < 0.06
    assert np.abs(refined[:, 140:] - 0.1).max() < 0.011


def test_islands_go_and_parts_stay() -> None:
    alpha = np.zeros((100, 100), np.float32)
    alpha[10:60, 10:60] = 1  # the product
    alpha[70:80, 70:80] = 1  # its other shoe, 4 %
    alpha[90:92, 5:7] = 1  # a speck, 0.15 %
    alpha[5, 90] = 0.05  # haze
    kept = refine.drop_islands(alpha)
    assert kept[10:60, 10:60].all() and kept[70:80, 70:80].all()
    assert kept[85:, :20].max() == 0 and kept[5, 90] == 0
    assert not refine.drop_islands(np.zeros((8, 8), np.float32)).any()


def test_foreground_has_no_halo() -> None:
    # A red product against a green wall, with a soft edge: mixed pixels are brown, the product is red.
    ramp = np.clip((np.arange(64) - 28) / 8, 0, 1)
    alpha = np.tile(ramp, (64, 1)).astype(np.float32)
    red, green = np.array([0.8, 0.1, 0.1]), np.array([0.1, 0.8, 0.1])
    photo = (alpha[..., None] * red + (1 - alpha[..., None]) * green).astype(np.float32)
    colours = foreground.estimate_foreground(photo, alpha)
    edge = (alpha > 0.2) & (alpha < 1)
    assert np.abs(colours[edge] - red).max() < 0.08
    assert np.abs(photo[edge] - red).max() > 0.4


def test_foreground_beyond_the_products_box_is_its_edge_going_on() -> None:
    # A soft disc in the corner of a large photo: near it as when the whole photo is looked at, beyond it one colour.
    y, x = np.mgrid[:300, :400].astype(np.float32)
    alpha = np.clip((60 - np.hypot(y - 80, x - 90)) / 8, 0, 1)
    red, green = np.array([0.8, 0.1, 0.1]), np.array([0.1, 0.8, 0.1])
    photo = (alpha[..., None] * red + (1 - alpha[..., None]) * green).astype(np.float32)
    colours = foreground.estimate_foreground(photo, alpha)
    assert colours.shape == photo.shape
    edge = (alpha > 0.2) & (alpha < 1)
    assert np.abs(colours[edge] - red).max() < 0.08
    assert np.abs(colours - estimate_foreground_ml(photo, alpha))[alpha > 0.05].max() < 0.05
    assert (colours[190:, 200] == colours[172, 181]).all() and (colours[80, 190:] == colours[80, 181]).all()


def test_white_by_hand() -> None:
    colour = np.array([[[10, 100, 255], [10, 100, 255], [10, 100, 255]]], np.uint8)
    alpha = np.array([[0, 0.2, 1]], np.float32)
    # 255 - 0.2 * 245 = 206; 255 - 0.2 * 155 = 224.
    expected = [[[255, 255, 255], [206, 224, 255], [10, 100, 255]]]
    assert foreground.lay_on_white(colour, alpha).tolist() == expected


def test_srgb_curve_by_hand() -> None:
    encoded = np.array([0, 0.04, 0.5, 1], np.float32)
    linear = srgb_to_linear(encoded)
    assert np.allclose(linear, [0, 0.04 / 12.92, 0.21404, 1], atol=1e-5)
    assert np.allclose(linear_to_srgb(linear), encoded, atol=1e-5)


def test_relight_keeps_texture_and_finds_the_gain() -> None:
    # A checkerboard of one pixel, which the network's 64 pixels cannot see, under twice the light.
    y, x = np.mgrid[:256, :256]
    board = np.where((y + x) % 2 == 0, 70, 90).astype(np.uint8)
    picture = np.full((256, 256, 3), 245, np.uint8)
    picture[64:192, 64:192] = board[64:192, 64:192, None]
    pipeline = Pipeline(loaded(Brightness(), "cutout"), loaded(Doubled(), "relight"), PipelineSettings("cpu"))
    packshot = pipeline(picture).packshot[100:150, 100:150, 0].astype(int)
    # sRGB 70 is 0.0612 linear, doubled 0.1224, sRGB 98; sRGB 90 is 0.1022, doubled 0.2045, sRGB 125.
    dark = (y + x)[100:150, 100:150] % 2 == 0
    assert np.abs(packshot[dark] - 98).max() <= 3
    assert np.abs(packshot[~dark] - 125).max() <= 3


class RedDoubled(Doubled):
    """Twice the light on what is red, none other on the rest."""

    def forward(self, stack: torch.Tensor) -> torch.Tensor:
        return torch.where(stack[:, :1] > stack[:, 1:2], super().forward(stack), stack[:, :3])


def test_a_prints_light_does_not_bleed_into_what_is_around() -> None:
    picture = np.full((256, 256, 3), 245, np.uint8)
    picture[40:216, 40:216] = (100, 30, 30)
    picture[40:216, 120:136] = (30, 140, 30)  # four pixels wide for the network
    networks = loaded(Brightness(), "cutout"), loaded(RedDoubled(), "relight")
    packshot = Pipeline(*networks, PipelineSettings("cpu"))(picture).packshot[100:150].astype(int)
    # sRGB 100 doubled is 138, 30 is 0.0130 linear, doubled 0.0260, sRGB 44: also one network's pixel from the print.
    for columns in (slice(140, 200), slice(60, 116)):
        assert np.abs(packshot[:, columns] - (138, 44, 44)).max() <= 5
    assert np.abs(packshot[:, 124:132] - (30, 140, 30)).max() <= 8


def test_gain_is_one_without_a_product_and_limited_with_one() -> None:
    some = np.full((32, 32, 3), 0.2, np.float32)
    nothing = np.zeros((32, 32), np.float32)
    assert (relight.light_gain(some, some * 4, nothing) == 1).all()
    black, white = np.zeros_like(some), np.ones_like(some)
    everything = nothing + 1
    assert np.allclose(relight.light_gain(black, white, everything), 8)
    assert np.allclose(relight.light_gain(white, black, everything), 1 / 8)


def test_flip_averages_what_a_one_sided_network_sees() -> None:
    class Left(Brightness):
        def forward(self, stack):  # type: ignore[no-untyped-def]
            logits = super().forward(stack)
            logits[..., logits.shape[-1] // 2 :] = -100
            return logits

    framed = np.zeros((3, 32, 32), np.float32)
    ahead, mirrored = predict_matte(Left(), framed, pick_device("cpu"), flip=True)
    assert mirrored is not None
    assert ahead[:, :16].min() > 0.99 and ahead[:, 16:].max() < 0.01
    assert mirrored[:, :16].max() < 0.01 and mirrored[:, 16:].min() > 0.99
    assert predict_matte(Left(), framed, pick_device("cpu"), flip=False)[1] is None
    # Both halves at 0.5: no pixel is more product than not.
    assert confidence(ahead, mirrored) == 0


def test_confidence_by_hand() -> None:
    sure = np.array([[1, 1, 0, 0]], np.float32)
    assert confidence(sure, sure) == 1
    assert confidence(sure, None) == 1
    assert confidence(np.zeros((2, 2), np.float32), None) == 0
    # Mean 1, 0.8, 0.3, 0: |2p - 1| = 1, 0.6, 0.4, mean 2/3; sum(min) / sum(max) = 1.6 / 2.6.
    other = np.array([[1, 0.6, 0.6, 0]], np.float32)
    assert confidence(sure, other) == pytest.approx(2 / 3 * 1.6 / 2.6, abs=1e-6)


def test_very_large_photos_are_worked_on_reduced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline_module, "WORKING_PIXELS", 128 * 128)
    rng = np.random.default_rng(0)
    picture = np.full((512, 384, 3), 240, np.uint8)
    picture[128:384, 96:288] = rng.integers(20, 60, (256, 192, 3))
    result = Pipeline(loaded(Brightness(), "cutout"), settings=PipelineSettings("cpu"))(picture)
    inner = (slice(150, 360), slice(120, 260))
    assert (result.packshot[inner] == picture[inner]).all()
    truth = np.zeros((512, 384), bool)
    truth[128:384, 96:288] = True
    assert ((result.alpha >= 0.5) == truth).mean() > 0.99
    assert (result.packshot[result.alpha == 0] == 255).all()


def test_very_large_photos_are_relit_at_their_own_detail(monkeypatch: pytest.MonkeyPatch) -> None:
    # The checkerboard of one pixel again, worked on at a quarter of the photo's side, where it is an even grey.
    monkeypatch.setattr(pipeline_module, "WORKING_PIXELS", 128 * 128)
    monkeypatch.setattr(relight, "_STRIP", 100)
    y, x = np.mgrid[:512, :512]
    picture = np.full((512, 512, 3), 245, np.uint8)
    picture[128:384, 128:384] = np.where((y + x) % 2 == 0, 70, 90).astype(np.uint8)[128:384, 128:384, None]
    networks = loaded(Brightness(), "cutout"), loaded(Doubled(), "relight")
    packshot = Pipeline(*networks, PipelineSettings("cpu"))(picture).packshot[190:310, 190:310, 0].astype(int)
    dark = (y + x)[190:310, 190:310] % 2 == 0
    assert np.abs(packshot[dark] - 98).max() <= 4 and np.abs(packshot[~dark] - 125).max() <= 4


def test_cuda_that_is_not_there_is_said() -> None:
    if torch.cuda.is_available():
        assert pick_device("auto").type == "cuda"
    else:
        with pytest.raises(DeviceError, match="--device cuda"):
            pick_device("cuda")
