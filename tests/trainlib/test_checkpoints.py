"""Checkpoints are data: what is in them comes back, and nothing else gets in."""

import pickle
from pathlib import Path

import pytest
import torch

from trainlib.checkpoints import KEY, CheckpointError, describe_network, load_network
from trainlib.checkpoints.checkpoint_io import WholeCheckpoints
from trainlib.models import NetworkConfig, Segmenter

CONFIG = NetworkConfig(encoder="resnet18", decoder_channels=(16, 16, 8, 8, 8))
ARGUMENTS = CONFIG.to_plain()


@pytest.fixture(scope="module")
def network() -> Segmenter:
    torch.manual_seed(0)
    return Segmenter(CONFIG).eval()


@pytest.fixture
def checkpoint(network: Segmenter) -> dict[str, object]:
    return {
        KEY: describe_network("cutout", "cutout", ARGUMENTS, ["image"], (64, 96)),
        "state_dict": {f"network.{key}": value for key, value in network.state_dict().items()},
        "epoch": 3,
    }


def save(path: Path, content: object) -> Path:
    torch.save(content, path)
    return path


def refusal(path: Path, task: str | None = None) -> str:
    with pytest.raises(CheckpointError) as caught:
        load_network(path, task)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message


def test_what_was_saved_comes_back(tmp_path: Path, network: Segmenter, checkpoint: dict[str, object]) -> None:
    loaded = load_network(save(tmp_path / "a.ckpt", checkpoint), "cutout")
    assert (loaded.task, loaded.inputs, loaded.size) == ("cutout", ("image",), (64, 96))
    assert not loaded.module.training
    image = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(loaded.module(image), network(image))


def test_another_task_is_refused(tmp_path: Path, checkpoint: dict[str, object]) -> None:
    path = save(tmp_path / "a.ckpt", checkpoint)
    assert "holds a cutout network, a relight network is needed" in refusal(path, "relight")


class Payload:
    """Unpickling this writes a file: what a hostile checkpoint would do."""

    def __init__(self, victim: Path) -> None:
        self.victim = victim

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.victim,)


@pytest.mark.parametrize("by_torch", [True, False])
def test_pickled_code_is_refused_and_never_run(tmp_path: Path, checkpoint: dict[str, object], by_torch: bool) -> None:
    victim, path = tmp_path / "victim", tmp_path / "hostile.ckpt"
    hostile = {**checkpoint, "extra": Payload(victim)}
    if by_torch:
        torch.save(hostile, path)
    else:
        path.write_bytes(pickle.dumps(hostile))
    assert "refused" in refusal(path)
    assert not victim.exists()
    torch.load(path, weights_only=False) if by_torch else pickle.loads(path.read_bytes())
    assert victim.exists(), "the payload would have run"


def test_a_whole_pickled_module_is_refused(tmp_path: Path, network: Segmenter) -> None:
    assert "refused" in refusal(save(tmp_path / "module.pt", network))


def test_broken_files_are_named(tmp_path: Path, checkpoint: dict[str, object]) -> None:
    path = tmp_path / "a.ckpt"
    assert "no such checkpoint" in refusal(path)
    save(path, checkpoint)
    whole = path.read_bytes()
    for length in (0, 100, len(whole) // 2, len(whole) - 10):
        path.write_bytes(whole[:length])
        assert "broken or cut short" in refusal(path)
    path.write_text("a photo, really")
    refusal(path)


def test_files_of_others_are_named(tmp_path: Path, checkpoint: dict[str, object]) -> None:
    assert "not a packshot checkpoint" in refusal(save(tmp_path / "list.pt", [1, 2]))
    assert "'packshot' is not complete" in refusal(save(tmp_path / "weights.pt", {"state_dict": {}}))
    described = checkpoint[KEY]
    assert isinstance(described, dict)
    later = {**checkpoint, KEY: {**described, "format": 2}}
    assert "checkpoint format 2, this version reads 1" in refusal(save(tmp_path / "later.ckpt", later))
    odd = {**checkpoint, KEY: {**described, "task": "inpaint"}}
    assert "task 'inpaint'" in refusal(save(tmp_path / "odd.ckpt", odd))


def test_weights_that_do_not_fit_are_named(tmp_path: Path, checkpoint: dict[str, object]) -> None:
    described = describe_network("cutout", "cutout", {**ARGUMENTS, "encoder": "resnet34"}, ["image"], (64, 64))
    path = save(tmp_path / "a.ckpt", {**checkpoint, KEY: described})
    assert "the weights do not fit" in refusal(path)
    described = describe_network("cutout", "cutout", {**ARGUMENTS, "encoder": "nonesuch"}, ["image"], (64, 64))
    assert "no network 'unet' with encoder 'nonesuch'" in refusal(save(path, {**checkpoint, KEY: described}))


def test_loading_downloads_no_pretrained_weights(tmp_path: Path, checkpoint: dict[str, object]) -> None:
    wanted = {**ARGUMENTS, "encoder_weights": "a set of weights that does not exist"}
    described = describe_network("cutout", "cutout", wanted, ["image"], (64, 64))
    load_network(save(tmp_path / "a.ckpt", {**checkpoint, KEY: described}))


def test_a_checkpoint_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "last.ckpt"
    WholeCheckpoints().save_checkpoint({"epoch": 1}, str(path))

    def fill_up(file: Path, content: memoryview) -> int:
        with file.open("wb") as stream:
            stream.write(content[:10])
        raise OSError(28, "No space left on device", str(file))

    monkeypatch.setattr(Path, "write_bytes", fill_up)
    with pytest.raises(OSError, match=r"No space left on device: .*last\.ckpt"):
        WholeCheckpoints().save_checkpoint({"epoch": 2}, path)
    assert torch.load(path, weights_only=True) == {"epoch": 1}
    assert [each.name for each in tmp_path.iterdir()] == ["last.ckpt"]
