"""New light for an old sample: other gains for its light groups, metered and developed again."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from trainlib.data.develop import CURVES, develop_levels
from trainlib.images.arrays import UInt8Array

# Rec. 709 luminance of linear light.
LUMINANCE = (0.2126, 0.7152, 0.0722)

# The meter compensates at most this many stops: a room with nearly all lamps off may look dark.
MAX_COMPENSATION_EV = 6.0

# It measures about this many rows and columns. A mean over thousands of pixels is as good as one over all.
METERED = 64

# The light group of products that emit light, such as screens. The target shows that light too, so it is not changed.
PRODUCT_LIGHT = "product"


@dataclass(frozen=True)
class RemixRanges:
    """How far new light may be from the recipe's.

    Attributes:
        gain_factor: gains are log-uniform in [gain / factor, gain · factor].
        off: the chance that a group is dark; one always stays on.
        tint: standard deviation of the logarithm of the white balance's red and blue; green is not changed.
        exposure_error_ev: the largest error of the meter in stops, uniform.
        colour: standard deviation of the logarithm of each group's red and blue, since lamps differ. Each group keeps
            its luminance.
        draw_curve: draw the curve too; otherwise the recipe's is kept.
    """

    gain_factor: float = 4.0
    off: float = 0.15
    tint: float = 0.08
    exposure_error_ev: float = 0.4
    colour: float = 0.08
    draw_curve: bool = False

    def __post_init__(self) -> None:
        """Refuse impossible ranges."""
        if self.gain_factor < 1:
            raise ValueError(f"remix gain_factor is {self.gain_factor}; it is a factor of at least 1")
        if not 0 <= self.off < 1:
            raise ValueError(f"remix off is {self.off}; it is a chance from 0 to below 1")
        if self.tint < 0 or self.exposure_error_ev < 0 or self.colour < 0:
            raise ValueError("remix tint, colour and exposure_error_ev are spreads of at least 0")


@dataclass(frozen=True)
class Lighting:
    """How light groups become an image.

    Attributes:
        gains: each group's factor.
        exposure_ev: stops.
        white_balance: factors of red, green, blue.
        curve: "srgb" or "film".
        colours: factors of red, green, blue for groups whose light gets another colour.
    """

    gains: dict[str, float]
    exposure_ev: float
    white_balance: tuple[float, float, float]
    curve: str
    colours: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    @classmethod
    def of_room(cls, recipe: dict[str, Any]) -> "Lighting":
        """The lighting of input.png, as a recipe records it.

        Raises:
            KeyError, TypeError, ValueError: where the recipe is not of the format.
        """
        settings = recipe["develop"]["room"]
        red, green, blue = (float(factor) for factor in settings["white_balance"])
        if settings["curve"] not in CURVES:
            raise ValueError(f"curve {settings['curve']!r} is not one of {', '.join(CURVES)}")
        gains = {str(group): float(gain) for group, gain in recipe["room_gains"].items()}
        exposure_ev = float(settings["exposure_ev"])
        if not all(map(math.isfinite, (red, green, blue, exposure_ev, *gains.values()))) or abs(exposure_ev) > 100:
            raise ValueError("a gain, the white balance or the exposure is not a finite number")
        return cls(gains, exposure_ev, (red, green, blue), settings["curve"])

    def factors(self, groups: Iterable[str]) -> Tensor:
        """The factor of each group's red, green and blue in the image [groups, 3], before the curve."""
        exposed = [2**self.exposure_ev * factor for factor in self.white_balance]
        rows = []
        for group in groups:
            own = self.colours.get(group, (1.0, 1.0, 1.0))
            rows.append([self.gains[group] * own[channel] * exposed[channel] for channel in range(3)])
        return torch.tensor(rows)


def sum_light(
    layers: dict[str, Tensor], gains: dict[str, float], colours: dict[str, tuple[float, float, float]] | None = None
) -> Tensor:
    """The light [3, H, W] of all groups, each by its gain and colour."""
    total = torch.zeros_like(next(iter(layers.values())), dtype=torch.float32)
    for group, light in layers.items():
        if colours and group in colours:
            light = light * light.new_tensor(colours[group]).view(3, 1, 1)
        total += gains[group] * light
    return total


