"""What lights the room: an HDRI or a drawn sky through the windows, lamps inside, and each group's gain."""

from __future__ import annotations

from typing import Literal

import numpy as np

from ..library.asset import Asset
from ..spec import LightSpec
from .model import LampPlan, LightPlan, Vector
from .streams import chance, log_uniform, pick, uniform, whole

SKIES: tuple[tuple[Vector, Vector], ...] = (
    ((0.20, 0.38, 0.85), (0.75, 0.85, 1.0)),  # clear noon
    ((0.55, 0.60, 0.68), (0.80, 0.82, 0.85)),  # overcast
    ((0.25, 0.30, 0.55), (1.0, 0.62, 0.35)),  # evening
    ((0.10, 0.14, 0.28), (0.25, 0.30, 0.42)),  # dusk
)


def draw_light(spec: LightSpec, rng: np.random.Generator, hdris: list[Asset]) -> LightPlan:
    """The light of one room; a drawn sky stands in where the sample's split holds no HDRI."""
    turn = uniform(rng, 0.0, 6.283185)
    strength = log_uniform(rng, max(spec.sky_strength[0], 1e-3), max(spec.sky_strength[1], 1e-3))
    sky_top, sky_horizon = pick(rng, SKIES)
    hdri = pick(rng, hdris).id if hdris else None
    lamps = tuple(_draw_lamp(spec, rng, first=index == 0) for index in range(whole(rng, *spec.lamps)))
    return LightPlan(hdri, sky_top, sky_horizon, turn, strength, lamps)


def _draw_lamp(spec: LightSpec, rng: np.random.Generator, first: bool) -> LampPlan:
    """The first lamp hangs under the ceiling; later ones stand about or are spots from above."""
    watt = log_uniform(rng, max(spec.watt[0], 1e-3), max(spec.watt[1], 1e-3))
    kelvin = uniform(rng, *spec.kelvin)
    x, y = uniform(rng, -0.6, 0.6), uniform(rng, -0.6, 0.6)
    if first:
        hanging: tuple[Literal["disk", "square"], ...] = ("disk", "square", "disk")
        return LampPlan("ceiling", pick(rng, hanging), (x, y, 0.97), log_uniform(rng, 0.15, 0.9), watt, kelvin)
    if chance(rng, 0.5):
        # Against a wall, as standing lamps are, and never where the product or the camera is.
        side = 0.82 if chance(rng, 0.5) else -0.82
        spot = (side, x, uniform(rng, 0.35, 0.7)) if chance(rng, 0.5) else (x, side, uniform(rng, 0.35, 0.7))
        return LampPlan("lamps", "sphere", spot, log_uniform(rng, 0.06, 0.2), watt * 0.6, kelvin)
    return LampPlan("lamps", "spot", (x, y, 0.93), log_uniform(rng, 0.02, 0.1), watt, kelvin)


def gains_of(spec: LightSpec, rng: np.random.Generator, light: LightPlan) -> dict[str, float]:
    """A gain for each light group of the room, 2^EV with EV drawn; every group draws, so that none shifts another."""
    drawn = {group: round(2.0 ** uniform(rng, *spec.gain_ev), 6) for group in ("sky", "ceiling", "lamps")}
    present = {"sky", *(lamp.group for lamp in light.lamps)}
    return {group: gain for group, gain in drawn.items() if group in present}
