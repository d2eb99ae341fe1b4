"""Networks: shapes, ranges, and what they are by construction."""

from dataclasses import replace

import pytest
import torch
from training import TINY

from trainlib.models import MultiRelighter, NetworkConfig, Relighter, ResidualUNet, Segmenter, build_network
from trainlib.models.multitask import MatteOf
from trainlib.models.network_config import count_channels
from trainlib.models.relighter import PackshotLayers
from trainlib.models.segmenter import ARCHITECTURES, takes_widths

RESNET = NetworkConfig(encoder="resnet18", decoder_channels=(16, 16, 8, 8, 8))


def test_unet_keeps_the_size_and_sees_far() -> None:
    torch.manual_seed(0)
    network = ResidualUNet(3, 2, width=4, depth=3).eval()
    image = torch.rand(1, 3, 64, 64, requires_grad=True)
    out = network(image)
    assert out.shape == (1, 2, 64, 64)
    out[0, 0, 32, 32].backward()
    assert image.grad is not None
    reach = (image.grad.abs().sum(1)[0] > 0).nonzero()
    assert (reach.max(0).values - reach.min(0).values).min() > 32


def test_segmenter_centres_the_image_itself() -> None:
    network = Segmenter(replace(RESNET, space_to_depth=1)).eval()
    seen = []
    network.network.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    with torch.no_grad():
        logits = network(torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1).expand(1, 3, 64, 32))
    assert logits.shape == (1, 1, 64, 32)
    assert seen[0].abs().max() < 1e-6


@pytest.mark.parametrize("architecture", sorted(ARCHITECTURES))
def test_every_architecture_trains_with_the_settings_of_the_configs(architecture: str) -> None:
    torch.manual_seed(0)
    network = Segmenter(replace(RESNET, architecture=architecture, encoder="tu-regnetx_002", space_to_depth=1))
    logits = network(torch.rand(2, 3, 128, 160))
    assert logits.shape == (2, 1, 128, 160)
    logits.square().mean().backward()
    stem = next(network.network.encoder.parameters())  # type: ignore[union-attr, operator]
    assert stem.grad is not None
    assert stem.grad.abs().sum() > 0, "the slope comes all the way back"
    listed = architecture in ("unet", "unetplusplus", "manet")
    assert takes_widths(architecture) is listed


@pytest.mark.parametrize(
    ("architecture", "encoder"), [("dpt", "tu-vit_tiny_patch16_224"), ("unet", "tu-swin_tiny_patch4_window7_224")]
)
def test_encoders_that_look_by_patches_take_any_size(architecture: str, encoder: str) -> None:
    network = Segmenter(NetworkConfig(architecture, encoder, decoder_channels=None, space_to_depth=1)).eval()
    with torch.no_grad():
        assert network(torch.rand(1, 3, 64, 96)).shape == (1, 1, 64, 96)


def test_layers_lie_on_shaded_white() -> None:
    layers = PackshotLayers(
        colour=torch.tensor([0.2, 0.4, 0.6]).view(1, 3, 1, 1),
        matte_logits=torch.logit(torch.tensor(0.25)).view(1, 1, 1, 1),
        shadow=torch.full((1, 1, 1, 1), 0.1),
    )
    # 0.25 · colour + 0.75 · 0.9
    assert layers.compose().flatten().tolist() == pytest.approx([0.725, 0.775, 0.825])


def test_a_relighter_that_changes_nothing_keeps_the_photo() -> None:
    network = Relighter(TINY).eval()
    assert isinstance(network.network, ResidualUNet)
    torch.nn.init.zeros_(network.network.head.weight)
    assert network.network.head.bias is not None
    torch.nn.init.zeros_(network.network.head.bias)
    image = torch.rand(1, 3, 32, 32).clamp(0.01, 0.99)
    torch.testing.assert_close(network.layers(image).colour, image, atol=1e-5, rtol=0)


@pytest.mark.parametrize("config", [TINY, RESNET])
def test_relighter_takes_maps_and_stays_in_range(config: NetworkConfig) -> None:
    inputs = ("image", "alpha", "depth", "normal")
    network = Relighter(replace(config, inputs=inputs)).eval()
    with torch.no_grad():
        packshot = network(torch.rand(2, 8, 64, 64) * 2 - 0.5)
    assert packshot.shape == (2, 3, 64, 64)
    assert packshot.min() >= 0
    assert packshot.max() <= 1


def test_channels_of_inputs() -> None:
    assert count_channels(["image"]) == 3
    assert count_channels(["image", "alpha", "depth", "normal"]) == 8
    for wrong in ([], ["alpha"], ["image", "albedo"], ["image", "image"]):
        with pytest.raises(ValueError, match="expected 'image' first"):
            count_channels(wrong)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("cutouts", {}, "no network 'cutouts'; there are bag, cutout, multirelighter, relighter"),
        ("cutout", {"encoder": "resnet19"}, "near it are resnet18"),
        ("cutout", {"architecture": "unett"}, "no architecture 'unett'; near it are unet"),
        ("cutout", {"encoder": "tu-regnetx_2"}, "near it are tu-regnetx_"),
        ("cutout", {"architecture": "dpt"}, "Only Timm encoders are supported for DPT"),
        ("cutout", {"space_to_depth": 3}, "space_to_depth is 3; expected 1, 2"),
        ("cutout", {"colour": 1}, "does not take"),
    ],
)
def test_unknown_networks_are_named(name: str, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build_network(name, arguments)


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
        ("cutout", {"architecture": "classic_unet", "depth": 9}, "a number up to 8"),
        ("relighter", {"architecture": "residual_unet", "attention": True}, "neither transposed"),
        ("relighter", {"architecture": "classic_unet", "upsampling": "nearest"}, "'bilinear' or 'transposed'"),
        ("scene_decoder", {"size": (100, 64)}, "size 100 is not a multiple of 32"),
    ],
)
def test_what_makes_no_network_is_named(name: str, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build_network(name, arguments)
