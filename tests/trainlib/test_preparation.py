"""What is done to photos within the network, against OpenCV and by hand; folds hold out each photo once."""

import cv2
import numpy as np
import pytest
import torch

from trainlib.data.splits import SplitConfig
from trainlib.models.network_config import NetworkConfig
from trainlib.models.preparation import PREPARATIONS
from trainlib.models.segmenter import Segmenter


def greys(height: int = 64, width: int = 96) -> np.ndarray:
    """A dim picture with more in it on the left than on the right, uint8."""
    x = np.linspace(60, 140, width)[None] + np.zeros((height, 1))
    noise = np.random.default_rng(0).normal(0, 12, (height, width)) * np.linspace(2, 0.3, width)
    return np.clip(x + noise, 0, 255).astype(np.uint8)


def prepared(name: str, image: np.ndarray) -> np.ndarray:
    """The first channel, in levels."""
    tensor = torch.from_numpy(image.astype(np.float32) / 255)[None, None].expand(-1, 3, -1, -1)
    found = PREPARATIONS[name](tensor)
    assert found.shape == tensor.shape and float(found.min()) >= 0 and float(found.max()) <= 1
    return 255 * found[0, 0].numpy()


def test_stretching_by_percentiles() -> None:
    image = greys()
    for name, ends in (("stretch_2_98", (2, 98)), ("stretch_10_90", (10, 90))):
        low, high = np.percentile(image, ends)
        expected = np.clip((image - low) / (high - low), 0, 1) * 255
        np.testing.assert_allclose(prepared(name, image), expected, atol=1.5)


def test_equalisation_is_opencv_s() -> None:
    image = greys()
    difference = prepared("equalised", image) - cv2.equalizeHist(image)
    assert np.abs(difference).mean() < 3, "OpenCV leaves the darkest level out of its sum"


def test_clahe_is_nearly_opencv_s() -> None:
    image = greys(512, 512)
    found = prepared("clahe", image)
    expected = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(8, 8)).apply(image).astype(float)
    assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] > 0.999
    assert np.abs(found - expected).mean() < 1
    assert np.abs(found - image).mean() > 10, "it changes something"


def test_grey_has_no_hue_and_colours_keep_their_differences() -> None:
    image = torch.tensor([0.6, 0.4, 0.3]).view(1, 3, 1, 1).expand(1, 3, 32, 32)
    grey = PREPARATIONS["grey"](image)
    assert grey[0, :, 0, 0].tolist() == pytest.approx([0.299 * 0.6 + 0.587 * 0.4 + 0.114 * 0.3] * 3)


@pytest.mark.parametrize("name", PREPARATIONS)
def test_a_network_prepares_what_it_sees(name: str) -> None:
    torch.manual_seed(0)
    config = NetworkConfig(encoder="tu-regnetx_002", decoder_channels=(32, 24, 16, 8, 8), prepare=name)
    image = torch.rand(1, 3, 64, 64)
    network = Segmenter(config).eval()
    plain = Segmenter(NetworkConfig(encoder="tu-regnetx_002", decoder_channels=(32, 24, 16, 8, 8))).eval()
    plain.load_state_dict(network.state_dict())
    with torch.no_grad():
        torch.testing.assert_close(network(image), plain(PREPARATIONS[name](image)))
    assert NetworkConfig(**config.to_plain()).prepare == name


def test_a_dataset_s_own_statistics() -> None:
    network = Segmenter(NetworkConfig(encoder="tu-regnetx_002", mean=(0.1, 0.2, 0.3), std=(0.5, 0.5, 0.25)))
    assert network.mean.flatten().tolist() == pytest.approx([0.1, 0.2, 0.3])
    assert network.std.flatten().tolist() == pytest.approx([0.5, 0.5, 0.25])
    unet = {"architecture": "classic_unet", "prepare": "grey"}
    for wrong in ({"prepare": "sharpened"}, {"std": (0.0, 1.0, 1.0)}, unet):
        with pytest.raises(ValueError, match="network"):
            NetworkConfig(**wrong)


def test_folds_hold_each_photo_out_once() -> None:
    names = [f"photo {number}" for number in range(50)]
    folds = [SplitConfig(test=0.2, folds=5, fold=fold) for fold in range(5)]
    held = [name for one in folds for name in one.names_in("val", names)]
    assert len(held) == 40 and len(set(held)) == 40
    for one in folds:
        assert one.names_in("test", names) == folds[0].names_in("test", names)
        parts = [one.names_in(split, names) for split in ("train", "val", "test")]
        assert sorted(name for part in parts for name in part) == sorted(names)
    with pytest.raises(ValueError, match=r"split\.folds"):
        SplitConfig(folds=1)
