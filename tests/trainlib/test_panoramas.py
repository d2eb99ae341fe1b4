"""Photos out of HDRIs: directions, exposure, files."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from trainlib.cli.main import main
from trainlib.data.panoramas import PanoramaError, pinhole_view, random_photo, read_panorama

pytestmark = pytest.mark.train


def panorama(height: int = 64) -> np.ndarray:
    """Red says how far right of the middle, green how far up, both from 0 to 1."""
    up = 1 - (np.arange(height) + 0.5) / height
    right = (np.arange(2 * height) + 0.5) / (2 * height)
    light = np.zeros((height, 2 * height, 3), np.float32)
    light[..., 0], light[..., 1], light[..., 2] = right, up[:, None], 0.5
    return light


def test_a_camera_sees_where_it_is_turned() -> None:
    ahead = pinhole_view(panorama(), (33, 33), yaw=0, pitch=0, field_of_view=1.0)
    assert ahead[16, 16, :2] == pytest.approx((0.5, 0.5), abs=0.01)
    # Half a radian to the right of the middle is where the view of one radian ends.
    assert ahead[16, 32, 0] - 0.5 == pytest.approx(0.5 / (2 * np.pi), abs=0.01)
    assert ahead[0, 16, 1] > 0.5 > ahead[32, 16, 1]
    turned = pinhole_view(panorama(), (33, 33), yaw=1.0, pitch=0.5, field_of_view=1.0)
    assert turned[16, 16, :2] == pytest.approx((0.5 + 1 / (2 * np.pi), 0.5 + 0.5 / np.pi), abs=0.01)


def test_no_seam_where_the_panorama_ends() -> None:
    light = panorama()
    light[..., 0] = 0.5 + 0.5 * np.cos((np.arange(128) + 0.5) / 128 * 2 * np.pi)
    behind = pinhole_view(light, (9, 65), yaw=np.pi, pitch=0, field_of_view=1.0)[4, :, 0]
    assert np.abs(np.diff(behind)).max() < 0.02


def test_bright_and_dark_places_are_exposed_alike() -> None:
    rng = np.random.default_rng(0)
    grey = np.full((32, 64, 3), 0.5, np.float32) * rng.uniform(0.5, 1.5, (32, 64, 1)).astype(np.float32)
    means = [random_photo(grey * scale, (24, 24), np.random.default_rng(1)).mean() for scale in (0.01, 1, 100)]
    assert max(means) - min(means) < 2
    assert 60 < means[0] < 190


def write_hdr(path: Path, light: np.ndarray) -> None:
    assert cv2.imwrite(str(path), light[..., ::-1])


def test_the_command_goes_on_where_it_was_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    write_hdr(tmp_path / "in" / "one.hdr", panorama())
    (tmp_path / "in" / "two.hdr").write_bytes(b"no picture")
    words = ["backgrounds", "--hdris", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--size", "48"]
    assert main([*words, "--count", "3"]) == 1
    assert "two.hdr: cannot be read" in capsys.readouterr().err
    made = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in made] == ["one-000.jpg", "one-001.jpg", "one-002.jpg"]
    first = made[1].read_bytes()
    made[1].unlink()
    stamp = made[0].stat().st_mtime_ns
    main([*words, "--count", "3"])
    assert made[1].read_bytes() == first
    assert made[0].stat().st_mtime_ns == stamp


def test_what_is_no_panorama_is_told(tmp_path: Path) -> None:
    write_hdr(tmp_path / "square.hdr", panorama()[:, :64])
    with pytest.raises(PanoramaError, match="twice as wide as high"):
        read_panorama(tmp_path / "square.hdr")
    assert main(["backgrounds", "--hdris", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 2
