"""The second pass on a crop around the product."""

import numpy as np
import torch
from inference_networks import Brightness, loaded

from trainlib.inference import two_pass
from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings


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
    target = np.zeros((1280, 1280), bool)
    target[600:620, 600:700] = True
    for tooth in range(600, 696, 12):
        target[620:640, tooth : tooth + 6] = True
    photo[target] = 128
    results = [
        Pipeline(loaded(MidGrey(), "cutout"), settings=PipelineSettings("cpu", two_pass=two))(photo)
        for two in (False, True)
    ]
    errors = [np.abs(result.alpha - target).sum() for result in results]
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
