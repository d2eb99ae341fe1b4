"""Networks that ship: half precision in a file without pickles, found by name, refused where they were changed."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

import trainlib.weights as weights
from trainlib.checkpoints import KEY, CheckpointError, describe_network, load_network, read_checkpoint
from trainlib.checkpoints.weights_file import read_weights, write_weights
from trainlib.cli.main import main
from trainlib.models import NetworkConfig, build_network

pytestmark = pytest.mark.train


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    arguments = NetworkConfig(encoder="mobilenet_v2").to_plain()
    network = {f"network.{name}": value for name, value in build_network("cutout", arguments).state_dict().items()}
    path = tmp_path / "best.ckpt"
    torch.save(
        {"state_dict": network, KEY: describe_network("cutout", "cutout", arguments, ("image",), (64, 64))}, path
    )
    return path


@pytest.fixture
def shipping(tmp_path: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of weights with one network, as an installation has it."""
    folder = tmp_path / "weights"
    write_weights(read_checkpoint(checkpoint), folder / "one.safetensors")
    digest = hashlib.sha256((folder / "one.safetensors").read_bytes()).hexdigest()
    index = {"cutout": {"standard": {"file": "one.safetensors", "sha256": digest}}}
    (folder / weights.INDEX).write_text(json.dumps(index))
    monkeypatch.setattr(weights, "FOLDER", folder)
    weights._index.cache_clear()
    yield folder
    weights._index.cache_clear()


def test_half_precision_gives_nearly_the_same_matte(checkpoint: Path, tmp_path: Path) -> None:
    out = tmp_path / "half.safetensors"
    size = write_weights(read_checkpoint(checkpoint), out)
    whole, half = load_network(checkpoint, "cutout"), load_network(out, "cutout")
    assert (half.size, half.inputs) == (whole.size, whole.inputs)
    stack = torch.rand(1, 3, *whole.size)
    with torch.inference_mode():
        assert torch.allclose(whole.module(stack).sigmoid(), half.module(stack).sigmoid(), atol=5e-3)
    numbers = sum(value.numel() for value in whole.module.state_dict().values())
    assert size < 2.5 * numbers + 20_000


def test_what_is_broken_or_nameless_is_one_line(checkpoint: Path, tmp_path: Path) -> None:
    out = tmp_path / "half.safetensors"
    write_weights(read_checkpoint(checkpoint), out)
    out.write_bytes(out.read_bytes()[:-100])
    with pytest.raises(CheckpointError, match="broken or cut short"):
        load_network(out, "cutout")
    from safetensors.torch import save_file

    save_file({"network.a": torch.zeros(1)}, out)
    with pytest.raises(CheckpointError, match="does not say of which network"):
        read_weights(out)


def test_numbers_beyond_half_precision_are_refused(checkpoint: Path, tmp_path: Path) -> None:
    found = read_checkpoint(checkpoint)
    name = next(key for key, value in found["state_dict"].items() if value.is_floating_point())
    found["state_dict"][name] = torch.full_like(found["state_dict"][name], 1e6)
    with pytest.raises(CheckpointError, match="beyond half precision"):
        write_weights(found, tmp_path / "half.safetensors")


def test_a_name_stands_for_the_file_that_ships(shipping: Path) -> None:
    assert weights.shipped_names("cutout") == ("standard",)
    assert weights.find_network("standard", "cutout") == shipping / "one.safetensors"
    assert load_network("standard", "cutout").task == "cutout"
    assert weights.find_network("standard", "relight") == Path("standard")


def test_a_changed_network_is_refused(shipping: Path) -> None:
    with (shipping / "one.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\xff")
    with pytest.raises(CheckpointError, match="was changed or is broken"):
        load_network("standard", "cutout")


def test_export_writes_weights(checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "small.safetensors"
    assert main(["export", "--cutout", str(checkpoint), "--out", str(out)]) == 0
    assert "half precision moves a pixel by at most" in capsys.readouterr().out
    assert load_network(out, "cutout").task == "cutout"


def test_those_that_ship_are_whole_and_have_cards() -> None:
    weights._index.cache_clear()
    for task in ("cutout", "relight"):
        for name in weights.shipped_names(task):
            path = weights.find_network(name, task)
            assert load_network(path, task).task == task
            assert path.stat().st_size < 25e6
            card = path.with_suffix(".md").read_text("utf-8")
            for heading in ("## Trained on", "## Measures", "## Known failures", "## Make it again", "## Credits"):
                assert heading in card, (name, heading)
