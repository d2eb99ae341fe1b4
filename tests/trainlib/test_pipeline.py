"""The whole road from photo to packshot: very large photos, views, light and colours."""

import numpy as np
import pytest
import torch
from inference_networks import Brightness, Doubled, loaded

from trainlib.inference import pipeline as pipeline_module
from trainlib.inference import relight
from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 5000), (3000, 2), (31, 33)])
def test_any_shape_comes_back_as_it_went(height: int, width: int) -> None:
    pipeline = Pipeline(loaded(Brightness(), "cutout"), loaded(Doubled(), "relight"), PipelineSettings("cpu"))
    picture = np.full((height, width, 3), 20, np.uint8)
    result = pipeline(picture)
    assert result.alpha.shape == (height, width) and result.packshot.shape == (height, width, 3)
    assert (result.alpha == 1).all()
    assert (result.foreground == 20).all()


def test_very_large_photos_are_worked_on_reduced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline_module, "WORKING_PIXELS", 128 * 128)
    rng = np.random.default_rng(0)
    picture = np.full((512, 384, 3), 240, np.uint8)
    picture[128:384, 96:288] = rng.integers(20, 60, (256, 192, 3))
    result = Pipeline(loaded(Brightness(), "cutout"), settings=PipelineSettings("cpu"))(picture)
    inner = (slice(150, 360), slice(120, 260))
    assert (result.packshot[inner] == picture[inner]).all()
    target = np.zeros((512, 384), bool)
    target[128:384, 96:288] = True
    assert ((result.alpha >= 0.5) == target).mean() > 0.99
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


def test_own_colours_leave_the_light(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = np.full((90, 90, 3), 245, np.uint8)
    photo[30:60, 30:60] = 100
    networks = loaded(Brightness(), "cutout"), loaded(Doubled(), "relight")
    assert Pipeline(*networks, PipelineSettings("cpu"))(photo).packshot[45, 45, 0] == pytest.approx(138, abs=3)
    assert Pipeline(*networks, PipelineSettings("cpu", own_colours=True))(photo).packshot[45, 45, 0] == 100


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


def test_a_known_mask_gives_what_the_network_gave_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where edges are worked on in a reduced copy: what was opaque stays the photo's own pixel."""
    pipeline = Pipeline(loaded(Brightness(), "cutout"))
    values = np.full((90, 120, 3), 230, np.uint8)
    values[30:60, 30:70] = (40, 50, 60)
    found = pipeline(values)
    again = pipeline.with_mask(values, found.mask, found.confidence)
    assert (again.packshot == found.packshot).all() and (again.foreground == found.foreground).all()
    assert again.confidence == found.confidence
    mask = found.mask.copy()
    mask[30:60, 50:70] = 0
    halved = pipeline.with_mask(values, mask)
    assert (halved.packshot[:, 55:] == 255).all() and (halved.packshot[35:55, 35:45] == (40, 50, 60)).all()
    monkeypatch.setattr("trainlib.inference.pipeline.WORKING_PIXELS", 90 * 120 // 4)
    reduced = pipeline.with_mask(values, mask)
    assert (reduced.mask == mask).all() and (reduced.packshot[35:55, 35:45] == (40, 50, 60)).all()
