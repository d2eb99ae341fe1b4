"""Composites: grounds by shares, products whole, shadows, others partly out of frame, noise at the final size."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from trainlib.cli.main import main
from trainlib.data.cast_shadows import cast_shadow
from trainlib.data.composite_samples import CompositeSamples
from trainlib.data.composition import Composition
from trainlib.data.grounds import Grounds
from trainlib.data.placing import lift, place_partly, place_whole
from trainlib.data.sources import CompositeSource, PhotoSource, Reading
from trainlib.data.splits import SplitConfig

RED = (200, 40, 40)


def disc(radius: int = 30, shape: tuple[int, int] = (150, 100)) -> tuple[np.ndarray, np.ndarray]:
    """A red disc on green that was left in the transparent pixels, and its alpha."""
    alpha = np.zeros(shape, np.uint8)
    cv2.circle(alpha, (shape[1] // 2, shape[0] // 2), radius, 255, -1, cv2.LINE_AA)
    return np.where(alpha[..., None] > 0, np.uint8(RED), np.uint8((0, 255, 0))), alpha


@pytest.fixture
def cutouts(tmp_path: Path) -> Path:
    folder = tmp_path / "cutouts"
    folder.mkdir()
    for number, radius in enumerate((20, 30, 40)):
        Image.fromarray(np.dstack(disc(radius))).save(folder / f"{number}.png")
    return folder


def composites(cutouts: Path, augment: str = "none", **how: object) -> CompositeSamples:
    composition = Composition(photo=0, room=0, **how)  # type: ignore[arg-type]
    source = CompositeSource(str(cutouts), split=SplitConfig(0, 0), composition=composition)
    found = source.open("train", Reading((96, 128), augment, str(cutouts.parent / "cache"), source.keys))
    assert found is not None
    return found


@pytest.mark.parametrize("fill", [0.2, 0.6, 1.0])
@pytest.mark.parametrize("degrees", [0.0, 15.0])
def test_a_placed_product_is_whole_and_of_the_size_that_was_asked_for(fill: float, degrees: float) -> None:
    layer = lift(*disc())
    for seed in range(8):
        placed = place_whole(layer, (96, 128), fill, degrees, np.random.default_rng(seed))
        alpha = placed[..., 3]
        border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
        assert border.max() < 0.02, "nothing touches the border"
        height = np.ptp(np.flatnonzero((alpha > 0.5).any(1))) + 1
        # At most the picture less a margin; the disc's soft edge, a pixel of 61, is part of its box.
        expected = min(fill * 96, 92) * 61 / 63
        assert height == pytest.approx(expected, abs=2)
        assert alpha.sum() == pytest.approx(np.pi * (expected / 2) ** 2, rel=0.06)
        # The colour is the product's own, without the green behind its transparent pixels.
        colour = placed[alpha > 0.1][:, :3] / placed[alpha > 0.1][:, 3:]
        assert colour[:, 1].max() < 0.05


def test_another_product_is_partly_out_of_the_picture() -> None:
    layer = lift(*disc())
    whole = 0
    for seed in range(30):
        alpha = place_partly(layer, (96, 128), 0.0, np.random.default_rng(seed))[..., 3]
        border = max(alpha[0].max(), alpha[-1].max(), alpha[:, 0].max(), alpha[:, -1].max())
        whole += border < 0.5
        assert alpha.sum() > 10
    assert whole == 0


def test_noise_is_made_at_the_final_size(cutouts: Path) -> None:
    for augment in ("none", "light"):
        samples = composites(cutouts, augment, noise=1.0)
        image, alpha = samples.compose(0, np.random.default_rng(3))
        assert image.shape == (96, 128, 3)
        if augment == "none":
            ground = image[alpha == 0].astype(float)
            assert ground.std() == pytest.approx(255 / np.sqrt(12), rel=0.03)
            row = image[0].astype(float)
            # Neighbours of a resized noise would be alike.
            assert abs(np.corrcoef(row[:-1].ravel(), row[1:].ravel())[0, 1]) < 0.2


def test_grounds_come_by_their_shares() -> None:
    shares = Composition(white=3, flat=1, noise=0, photo=5, room=2).shares(photos=False, rooms=False)
    assert shares == {"white": 0.75, "flat": 0.25}
    grounds, rng = Grounds(shares, {}), np.random.default_rng(0)
    white = sum(bool((grounds.draw((4, 4), rng) == 255).all()) for _ in range(400))
    assert white / 400 == pytest.approx(0.75, abs=0.06)


def test_white_is_white_and_alpha_tells_the_product(cutouts: Path) -> None:
    image, alpha = composites(cutouts, white=1.0, fill=(0.5, 0.5)).compose(1, np.random.default_rng(0))
    assert (image[alpha == 0] == 255).all()
    assert np.abs(image[alpha == 255].astype(int) - RED).max() <= 2


def test_others_and_shadows_are_ground(cutouts: Path) -> None:
    plain = composites(cutouts, white=1.0, fill=(0.3, 0.3))
    busy = composites(cutouts, white=1.0, fill=(0.3, 0.3), others=(2, 2), shadow=1.0)
    for seed in range(5):
        image, alpha = busy.compose(0, np.random.default_rng(seed))
        assert alpha[[0, -1]].max() == 0 and alpha[:, [0, -1]].max() == 0
        assert (alpha > 127).sum() == pytest.approx(np.pi * (0.15 * 96) ** 2, rel=0.1)
        red = (np.abs(image.astype(int) - RED).max(-1) < 60) & (alpha == 0)
        assert red.sum() > 20, "another product is there"
    assert plain.compose(0, np.random.default_rng(1))[0].min() >= 0


@pytest.mark.parametrize("ellipse", [True, False])
def test_a_shadow_lies_at_the_product(ellipse: bool) -> None:
    alpha = place_whole(lift(*disc()), (96, 128), 0.5, 0.0, np.random.default_rng(0))[..., 3]
    for seed in range(10):
        shadow = cast_shadow(alpha, ellipse, np.random.default_rng(seed))
        assert shadow.dtype == np.float32 and shadow.min() >= 0 and 0.1 < shadow.max() <= 0.7
        foot = np.flatnonzero((alpha > 0.5).any(1))[-1]
        row = np.average(np.arange(96), weights=shadow.sum(1))
        assert abs(row - foot) < 40
        if ellipse:
            assert abs(row - foot) < 8


def test_several_composites_of_a_cut_out(cutouts: Path) -> None:
    samples = composites(cutouts, flat=1.0, per_cutout=4)
    assert len(samples) == 12
    assert sorted({samples[n]["id"] for n in range(12)}) == ["0", "1", "2"]


def test_what_cannot_be_is_refused_in_one_line(cutouts: Path) -> None:
    with pytest.raises(ValueError, match="nothing to lay cut-outs on"):
        CompositeSource(str(cutouts))
    with pytest.raises(ValueError, match=r"composition\.fill"):
        Composition(fill=(0.9, 0.1))
    with pytest.raises(ValueError, match=r"composition\.shadow"):
        Composition(shadow=2)


def test_compose_writes_photos_cut_outs_and_a_sheet(
    cutouts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "made"
    words = ["compose", "--cutouts", str(cutouts), "--out", str(out), "--count", "5", "--size", "64"]
    words += ["--cache-dir", str(tmp_path / "cache")]
    assert main([*words, "--composition.noise", "1", "--composition.fill", "0.4", "0.8"]) == 0
    assert "5 composites" in capsys.readouterr().out
    assert len(list((out / "photos").iterdir())) == len(list((out / "cutouts").iterdir())) == 5
    with Image.open(out / "sheet.png") as sheet:
        assert sheet.size == (4 * 128, 2 * 64)
    reading = Reading((64, 64), None, str(tmp_path / "cache"), frozenset({"image", "alpha"}))
    read = PhotoSource(str(out / "photos"), str(out / "cutouts"), split=SplitConfig(0, 0)).open("train", reading)
    assert read is not None and len(read) == 5
    assert main([*words, "--composition.noise", "1"]) == 2
    assert "give a new folder" in capsys.readouterr().err
