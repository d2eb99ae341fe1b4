"""Several networks as one: their mattes' mean, as a file that `predict` takes."""

from pathlib import Path

import pytest
import torch
from training import TINY, UNET

from trainlib.checkpoints import KEY, describe_network, load_network
from trainlib.cli.main import main
from trainlib.models import Bag, NetworkConfig, build_network


def write(path: Path, config: NetworkConfig, seed: int, size: int = 64, task: str = "cutout") -> Path:
    torch.manual_seed(seed)
    network = build_network("cutout", config.to_plain())
    weights = {f"network.{name}": value for name, value in network.state_dict().items()}
    about = describe_network(task, "cutout", config.to_plain(), ("image",), (size, size))
    torch.save({"state_dict": weights, KEY: about}, path)
    return path


def test_a_bag_gives_the_mean_of_its_networks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [write(tmp_path / "one.ckpt", TINY, 1), write(tmp_path / "other.ckpt", UNET, 2)]
    out = tmp_path / "bag.safetensors"
    assert main(["bag", *map(str, files), "--out", str(out)]) == 0
    assert "2 networks" in capsys.readouterr().out
    bag, image = load_network(out, "cutout"), torch.rand(2, 3, 64, 64)
    assert bag.size == (64, 64) and bag.inputs == ("image",)
    with torch.no_grad():
        each = [torch.sigmoid(load_network(path, "cutout").module(image)) for path in files]
        mean = torch.sigmoid(bag.module(image))
    # The file has weights of 16 bits.
    torch.testing.assert_close(mean, (each[0] + each[1]) / 2, atol=2e-3, rtol=0)
    assert float((each[0] - each[1]).abs().max()) > 0.02, "else it could be either of them"


def test_what_makes_no_bag_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, large = write(tmp_path / "one.ckpt", TINY, 1), write(tmp_path / "large.ckpt", TINY, 1, size=96)
    out = str(tmp_path / "bag.safetensors")

    def told(*words: object) -> str:
        assert main(["bag", *map(str, words)]) == 2
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1
        return lines[0]

    assert "two or more" in told(one, "--out", out)
    assert "ends in .safetensors" in told(one, one, "--out", tmp_path / "bag.ckpt")
    assert "sees (96, 96) pixels" in told(one, large, "--out", out)
    assert "no such checkpoint file" in told(one, tmp_path / "none.ckpt", "--out", out)
    assert not Path(out).exists()
    with pytest.raises(ValueError, match="1 to 32 networks, not 0"):
        Bag([])
