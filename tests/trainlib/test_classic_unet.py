"""The classic U-Net."""

import pytest
import torch

from trainlib.models import ClassicUNet
from trainlib.models.classic_unet import AttentionGate


def count(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_the_classic_unet_goes_from_64_to_1024() -> None:
    with torch.device("meta"):
        network = ClassicUNet(3, 1)
    widths = [network.stem[0].weight.shape[0], *(down[0].weight.shape[0] for down in network.downs)]  # type: ignore[index]
    assert widths == [64, 128, 256, 512, 1024]
    # By hand: two 3×3 convolutions a level, no bias, two norms of two numbers a channel each.
    encoder, channels = 0, 3
    for width in widths:
        encoder += 9 * channels * width + 9 * width * width + 4 * width
        channels = width
    assert count(network.stem) + count(network.downs) == encoder
    # Each way up: a 1×1 convolution with bias, then two 3×3 on twice the width.
    ups = sum(2 * w * w + w + 9 * 2 * w * w + 9 * w * w + 4 * w for w in widths[:-1])
    assert count(network.ups) == ups
    assert count(network.head) == 64 + 1


@pytest.mark.parametrize("upsampling", ["bilinear", "transposed"])
@pytest.mark.parametrize("attention", [False, True])
def test_the_classic_unet_keeps_the_size_and_every_weight_learns(upsampling: str, attention: bool) -> None:
    torch.manual_seed(0)
    network = ClassicUNet(3, 2, 4, 3, upsampling, attention)  # type: ignore[arg-type]
    out = network(torch.rand(2, 3, 32, 64))
    assert out.shape == (2, 2, 32, 64)
    out.square().mean().backward()
    still = [name for name, weight in network.named_parameters() if weight.grad is None or not weight.grad.any()]
    assert still == []


def test_an_attention_gate_can_open_and_close() -> None:
    gate = AttentionGate(4, 8)
    skip, gating = torch.rand(1, 4, 8, 8), torch.rand(1, 8, 4, 4)
    assert gate.attention(skip, gating).shape == (1, 1, 8, 8)
    torch.nn.init.zeros_(gate.psi.weight)
    assert gate.psi.bias is not None
    torch.nn.init.constant_(gate.psi.bias, -50)
    assert gate(skip, gating).abs().max() < 1e-9
    torch.nn.init.constant_(gate.psi.bias, 50)
    torch.testing.assert_close(gate(skip, gating), skip)
