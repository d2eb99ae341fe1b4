"""A relight network that starts from a cut-out, and space to depth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from trainlib.checkpoints import CheckpointError
from trainlib.models import NetworkConfig
from trainlib.models.relighter import Relighter
from trainlib.models.segmenter import Segmenter
from trainlib.tasks.relight import RelightTask

RESNET = NetworkConfig(encoder="resnet18", decoder_channels=(32, 24, 16, 8, 8))


def _segmenter(block: int = 2) -> Segmenter:
    return Segmenter(replace(RESNET, space_to_depth=block)).eval()


@pytest.mark.parametrize("block", [1, 2])
@pytest.mark.parametrize("size", [(64, 64), (96, 160), (32, 64)])
def test_a_network_on_blocks_answers_at_the_images_size(block: int, size: tuple[int, int]) -> None:
    assert _segmenter(block)(torch.rand(2, 3, *size)).shape == (2, 1, *size)


def test_space_to_depth_loses_no_pixel() -> None:
    """With the identity for a network, what comes out is what went in, pixel by pixel."""
    network = Segmenter(RESNET, classes=3)
    network.network = torch.nn.Identity()
    image = torch.rand(1, 3, 64, 96)
    torch.testing.assert_close(network(image), (image - network.mean) / network.std)


def test_relight_starts_as_the_cut_out_on_white() -> None:
    cutout = _segmenter()
    relight = Relighter(RESNET).eval()
    assert relight.adopt(cutout) == len(cutout.state_dict())
    image = torch.rand(2, 3, 64, 64) * 0.9 + 0.05
    layers = relight.layers(image)
    torch.testing.assert_close(layers.matte_logits, cutout(image))
    torch.testing.assert_close(layers.colour, image, atol=2e-3, rtol=0)
    assert layers.shadow.max() < 0.06


def test_another_network_is_refused_in_one_line(tmp_path: Path) -> None:
    relight = Relighter(replace(RESNET, space_to_depth=1))
    assert relight.adopt(_segmenter(2)) < len(_segmenter(2).state_dict())
    missing = tmp_path / "none.ckpt"
    with pytest.raises(CheckpointError, match="no such checkpoint"):
        RelightTask(RESNET, start_from=str(missing))


def test_space_to_depth_is_a_number_of_pixels() -> None:
    with pytest.raises(ValueError, match="space_to_depth is 0"):
        _segmenter(0)
