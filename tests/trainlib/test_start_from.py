"""A relight network that starts from a cut-out, and folded pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from trainlib.checkpoints import CheckpointError
from trainlib.models.relighter import Relighter
from trainlib.models.segmenter import Segmenter
from trainlib.tasks.relight import RelightTask

WIDTHS = (32, 24, 16, 8, 8)


def _segmenter(fold: int = 2) -> Segmenter:
    return Segmenter("unet", "resnet18", WIDTHS, fold=fold).eval()


@pytest.mark.parametrize("fold", [1, 2])
@pytest.mark.parametrize("size", [(64, 64), (96, 160), (32, 64)])
def test_a_folded_network_answers_at_the_pictures_size(fold: int, size: tuple[int, int]) -> None:
    assert _segmenter(fold)(torch.rand(2, 3, *size)).shape == (2, 1, *size)


def test_folding_loses_no_pixel() -> None:
    """With the identity for a network, what comes out is what went in, pixel by pixel."""
    network = Segmenter("unet", "resnet18", WIDTHS, classes=3, fold=2)
    network.network = torch.nn.Identity()
    picture = torch.rand(1, 3, 64, 96)
    torch.testing.assert_close(network(picture), (picture - network.mean) / network.std)


def test_relight_starts_as_the_cut_out_on_white() -> None:
    cutout = _segmenter()
    relight = Relighter(("picture",), "resnet18", WIDTHS, fold=2).eval()
    assert relight.adopt(cutout) == len(cutout.state_dict())
    picture = torch.rand(2, 3, 64, 64) * 0.9 + 0.05
    layers = relight.layers(picture)
    torch.testing.assert_close(layers.matte_logits, cutout(picture))
    torch.testing.assert_close(layers.colour, picture, atol=2e-3, rtol=0)
    assert layers.shadow.max() < 0.06


def test_another_network_is_refused_in_one_line(tmp_path: Path) -> None:
    relight = Relighter(("picture",), "resnet18", WIDTHS, fold=1)
    assert relight.adopt(_segmenter(2)) < len(_segmenter(2).state_dict())
    missing = tmp_path / "none.ckpt"
    with pytest.raises(CheckpointError, match="no such checkpoint"):
        RelightTask(encoder="resnet18", decoder_channels=list(WIDTHS), start_from=str(missing))


def test_a_fold_is_a_number_of_pixels() -> None:
    with pytest.raises(ValueError, match="fold is 0"):
        _segmenter(0)
