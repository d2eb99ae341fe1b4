"""First weights: from a package, from a file, and one line where there are none."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from trainlib.checkpoints import CheckpointError, pretrained
from trainlib.checkpoints.pretrained import PretrainedError, find_encoder_weights
from trainlib.models import NetworkConfig, Segmenter
from trainlib.tasks import CutoutTask

ENCODER = "tu-tf_efficientnet_lite0"
RESNET = NetworkConfig(encoder="resnet18", decoder_channels=(16, 8, 8, 8, 8), space_to_depth=1)


def segmenter(encoder: str = "resnet18") -> Segmenter:
    return Segmenter(replace(RESNET, encoder=encoder)).eval()


def stem(network: Segmenter, image: torch.Tensor) -> torch.Tensor:
    """What the first convolution and its norm say of an image, away from the image's border."""
    encoder = network.network.encoder
    convolution, norm = encoder.conv1, encoder.bn1
    with torch.no_grad():
        return norm(convolution((image - network.mean) / network.std))[..., 2:-2, 2:-2]


def test_other_centre_and_spread_go_into_the_first_layer() -> None:
    torch.manual_seed(1)
    source, network = segmenter(), segmenter()
    given = dict(source.network.encoder.state_dict())
    given["bn1.running_mean"] = torch.randn(64)
    given["bn1.running_var"] = torch.rand(64) + 0.5
    network.adopt_encoder(given, mean=(0.5, 0.4, 0.3), std=(0.5, 0.25, 0.2))
    source.network.encoder.load_state_dict(given)
    source.mean, source.std = (torch.tensor(values).view(1, 3, 1, 1) for values in ([0.5, 0.4, 0.3], [0.5, 0.25, 0.2]))
    image = torch.rand(2, 3, 32, 32)
    torch.testing.assert_close(stem(network, image), stem(source, image), atol=1e-4, rtol=1e-4)


def test_names_of_another_library_are_taken_in_order() -> None:
    source, network = segmenter(), segmenter()
    renamed = {f"_{number}": value for number, value in enumerate(source.network.encoder.state_dict().values())}
    centre, spread = network.mean.flatten().tolist(), network.std.flatten().tolist()
    network.adopt_encoder({**renamed, "_fc": torch.zeros(10, 512)}, centre, spread)
    torch.testing.assert_close(network.network.encoder.layer4.state_dict(), source.network.encoder.layer4.state_dict())


def test_the_packaged_weights_are_those_of_the_encoder() -> None:
    weights = find_encoder_weights(ENCODER, "imagenet")
    network = segmenter(ENCODER)
    network.adopt_encoder(weights.tensors, weights.mean, weights.std)
    own = list(network.network.encoder.state_dict().values())
    torch.testing.assert_close(own[6], list(weights.tensors.values())[6])
    assert weights.mean == (0.5, 0.5, 0.5)


def test_a_task_starts_from_a_file(tmp_path: Path) -> None:
    source = segmenter()
    path = tmp_path / "resnet18.pth"
    torch.save(source.network.encoder.state_dict(), path)
    task = CutoutTask(replace(RESNET, encoder_weights=str(path)))
    own = task.network.network.encoder.layer3.state_dict()
    torch.testing.assert_close(own, source.network.encoder.layer3.state_dict())


@pytest.mark.parametrize("block", [1, 2])
def test_weights_that_do_not_fit_are_one_line(tmp_path: Path, block: int) -> None:
    path = tmp_path / "other.pth"
    torch.save({"conv.weight": torch.zeros(3, 3)}, path)
    with pytest.raises(PretrainedError) as caught:
        CutoutTask(replace(RESNET, space_to_depth=block, encoder_weights=str(path)))
    assert ("space_to_depth 1" if block == 2 else "conv1.weight does not fit") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_broken_files_and_code_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pth"
    path.write_bytes(b"not weights")
    with pytest.raises(PretrainedError, match="not a file of weights"):
        find_encoder_weights("resnet18", str(path))
    torch.save({"code": Path}, path)
    with pytest.raises(PretrainedError, match="not a file of weights"):
        find_encoder_weights("resnet18", str(path))
    with pytest.raises(PretrainedError, match="neither 'imagenet' nor a file"):
        find_encoder_weights("resnet18", "imagenett")


def test_without_a_network_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(address: tuple[str, int], timeout: float) -> None:
        raise OSError("no route")

    monkeypatch.setattr(pretrained.socket, "create_connection", refuse)
    monkeypatch.setattr(pretrained, "getproxies", dict)
    with pytest.raises(PretrainedError, match=r"cannot be reached.*encoder_weights FILE"):
        find_encoder_weights("resnet34", "imagenet")


def test_a_cut_out_goes_on_from_a_checkpoint(tmp_path: Path) -> None:
    first = CutoutTask(RESNET)
    checkpoint: dict[str, object] = {"state_dict": first.state_dict()}
    first.size = (64, 64)
    first.on_save_checkpoint(checkpoint)
    path = tmp_path / "first.ckpt"
    torch.save(checkpoint, path)
    second = CutoutTask(RESNET, start_from=str(path))
    torch.testing.assert_close(second.network.state_dict(), first.network.state_dict())
    with pytest.raises(CheckpointError, match="another network"):
        CutoutTask(replace(RESNET, encoder="resnet34"), start_from=str(path))


def test_a_first_layer_with_a_bias_is_shifted_there() -> None:
    """Of an encoder without a norm behind its first layer, such as a vision transformer or ConvNeXt."""
    torch.manual_seed(1)
    source, network = segmenter("tu-convnext_atto"), segmenter("tu-convnext_atto")
    given = dict(source.network.encoder.state_dict())
    network.adopt_encoder(given, mean=(0.5, 0.4, 0.3), std=(0.5, 0.25, 0.2))
    source.mean, source.std = (torch.tensor(values).view(1, 3, 1, 1) for values in ([0.5, 0.4, 0.3], [0.5, 0.25, 0.2]))
    image = torch.rand(2, 3, 32, 32)
    seen = [each.network.encoder((image - each.mean) / each.std)[-1] for each in (source, network)]
    torch.testing.assert_close(seen[0], seen[1], atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(
    ("encoder", "red"),
    [
        ("resnet18", 0.485),
        ("tu-resnet18", 0.485),
        ("tu-vit_tiny_patch16_224", 0.5),
        ("xception", 0.5),
        ("tu-tf_efficientnet_lite2", 0.5),
        ("timm-tf_efficientnet_lite0", 0.5),
        ("dpn68", 124 / 255),
    ],
)
def test_statistics_are_those_that_the_weights_were_trained_with(encoder: str, red: float) -> None:
    assert pretrained.statistics_of(encoder)[0][0] == pytest.approx(red)
    assert all(0 < value < 1 for values in pretrained.statistics_of(encoder) for value in values)


def test_without_a_network_what_was_fetched_before_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    asked = []

    def get_encoder(name: str, weights: str) -> torch.nn.Module:
        asked.append((name, weights, constants.HF_HUB_OFFLINE))
        return torch.nn.Linear(2, 1)

    monkeypatch.setattr(pretrained, "_reachable", lambda host: False)
    monkeypatch.setattr(pretrained, "getproxies", dict)
    monkeypatch.setattr(pretrained.smp.encoders, "get_encoder", get_encoder)
    before = constants.HF_HUB_OFFLINE
    assert set(find_encoder_weights("resnet34", "imagenet").tensors) == {"weight", "bias"}
    assert asked == [("resnet34", "imagenet", True)]
    assert before == constants.HF_HUB_OFFLINE
