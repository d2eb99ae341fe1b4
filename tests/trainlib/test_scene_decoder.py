"""The scene decoder."""

import pytest
import torch

from trainlib.models import SceneDecoder, SceneDecoderConfig


@pytest.mark.parametrize("upsampling", ["bilinear", "transposed"])
def test_a_scene_is_drawn_from_its_numbers(upsampling: str) -> None:
    torch.manual_seed(0)
    network = SceneDecoder(SceneDecoderConfig(5, (64, 32), 2, upsampling))  # type: ignore[arg-type]
    vector = torch.rand(2, 5, requires_grad=True)
    image = network(vector)
    assert image.shape == (2, 3, 64, 32)
    assert image.min() >= 0
    assert image.max() <= 1
    image[0].sum().backward()
    assert vector.grad is not None and vector.grad[0].all()
