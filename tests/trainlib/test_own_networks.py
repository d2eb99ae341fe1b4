"""Our own networks: the classic U-Net, the PatchGAN discriminator, the scene decoder, the multi-task relighter."""

import pytest
import torch
from training import TINY

from trainlib.models import (
    ClassicUNet,
    MultiRelighter,
    NetworkConfig,
    PatchDiscriminator,
    Relighter,
    SceneDecoder,
    SceneDecoderConfig,
    build_network,
)
from trainlib.models.classic_unet import AttentionGate
from trainlib.models.multitask import MatteOf


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


def test_a_patch_is_70_pixels() -> None:
    torch.manual_seed(0)
    judge = PatchDiscriminator(width=4)
    # Norms look at the whole image; without them what is left is the convolutions' reach.
    for i, part in enumerate(judge.layers):
        if isinstance(part, torch.nn.InstanceNorm2d):
            judge.layers[i] = torch.nn.Identity()
    image = torch.rand(1, 3, 160, 160, requires_grad=True)
    logits = judge(torch.rand(1, 3, 160, 160), image)
    assert logits.shape == (1, 1, 18, 18)
    logits[0, 0, 9, 9].backward()
    assert image.grad is not None
    seen = (image.grad.abs().sum(1)[0] > 0).nonzero()
    assert (seen.max(0).values - seen.min(0).values + 1).tolist() == [70, 70]


def test_the_discriminator_heeds_photo_and_packshot() -> None:
    torch.manual_seed(0)
    judge = PatchDiscriminator(width=4, layers=2)
    photo, packshot = torch.rand(1, 3, 32, 32, requires_grad=True), torch.rand(1, 3, 32, 32, requires_grad=True)
    judge(photo, packshot).sum().backward()
    assert photo.grad is not None and photo.grad.any()
    assert packshot.grad is not None and packshot.grad.any()
    with pytest.raises(ValueError, match="at least 12 pixels"):
        judge(torch.rand(1, 3, 8, 8), torch.rand(1, 3, 8, 8))


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


def test_a_multi_task_network_is_a_relighter_and_a_cutout() -> None:
    torch.manual_seed(0)
    network = MultiRelighter(TINY).eval()
    image = torch.rand(2, 3, 32, 32)
    with torch.no_grad():
        maps = network.maps(image)
        assert (maps.log_depth.shape, maps.normal.shape) == ((2, 1, 32, 32), (2, 3, 32, 32))
        torch.testing.assert_close(network(image), maps.layers.compose())
        torch.testing.assert_close(MatteOf(network)(image), maps.layers.matte_logits)


@pytest.mark.parametrize(
    ("architecture", "kind"), [("classic_unet", "ClassicUNet"), ("residual_unet", "ResidualUNet"), ("fpn", "Segmenter")]
)
def test_a_relighter_takes_any_architecture(architecture: str, kind: str) -> None:
    config = NetworkConfig(architecture, "resnet18", decoder_channels=None, width=4, depth=2)
    relighter = Relighter(config).eval()
    assert type(relighter.network).__name__ == kind
    with torch.no_grad():
        assert relighter(torch.rand(1, 3, 64, 64)).shape == (1, 3, 64, 64)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("cutout", {"architecture": "classic_unet", "depth": 9}, "from 1 to 5"),
        ("relighter", {"architecture": "residual_unet", "attention": True}, "neither transposed"),
        ("relighter", {"architecture": "classic_unet", "upsampling": "nearest"}, "'bilinear' or 'transposed'"),
        ("scene_decoder", {"size": (100, 64)}, "size 100 is no multiple of 32"),
    ],
)
def test_what_makes_no_network_is_named(name: str, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build_network(name, arguments)
