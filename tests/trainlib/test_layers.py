"""Images and light layers as files hold them."""

from pathlib import Path

import numpy as np
from fixture_dataset import make_dataset

from trainlib.data.decoded import cache_for
from trainlib.data.layers import read_image, read_layers
from trainlib.data.samples import PackshotSamples
from trainlib.data.transforms import Augmentation
from trainlib.records.dataset import open_dataset


def test_images_shrink_by_area(tmp_path: Path) -> None:
    root = make_dataset(tmp_path / "made", count=1, size=(64, 64))
    sample = open_dataset(root).samples[0]
    item = PackshotSamples([(sample, cache_for(root, None))], Augmentation((32, 32)))[0]
    alpha = read_image(sample.folder / "alpha.png").astype(float)
    expected = alpha.reshape(32, 2, 32, 2).mean((1, 3)) / 255
    np.testing.assert_allclose(item["alpha"][0].numpy(), 255 * expected, atol=0.51)


def test_light_layers_are_the_groups(dataset: Path) -> None:
    layers = read_layers(dataset / "samples/000/000000/light_room.exr")
    assert list(layers) == ["lamp", "world"]
    assert layers["lamp"].shape == (64, 64, 3)
    assert layers["lamp"].dtype == np.float16
