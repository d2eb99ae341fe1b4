"""Light mixed on the batch's device: the loader's image for the same draws; then the camera's effects."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from training import ENCODER, trainer_of

from trainlib.data.camera import darken_outwards, exposure_table, read_noise, shot_noise
from trainlib.data.camera_effects import DrawnEffects, draw_effects, smear, spread
from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.device import PENDING, collate, convert_batch, mix, pending
from trainlib.data.device_effects import apply_effects
from trainlib.data.jpeg import through_jpeg
from trainlib.data.remix import Lighting, relight
from trainlib.tasks import CutoutTask
from trainlib.training.compatibility import connect

PLAIN = DrawnEffects(0)
LIGHTINGS = [
    Lighting({"lamp": 0.7, "world": 0.2}, -0.5, (1.2, 1.0, 0.7), "film", {"lamp": (1.1, 0.98, 0.9)}),
    Lighting({"lamp": 0.0, "sky": 3.0, "world": 1.0}, 1.5, (0.8, 1.0, 1.3), "srgb"),
    Lighting({"lamp": 2.0, "world": 0.0}, 0.25, (1.0, 1.0, 1.0), "film"),
]


def layers_of(lighting: Lighting, seed: int, size: int = 32) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.rand(len(lighting.gains), 3, size, size, generator=generator) ** 3 * 4 - 0.02
    return dict(zip(sorted(lighting.gains), drawn.half(), strict=True))


def item(lighting: Lighting, layers: dict[str, torch.Tensor], look: DrawnEffects = PLAIN) -> dict[str, Any]:
    moved = torch.cat(list(layers.values())).permute(1, 2, 0).float().numpy()
    return {"image": torch.zeros(3, *moved.shape[:2]), PENDING: pending(moved, list(layers), lighting, look)}


def batch_of(dtype: torch.dtype = torch.float32) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Samples of two and three groups, one group off, each with its own exposure, balance and curve; one not relit."""
    lights = [layers_of(lighting, seed) for seed, lighting in enumerate(LIGHTINGS)]
    items = [item(lighting, layers) for lighting, layers in zip(LIGHTINGS, lights, strict=True)]
    items.insert(1, {"image": torch.full((3, 32, 32), 0.25)})
    batch = collate(items)
    batch["image"] = batch["image"].to(dtype)
    return batch, [relight(layers, lighting) for lighting, layers in zip(LIGHTINGS, lights, strict=True)]


def test_a_batch_is_mixed_as_the_loader_mixes_each_sample() -> None:
    batch, expected = batch_of()
    assert batch[PENDING]["light"].dtype == torch.float16
    assert batch[PENDING]["light"].shape == (3, 3, 3, 32, 32), "three of four samples, as many groups as the largest"
    done = convert_batch(batch)
    assert set(done) == {"image"}
    assert (done["image"][1] == 0.25).all(), "what was not relit is left alone"
    for image, levels in zip(done["image"][[0, 2, 3]], expected, strict=True):
        difference = np.abs((255 * image).permute(1, 2, 0).numpy() - levels)
        assert difference.max() <= 1.01
        assert (difference > 0.5).mean() < 0.1, "the loader's table rounds light to 16 bits"


def test_mixed_precision_and_gradients_touch_nothing() -> None:
    plain = convert_batch(batch_of()[0])["image"]
    batch, _ = batch_of()
    batch[PENDING]["factors"].requires_grad_()
    with torch.autocast("cpu", torch.bfloat16):
        mixed = convert_batch(batch)["image"]
    assert torch.equal(mixed, plain)
    assert not mixed.requires_grad
    batch, _ = batch_of(torch.bfloat16)
    narrow = convert_batch(batch)["image"]
    assert narrow.dtype == torch.bfloat16
    assert (narrow.float() - plain).abs().max() < 1 / 255


def test_the_data_give_the_same_images_on_either_side(dataset: Path) -> None:
    def load(where: str, augment: str = "none", **more: Any) -> dict[str, Any]:
        torch.manual_seed(0)
        settings = {"size": 64, "batch_size": 8, "num_workers": 0, "relight": 0.8}
        data = PackshotDataModule(str(dataset), augment=augment, relight_on=where, **settings | more)  # type: ignore[arg-type]
        data.setup("fit")
        batch = next(iter(data.loader("train")))
        assert (PENDING in batch) == (where == "device" and more.get("swap") != 1.0)
        return data.on_after_batch_transfer(batch, 0)

    here, there = load("loader"), load("device")
    assert set(here) == set(there)
    assert (here["image"] - there["image"]).abs().max() <= 1.01 / 255
    assert torch.equal(here["target"], there["target"])
    # Moved as well: both come to the same place, though light is blended here and levels there.
    here, there = load("loader", "light"), load("device", "light")
    assert torch.equal(here["alpha"], there["alpha"])
    assert torch.equal(here["normal"], there["normal"])
    assert torch.equal(load("loader", size=32)["alpha"], load("device", size=32)["alpha"])
    # With another background a sample is relit where that is laid.
    assert torch.equal(load("loader", swap=1.0)["image"], load("device", swap=1.0)["image"])
    with pytest.raises(ValueError, match="relight_on"):
        load("device", "strong")


