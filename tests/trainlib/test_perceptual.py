"""LPIPS, against torchmetrics."""

from pathlib import Path

import pytest
import torch
from torchmetrics.functional.image.lpips import _LPIPS
from torchvision.models import AlexNet
from training import TINY

from trainlib.metrics.perceptual import ALEXNET, Lpips, MissingWeightsError
from trainlib.tasks.relight import RelightTask


@pytest.fixture
def alexnet_file(tmp_path: Path) -> Path:
    """AlexNet's file as torchvision has it, less the layers that LPIPS has no use for, with drawn weights."""
    torch.manual_seed(4)
    with torch.device("meta"):
        shapes = {f"features.{name}": value.shape for name, value in AlexNet().features.state_dict().items()}
    path = tmp_path / ALEXNET
    torch.save({name: torch.randn(shape) * 0.05 for name, shape in shapes.items()}, path)
    return path


def test_lpips_is_torchmetrics(alexnet_file: Path) -> None:
    """The same drawn weights in torchmetrics' network, which would have had to be downloaded whole."""
    generator = torch.Generator().manual_seed(5)
    one, other = torch.rand(2, 2, 3, 64, 96, generator=generator)
    found = Lpips(alexnet_file)
    reference = _LPIPS(net="alex", pnet_rand=True, use_dropout=True)
    tensors = torch.load(alexnet_file, weights_only=True)
    slices = {key.split(".")[-2]: key.rpartition(".")[0] for key in reference.net.state_dict()}
    reference.net.load_state_dict(
        {f"{slices[key.split('.')[1]]}.{key.split('.')[2]}": value for key, value in tensors.items()}
    )
    expected = reference(one, other, normalize=True).flatten()
    assert expected.min() > 1e-3
    assert torch.allclose(found(one, other), expected, rtol=1e-4)
    assert found(one, one).tolist() == [0, 0]
    nearer = found(one, 0.9 * one + 0.1 * other)
    assert (nearer < found(one, other)).all() and (nearer > 0).all()
    with pytest.raises(ValueError, match="from 32 pixels on"):
        found(one[..., :16, :16], other[..., :16, :16])


def test_lpips_says_what_it_needs(tmp_path: Path, alexnet_file: Path) -> None:
    with pytest.raises(MissingWeightsError, match=r"LPIPS needs AlexNet's weights and .*none.pth is not there: give"):
        Lpips(tmp_path / "none.pth")
    other = tmp_path / "other.pth"
    torch.save({"features.0.weight": torch.zeros(2)}, other)
    with pytest.raises(MissingWeightsError, match="does not hold AlexNet's weights"):
        Lpips(other)
    torch.save({"features.0.weight": Path}, other)
    with pytest.raises(MissingWeightsError, match=r"refused, it is not a file of weights alone|broken"):
        Lpips(other)
    with pytest.raises(MissingWeightsError, match="is not there"):
        RelightTask(TINY, lpips=str(tmp_path / "no"))
    task = RelightTask(TINY, lpips=str(alexnet_file))
    assert not any("features" in name for name in task.state_dict()), "its weights are in no checkpoint"
    picture = torch.rand(2, 3, 32, 32)
    batch = {"target": picture, "alpha": torch.ones(2, 1, 32, 32)}
    assert task.measure_packshot(picture, batch)["lpips"].tolist() == [0, 0] and "lpips" in task.metric_names
