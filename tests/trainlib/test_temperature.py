"""A temperature moves the confidence of a cut-out network and keeps its mask."""

from pathlib import Path

import pytest
import torch

from trainlib.checkpoints import KEY, CheckpointError, describe_network, load_network, read_checkpoint
from trainlib.checkpoints.temperature import with_temperature
from trainlib.cli.main import main
from trainlib.models import NetworkConfig, build_network

pytestmark = pytest.mark.train


def _checkpoint(path: Path, architecture: str) -> Path:
    torch.manual_seed(0)
    arguments = NetworkConfig(architecture=architecture, encoder="mobilenet_v2").to_plain()
    network = {f"network.{name}": value for name, value in build_network("cutout", arguments).state_dict().items()}
    description = describe_network("cutout", "cutout", arguments, ("image",), (64, 64))
    torch.save({"state_dict": network, KEY: description}, path)
    return path


def test_logits_are_divided(tmp_path: Path) -> None:
    path, out = _checkpoint(tmp_path / "one.ckpt", "unet"), tmp_path / "hard.safetensors"
    assert main(["export", "--cutout", str(path), "--out", str(out), "--temperature", "0.5", "--size", "96"]) == 0
    soft, hard = load_network(path, "cutout"), load_network(out, "cutout")
    assert (soft.size, hard.size) == ((64, 64), (96, 96))
    stack = torch.rand(2, 3, *hard.size)
    with torch.inference_mode():
        assert torch.allclose(hard.module(stack), 2 * soft.module(stack), atol=0.05)  # half precision


def test_the_checkpoint_given_stays_as_it_was(tmp_path: Path) -> None:
    found = read_checkpoint(_checkpoint(tmp_path / "one.ckpt", "unet"))
    before = {name: value.clone() for name, value in found["state_dict"].items()}
    with_temperature(found, 3.0)
    assert all(torch.equal(before[name], value) for name, value in found["state_dict"].items())


@pytest.mark.parametrize(
    ("architecture", "temperature"), [("classic_unet", 0.5), ("unet", 0.0), ("unet", float("nan"))]
)
def test_what_cannot_be_done_is_one_line(
    tmp_path: Path, architecture: str, temperature: float, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = _checkpoint(tmp_path / "one.ckpt", architecture), tmp_path / "hard.safetensors"
    with pytest.raises(CheckpointError):
        with_temperature(read_checkpoint(path), temperature)
    assert main(["export", "--cutout", str(path), "--out", str(out), "--temperature", str(temperature)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: --temperature") and told.count("\n") == 1 and not out.exists()