def test_a_task_trains_on_what_its_device_mixes(dataset: Path) -> None:
    seen: list[set[str]] = []

    class Watch(CutoutTask):
        def training_step(self, batch: dict[str, Any], index: int) -> torch.Tensor | None:
            seen.append(set(batch))
            return super().training_step(batch, index)

    data = PackshotDataModule(str(dataset), 64, batch_size=4, num_workers=0, relight=1.0, relight_on="device")
    task = Watch(ENCODER)
    connect(task, data)
    trainer_of(max_steps=2, limit_val_batches=0).fit(task, data)
    # A cut-out looks at image and alpha, so nothing else is loaded.
    assert seen == [{"image", "alpha", "id", "split"}] * 2


def images(size: int = 64) -> tuple[torch.Tensor, np.ndarray]:
    levels = np.random.default_rng(0).integers(20, 235, (size, size, 3)).astype(np.uint8)
    levels = cv2.GaussianBlur(levels, (0, 0), 2)
    return torch.from_numpy(levels).permute(2, 0, 1)[None] / 255, levels


def levels_of(image: torch.Tensor) -> np.ndarray:
    return (255 * image[0]).round().permute(1, 2, 0).numpy()


def test_lens_and_exposure_are_the_loaders() -> None:
    one, levels = images()
    assert torch.equal(apply_effects(one, [PLAIN]), one), "nothing drawn, nothing done"
    kernel = spread(spread(None, smear(5, 0.4)), smear(3, 2.0))
    assert kernel.sum() == pytest.approx(1, abs=1e-5)
    expected = {
        PLAIN._replace(corner=30.0): darken_outwards(levels, np.radians(30)),
        PLAIN._replace(stops=0.3): cv2.LUT(levels, exposure_table(0.3)),
        PLAIN._replace(tone=(1.1, -0.05)): np.clip(np.round(levels * 1.1 - 0.05 * 255), 0, 255),
    }
    for look, seen in expected.items():
        assert np.abs(levels_of(apply_effects(one, [look])) - seen).max() <= 1
    seen = cv2.filter2D(levels, -1, kernel)
    assert np.abs(levels_of(apply_effects(one, [PLAIN._replace(blur=kernel)])) - seen).max() <= 1


def test_noise_is_as_strong_as_the_loaders_and_each_samples_own() -> None:
    grey = torch.full((2, 3, 64, 64), 128 / 255)
    levels = np.full((64, 64, 3), 128, np.uint8)
    rng = np.random.default_rng(0)
    for look, noisy in (
        (PLAIN._replace(shot=0.002), shot_noise(levels, 0.002, rng)),
        (PLAIN._replace(read=0.02), read_noise(levels, 0.02, rng)),
    ):
        seen = apply_effects(grey, [look, look._replace(seed=9)])
        assert float(255 * seen[0].std()) == pytest.approx(float(noisy.std()), rel=0.05)
        assert float(255 * seen[0].mean()) == pytest.approx(128, abs=0.5)
        assert not torch.equal(seen[0], seen[1])
        assert torch.equal(seen, apply_effects(grey, [look, look._replace(seed=9)]))
    # Poisson: light of mean 0.216 in photons of 0.002 has a deviation of sqrt(0.216 · 0.002) = 0.0208 about its mean.
    light = ((shot_noise(levels, 0.002, rng) / 255 + 0.055) / 1.055) ** 2.4
    assert light.std() == pytest.approx(0.0208, rel=0.05)


@pytest.mark.parametrize("quality", [55, 90])
def test_jpeg_leaves_what_the_library_leaves(quality: int) -> None:
    one, levels = images()
    _, file = cv2.imencode(".jpg", levels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    expected = cv2.imdecode(file, cv2.IMREAD_COLOR)[..., ::-1].astype(float)
    seen = levels_of(through_jpeg(one, torch.tensor([float(quality)])))
    lost = np.abs(expected - levels).mean()
    assert np.abs(seen - expected).mean() < 0.35 * lost
    assert np.abs(seen - levels).mean() == pytest.approx(lost, rel=0.15)


def test_effects_are_drawn_as_often_as_the_loader_draws_them() -> None:
    rng = np.random.default_rng(1)
    effects = [draw_effects("light", rng) for _ in range(600)]
    shares = {name: np.mean([getattr(one, name) is not None for one in effects]) for name in PLAIN._fields[1:]}
    chances = {"blur": 0.19, "corner": 0.15, "stops": 0.4, "shot": 0.15, "read": 0.25, "tone": 0.2, "shrink": 0.12}
    for name, chance in chances.items():
        assert shares[name] == pytest.approx(chance, abs=0.06)
    assert draw_effects("none", rng)._replace(seed=0) == PLAIN
    one, _ = images()
    some = apply_effects(one.expand(40, -1, -1, -1), effects[:40])
    assert some.min() >= 0 and some.max() <= 1
    shrunk = apply_effects(one, [PLAIN._replace(shrink=0.6)])
    assert shrunk.std() < one.std()


def test_a_group_counts_by_its_gain_colour_and_the_camera() -> None:
    lighting = replace(LIGHTINGS[0], gains={"lamp": 2.0, "world": 0.0}, exposure_ev=1.0)
    # 2 · (1.1, 0.98, 0.9) · 2^1 · (1.2, 1, 0.7)
    assert lighting.factors(["lamp", "world"]).tolist() == [pytest.approx([5.28, 3.92, 2.52]), [0, 0, 0]]
    light = torch.full((1, 2, 3, 1, 1), 0.05)
    seen = mix(light, lighting.factors(["lamp", "world"])[None], torch.tensor([False]))
    # 0.264, 0.196, 0.126 in sRGB: 0.5509, 0.4801, 0.3901 of 255.
    assert (255 * seen).flatten().round().tolist() == [140, 122, 99]