def relight(layers: dict[str, Tensor], lighting: Lighting) -> UInt8Array:
    """The image, uint8 [H, W, 3], that this lighting makes of linear layers [3, H, W]; see `develop_levels`."""
    total = torch.zeros_like(next(iter(layers.values())), dtype=torch.float32)
    for light, factors in zip(layers.values(), lighting.factors(layers), strict=True):
        if factors.any():
            total.addcmul_(light.float(), factors.view(3, 1, 1))
    return develop_levels(total, lighting.curve)


def _thin(layers: dict[str, Tensor]) -> dict[str, Tensor]:
    """Layers [3, H, W] reduced to about `METERED` rows and columns, for the meter."""
    height, width = next(iter(layers.values())).shape[-2:]
    step = max(1, min(height, width) // METERED)
    return {group: light[:, ::step, ::step].float() for group, light in layers.items()}


def measure_ev(light: Tensor, white_balance: tuple[float, float, float]) -> float:
    """How bright light [3, H, W] is, in stops: the base-2 logarithm of its log-average luminance.

    The log-average (Reinhard et al. 2002) gives a lamp in the image less weight than a mean would.
    """
    weights = light.new_tensor(LUMINANCE) * light.new_tensor(white_balance)
    luminance = (light.clamp(min=0) * weights.view(3, 1, 1)).sum(0)
    return float(torch.log2(luminance + 1e-4).mean())


def draw_lighting(
    layers: dict[str, Tensor], recorded: Lighting, ranges: RemixRanges, rng: np.random.Generator
) -> Lighting:
    """Draw new gains, colours and a new white balance around the recorded ones, and expose for the light they make.

    The exposure follows the metered change of the light, so the recipe's own choice of exposure is kept. The drawn
    error is added.
    """
    drawn = _draw_change(recorded, ranges, rng)
    layers = _thin(layers)
    before = measure_ev(sum_light(layers, recorded.gains), recorded.white_balance)
    after = measure_ev(sum_light(layers, drawn.gains, drawn.colours), drawn.white_balance)
    compensation = float(np.clip(before - after, -MAX_COMPENSATION_EV, MAX_COMPENSATION_EV))
    return replace(drawn, exposure_ev=drawn.exposure_ev + compensation)


def _draw_change(recorded: Lighting, ranges: RemixRanges, rng: np.random.Generator) -> Lighting:
    """The draws of `draw_lighting` before metering: its exposure is the recorded one plus the drawn error."""
    spread = math.log(ranges.gain_factor)
    lamps = {group: gain for group, gain in recorded.gains.items() if group != PRODUCT_LIGHT}
    gains = {group: gain * math.exp(rng.uniform(-spread, spread)) for group, gain in lamps.items()}
    lit = [group for group, gain in gains.items() if gain > 0]
    dark = [group for group in lit if rng.random() < ranges.off]
    if dark and len(dark) == len(lit):
        dark.remove(dark[int(rng.integers(len(dark)))])
    gains.update(dict.fromkeys(dark, 0.0))

    red, green, blue = recorded.white_balance
    warmth, coolness = np.exp(rng.normal(0, ranges.tint, 2)) if ranges.tint else (1.0, 1.0)
    white_balance = (red * float(warmth), green, blue * float(coolness))
    error = float(rng.uniform(-ranges.exposure_error_ev, ranges.exposure_error_ev))
    curve = CURVES[int(rng.integers(len(CURVES)))] if ranges.draw_curve else recorded.curve
    colours = {group: _draw_colour(ranges.colour, rng) for group in gains} if ranges.colour else {}
    gains = {group: gains.get(group, gain) for group, gain in recorded.gains.items()}
    return Lighting(gains, recorded.exposure_ev + error, white_balance, curve, colours)


def _draw_colour(spread: float, rng: np.random.Generator) -> tuple[float, float, float]:
    """Factors of red, green and blue that leave white its luminance."""
    red, blue = np.exp(rng.normal(0, spread, 2))
    colour = np.array([red, 1.0, blue]) / np.dot(LUMINANCE, [red, 1.0, blue])
    return float(colour[0]), float(colour[1]), float(colour[2])
