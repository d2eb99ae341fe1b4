"""`trainlib.cut_out` and `trainlib.packshot` beside what `predict` writes."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from inference_networks import Brightness, save_checkpoint
from PIL import Image

import trainlib
from trainlib.cli.main import main
from trainlib.images.errors import PhotoError
from trainlib.inference import python_api

pytestmark = pytest.mark.train


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    python_api._pipeline.cache_clear()
    return save_checkpoint(monkeypatch, tmp_path / "dark.ckpt", Brightness(), "cutout")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A dark disc on a light ground."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[:90, :120]
    levels = np.where(np.hypot(y - 45, x - 50) < 25, 60, 215)[..., None] + rng.integers(-15, 15, (90, 120, 3))
    path = tmp_path / "photos" / "disc.png"
    path.parent.mkdir()
    Image.fromarray(levels.astype(np.uint8)).save(path)
    return path


def test_pixels_are_those_of_predict(network: Path, photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ["predict", "--photos", str(photo.parent), "--out", str(out), "--cutout", str(network)]
    assert main(words) == 0
    with Image.open(out / "disc.cutout.png") as written:
        assert np.array_equal(np.asarray(trainlib.cut_out(photo, network)), np.asarray(written))
    with Image.open(out / "disc.packshot.png") as written:
        assert np.array_equal(np.asarray(trainlib.packshot(photo, network)), np.asarray(written))
    assert main([*words, "--canvas", "200x160", "--fill", "0.5"]) == 0
    with Image.open(out / "disc.packshot.png") as written:
        framed = trainlib.packshot(photo, network, canvas=(200, 160), fill=0.5)
        assert framed.size == (200, 160)
        assert np.array_equal(np.asarray(framed), np.asarray(written))


def test_files_images_and_arrays_are_one(network: Path, photo: Path) -> None:
    from_file = np.asarray(trainlib.cut_out(str(photo), network))
    with Image.open(photo) as image:
        image.load()
    assert np.array_equal(np.asarray(trainlib.cut_out(image, network)), from_file)
    assert np.array_equal(np.asarray(trainlib.cut_out(np.asarray(image), network)), from_file)
    assert from_file.shape == (90, 120, 4)
    assert from_file[45, 50, 3] == 255
    assert from_file[5, 5, 3] == 0


@pytest.mark.parametrize("array", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)])
def test_what_is_no_photo_is_told(network: Path, array: np.ndarray) -> None:
    with pytest.raises(PhotoError, match="is not a photo"):
        trainlib.cut_out(array, network)


def test_importing_trainlib_loads_no_torch() -> None:
    code = "import sys, trainlib; assert 'torch' not in sys.modules; assert callable(trainlib.cut_out)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
