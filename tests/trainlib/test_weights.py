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


def test_eight_bits_keep_each_kernel_within_half_a_step(checkpoint: Path, tmp_path: Path) -> None:
    out = tmp_path / "small.safetensors"
    size = write_weights(read_checkpoint(checkpoint), out, bits=8)
    whole, narrow = read_checkpoint(checkpoint)["state_dict"], read_weights(out)["state_dict"]
    assert whole.keys() == narrow.keys()
    for name, value in whole.items():
        if value.dim() > 1:
            step = value.abs().flatten(1).amax(1) / 127
            off = (narrow[name] - value).abs().flatten(1).amax(1)
            assert bool((off <= 0.5 * step + 1e-7).all()), name
    assert size < 1.4 * sum(value.numel() for value in whole.values())
    whole_net, narrow_net = load_network(checkpoint, "cutout"), load_network(out, "cutout")
    stack = torch.rand(1, 3, *whole_net.size)
    with torch.inference_mode():
        moved = (whole_net.module(stack).sigmoid() - narrow_net.module(stack).sigmoid()).abs()
    assert 0 < float(moved.mean()) < 0.02


def test_a_kernel_of_zeros_stays_one_in_eight_bits(checkpoint: Path, tmp_path: Path) -> None:
    found = read_checkpoint(checkpoint)
    name = next(name for name, value in found["state_dict"].items() if value.dim() > 1)
    found["state_dict"][name][0] = 0.0
    write_weights(found, tmp_path / "small.safetensors", bits=8)
    kept = read_weights(tmp_path / "small.safetensors")["state_dict"][name]
    assert bool((kept[0] == 0).all()) and bool(torch.isfinite(kept).all())


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


def test_a_flipped_bit_is_found_wherever_it_is(checkpoint: Path, tmp_path: Path) -> None:
    """In the weights, names, types, shapes, the description and the checksum itself, of a file of one's own."""
    out, flipped = tmp_path / "half.safetensors", tmp_path / "flipped.safetensors"
    write_weights(read_checkpoint(checkpoint), out)
    whole = out.read_bytes()
    header = 8 + int.from_bytes(whole[:8], "little")
    places = [whole.index(word) for word in (b"cutout", b"sha256", b"F16", b"network.", b'"shape":[', b"data_off")]
    places += [whole.index(b'"sha256":"') + 12, *range(0, header, 7919), *range(header, len(whole), 799_999)]
    for place in [*places, len(whole) - 1]:
        for bit in (0, 4):
            content = bytearray(whole)
            content[place] ^= 1 << bit
            flipped.write_bytes(content)
            with pytest.raises(CheckpointError) as told:
                load_network(flipped, "cutout")
            assert str(told.value).startswith(f"{flipped}: ") and "\n" not in str(told.value), (place, bit)
            assert place < header or "damaged, it has changed since it was written" in str(told.value)


def test_a_file_without_a_checksum_is_read_only_where_it_ships(shipping: Path, tmp_path: Path) -> None:
    from safetensors import safe_open
    from safetensors.torch import save_file

    path = shipping / "one.safetensors"
    with safe_open(str(path), framework="pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
        description = file.metadata()[KEY]
    before = tmp_path / "before.safetensors"
    save_file(tensors, before, metadata={KEY: description})
    with pytest.raises(CheckpointError, match=r"holds no checksum.*export the checkpoint again"):
        load_network(before, "cutout")
    index = json.loads((shipping / weights.INDEX).read_text())
    index["cutout"]["standard"]["sha256"] = hashlib.sha256(before.read_bytes()).hexdigest()
    (shipping / weights.INDEX).write_text(json.dumps(index))
    weights._index.cache_clear()
    assert load_network(before, "cutout").task == "cutout"


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
    assert "16 bits move a pixel by at most" in capsys.readouterr().out
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
