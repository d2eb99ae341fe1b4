"""develop against numbers worked out by hand, and against the reference reader's formula."""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from trainlib.data.develop import develop

NEUTRAL = (1.0, 1.0, 1.0)


def pixel(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64).view(3, 1, 1)


def levels(image: torch.Tensor) -> list[float]:
    return [float(value) for value in (image * 255).flatten()]


def test_srgb_of_known_light() -> None:
    # 0.5 is level 188 in sRGB (1.055 · 0.5^(1/2.4) − 0.055 = 0.73536); 0.002 lies on the straight part:
    # 12.92 · 0.002 · 255 = 6.589; what exceeds 1 is white.
    assert levels(develop(pixel(0.5, 0.002, 3.0), 0.0, NEUTRAL, "srgb")) == pytest.approx([188, 7, 255])


def test_film_of_known_light() -> None:
    # x = 1: (2.51 + 0.03) / (2.43 + 0.59 + 0.14) = 2.54 / 3.16 = 0.803797; sRGB 0.908230, level 231.599.
    smooth = develop(pixel(1.0, 0.0, 1.0), 0.0, NEUTRAL, "film", quantise=False)
    assert levels(smooth) == pytest.approx([231.599, 0, 231.599], abs=0.002)


def test_exposure_doubles_and_white_balance_scales_a_channel() -> None:
    # 0.25 · 2 = 0.5, level 188; blue 0.25 · 2 · 0.5 = 0.25: 1.055 · 0.25^(1/2.4) − 0.055 = 0.5371, level 137.
    image = develop(pixel(0.25, 0.25, 0.25), 1.0, (1.0, 1.0, 0.5), "srgb")
    assert levels(image) == pytest.approx([188, 188, 137])


def test_negative_light_is_black() -> None:
    assert levels(develop(pixel(-1.0, -0.1, 0.0), 0.0, NEUTRAL, "film")) == [0, 0, 0]


def test_an_exposure_for_each_image_of_a_batch() -> None:
    light = torch.full((2, 3, 1, 1), 0.25, dtype=torch.float64)
    image = develop(light, torch.tensor([0.0, 1.0]).view(2, 1, 1, 1), NEUTRAL, "srgb")
    assert levels(image[0]) == pytest.approx([137] * 3)
    assert levels(image[1]) == pytest.approx([188] * 3)


def test_unrounded_it_has_finite_gradients_at_black_and_white() -> None:
    light = torch.tensor([0.0, 0.5, 4.0]).view(3, 1, 1).requires_grad_()
    develop(light, 0.0, NEUTRAL, "srgb", quantise=False).sum().backward()  # type: ignore[no-untyped-call]
    assert light.grad is not None
    # 12.92 on the straight part; 1.055/2.4 · 0.5^(1/2.4 − 1) = 0.658636 on the root; none where it clips.
    assert light.grad.flatten().tolist() == pytest.approx([12.92, 0.658636, 0.0], abs=1e-4)


def test_an_unknown_curve_is_named() -> None:
    with pytest.raises(ValueError, match="'filmic' is not one of srgb, film"):
        develop(pixel(1, 1, 1), 0.0, NEUTRAL, "filmic")


@pytest.mark.parametrize("curve", ["srgb", "film"])
def test_as_the_reference_reader_has_it(shared: Path, curve: str) -> None:
    reference = load_reader(shared)
    light = np.random.default_rng(0).gamma(0.5, 0.6, (64, 64, 3))
    white_balance = (1.1, 1.0, 0.8)
    expected = reference.develop(light, 0.3, white_balance, curve)
    tensor = torch.from_numpy(light.transpose(2, 0, 1).copy())
    image = develop(tensor, 0.3, white_balance, curve)
    np.testing.assert_allclose((image * 255).numpy().transpose(1, 2, 0), expected, atol=1e-6)
    # In single precision a value on the edge between two levels may fall on the other side.
    single = (develop(tensor.float(), 0.3, white_balance, curve) * 255).round().numpy().transpose(1, 2, 0)
    assert np.abs(single - expected).max() <= 1
    assert (single != expected).mean() < 1e-3


def load_reader(shared: Path) -> Any:
    spec = importlib.util.spec_from_file_location("check_dataset", shared / "tools" / "check_dataset.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
