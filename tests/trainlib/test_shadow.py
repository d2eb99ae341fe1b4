"""The shadow under the product: the relight network's, or what the photo shows of it."""

from typing import get_args

import numpy as np
import pytest
import torch
from inference_networks import Brightness, loaded

from trainlib.images.transfer import linear_to_srgb
from trainlib.inference import shadow
from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings, Shadow
from trainlib.models import NetworkConfig, Relighter


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
