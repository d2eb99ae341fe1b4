"""Relighting: new gains make the very image that the summed light makes."""

from pathlib import Path

import numpy as np
import pytest
import torch
from fixture_dataset import develop as develop_by_hand

from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.layers import read_image, read_layers
from trainlib.data.remix import Lighting, RemixRanges, draw_lighting, measure_ev, relight, sum_light
from trainlib.records.dataset import open_dataset, read_object

RECORDED = Lighting({"lamp": 1.0, "world": 0.5}, 0.25, (1.1, 1.0, 0.9), "film")


def two_layers() -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    return {group: torch.rand(3, 16, 16, generator=generator) for group in ("lamp", "world")}


def test_a_remix_is_the_developed_sum() -> None:
    layers = two_layers()
    lighting = Lighting({"lamp": 0.7, "world": 0.2}, -0.5, (1.2, 1.0, 0.7), "film")
    total = 0.7 * layers["lamp"].numpy() + 0.2 * layers["world"].numpy()
    expected = develop_by_hand(total.transpose(1, 2, 0), -0.5, [1.2, 1.0, 0.7], "film")
    assert np.abs(relight(layers, lighting) - expected).max() <= 1


def test_the_recorded_lighting_gives_the_recorded_input(dataset: Path) -> None:
    for sample in open_dataset(dataset).samples[:4]:
        lighting = Lighting.of_room(read_object(sample.folder / "recipe.json"))
        light = read_layers(sample.folder / "light_room.exr")
        layers = {g: torch.from_numpy(a.astype(np.float32)).permute(2, 0, 1) for g, a in light.items()}
        stored = read_image(sample.folder / "input.png").astype(int)
        assert np.abs(relight(layers, lighting) - stored).max() <= 1


def test_ranges_hold_and_one_group_stays_on() -> None:
    rng = np.random.default_rng(0)
    ranges = RemixRanges(gain_factor=3.0, off=0.8, tint=0.1)
    drawn = [draw_lighting(two_layers(), RECORDED, ranges, rng) for _ in range(300)]
    assert all(any(lighting.gains.values()) for lighting in drawn)
    assert any(lighting.gains["lamp"] == 0 for lighting in drawn)
    assert any(lighting.gains["world"] == 0 for lighting in drawn)
    lit = [lighting.gains["world"] for lighting in drawn if lighting.gains["world"] > 0]
    assert 0.5 / 3 <= min(lit) < 0.25
    assert 1.0 < max(lit) <= 0.5 * 3
    # Log-uniform: as often halved or less as doubled or more.
    assert np.mean(np.log(lit)) == pytest.approx(np.log(0.5), abs=0.15)
    assert {lighting.white_balance[1] for lighting in drawn} == {1.0}
    assert np.std([np.log(lighting.white_balance[0] / 1.1) for lighting in drawn]) == pytest.approx(0.1, abs=0.02)
    assert {lighting.curve for lighting in drawn} == {"film"}


def test_a_products_own_light_stays_as_it_is() -> None:
    rng = np.random.default_rng(0)
    recorded = Lighting({"lamp": 1.0, "product": 0.7}, 0.0, (1.0, 1.0, 1.0), "film")
    layers = dict(zip(("lamp", "product"), two_layers().values(), strict=True))
    drawn = [draw_lighting(layers, recorded, RemixRanges(off=0.5, colour=0.2), rng) for _ in range(50)]
    assert {lighting.gains["product"] for lighting in drawn} == {0.7}
    assert all("product" not in lighting.colours for lighting in drawn)
    assert len({lighting.gains["lamp"] for lighting in drawn}) == 50  # never off: it is the only lamp


def test_each_group_has_a_colour_of_its_own_and_keeps_its_luminance() -> None:
    rng = np.random.default_rng(0)
    drawn = [draw_lighting(two_layers(), RECORDED, RemixRanges(colour=0.2), rng) for _ in range(300)]
    colours = np.array([[lighting.colours[group] for group in ("lamp", "world")] for lighting in drawn])
    np.testing.assert_allclose(colours @ [0.2126, 0.7152, 0.0722], 1, atol=1e-6)
    assert np.std(np.log(colours[:, 0, 0] / colours[:, 0, 1])) == pytest.approx(0.2, abs=0.03)
    assert abs(np.corrcoef(colours[:, 0, 0], colours[:, 1, 0])[0, 1]) < 0.2, "lamps differ from each other"

    layers = {group: torch.full((3, 2, 2), 0.25) for group in ("lamp", "world")}
    tinted = sum_light(layers, {"lamp": 2.0, "world": 1.0}, {"lamp": (1.5, 1.0, 0.5)})
    assert tinted[:, 0, 0].tolist() == pytest.approx([0.75 + 0.25, 0.5 + 0.25, 0.25 + 0.25])


def test_a_group_that_the_recipe_left_dark_stays_dark() -> None:
    recorded = Lighting({"lamp": 0.0, "world": 1.0}, 0.0, (1.0, 1.0, 1.0), "srgb")
    rng = np.random.default_rng(0)
    for _ in range(50):
        drawn = draw_lighting(two_layers(), recorded, RemixRanges(off=0.9), rng)
        assert drawn.gains["lamp"] == 0
        assert drawn.gains["world"] > 0


def test_the_meter_counts_in_stops() -> None:
    light = torch.full((3, 4, 4), 0.5)
    assert measure_ev(light, (1.0, 1.0, 1.0)) == pytest.approx(-1, abs=1e-3)
    assert measure_ev(2 * light, (1.0, 1.0, 1.0)) == pytest.approx(0, abs=1e-3)


def test_exposure_makes_up_for_the_gains_and_misses_by_the_drawn_error() -> None:
    layers = two_layers()
    rng = np.random.default_rng(3)
    ranges = RemixRanges(gain_factor=8.0, off=0.0, tint=0.0, exposure_error_ev=0.0)
    before = measure_ev(sum_light(layers, RECORDED.gains), RECORDED.white_balance) + RECORDED.exposure_ev
    for _ in range(20):
        drawn = draw_lighting(layers, RECORDED, ranges, rng)
        after = measure_ev(sum_light(layers, drawn.gains, drawn.colours), drawn.white_balance) + drawn.exposure_ev
        assert after == pytest.approx(before, abs=1e-3)


def test_curves_are_drawn_where_asked() -> None:
    rng = np.random.default_rng(0)
    ranges = RemixRanges(draw_curve=True)
    assert {draw_lighting(two_layers(), RECORDED, ranges, rng).curve for _ in range(30)} == {"srgb", "film"}


def test_relit_samples_keep_their_target(dataset: Path) -> None:
    def load(chance: float) -> dict[str, torch.Tensor]:
        torch.manual_seed(0)
        data = PackshotDataModule(str(dataset), size=64, num_workers=0, relight=chance, augment="none")
        data.setup("fit")
        return data.sets["train"][0]

    plain, relit = load(0.0), load(1.0)
    assert torch.equal(plain["target"], relit["target"])
    assert torch.equal(plain["alpha"], relit["alpha"])
    assert (plain["image"].float() - relit["image"].float()).abs().mean() > 0.01 * 255


@pytest.mark.parametrize("wrong", [{"gain_factor": 0.5}, {"off": 1.0}, {"tint": -0.1}])
def test_ranges_that_mean_nothing_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="remix"):
        RemixRanges(**wrong)  # type: ignore[arg-type]
