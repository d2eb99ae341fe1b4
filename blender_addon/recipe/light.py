"""Draws the room's light: a mood, with sky, sun, lamps and flash, and each group's gain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..library.asset import Asset
from ..spec import LightSpec, MoodSpec
from .model import FlashPlan, LampPlan, LightPlan, SunPlan, Vector
from .mood import MOODS, Mood, draw_mood
from .streams import TURN, Streams, chance, log_uniform, pick, uniform, whole

GROUPS = ("sky", "sun", "ceiling", "lamps", "flash")
"""Every light group that a room can have; each emitter is in exactly one."""
SKIES: tuple[tuple[Vector, Vector], ...] = (
    ((0.20, 0.38, 0.85), (0.75, 0.85, 1.0)),  # clear noon
    ((0.55, 0.60, 0.68), (0.80, 0.82, 0.85)),  # overcast
    ((0.25, 0.30, 0.55), (1.0, 0.62, 0.35)),  # evening
    ((0.10, 0.14, 0.28), (0.25, 0.30, 0.42)),  # dusk
)
_FLASH_LEVEL = (0.15, 0.6)
"""The flash's radiance on a white surface at the product; a room with a dimmed lamp has a tenth of it or less."""


@dataclass(frozen=True)
class LightPlace:
    """The openings of a place: the number of windows, and whether it is outdoors."""

    windows: int
    outdoors: bool = False


def draw_light(
    spec: LightSpec,
    moods: MoodSpec,
    place: LightPlace,
    streams: Streams,
    hdris: list[Asset],
) -> LightPlan:
    """The light of one place. If the sample's split has no HDRI, the sky is drawn."""
    rng, turns = streams("light"), streams("mood")
    name = draw_mood(moods, turns, place.windows, place.outdoors)
    mood = MOODS[name]
    turn = uniform(rng, 0.0, TURN)
    strength = log_uniform(rng, max(spec.sky_strength[0], 1e-3), max(spec.sky_strength[1], 1e-3))
    strength = round(strength * log_uniform(turns, *mood.sky), 6)
    watt = log_uniform(turns, *mood.watt)
    tint = pick(turns, mood.tints)
    sky_top, sky_horizon = pick(rng, SKIES)
    hdri = pick(rng, hdris).id if hdris else None
    count = min(max(whole(rng, *spec.lamps), mood.lamps[0]), mood.lamps[1])
    if place.outdoors:
        count = 0
    lamps = tuple(_draw_lamp(spec, mood, rng, watt, first=index == 0) for index in range(count))
    if lamps and lamps[0].group == "ceiling" and chance(turns, mood.tubes):
        lamps = (_as_tube(lamps[0], turns), *lamps[1:])
    return LightPlan(
        hdri,
        sky_top,
        sky_horizon,
        turn,
        strength,
        lamps,
        mood=name,
        sky_tint=tint,
        sun=_draw_sun(spec, mood, streams("sun"), strength, place),
        flash=_draw_flash(streams("flash")) if name == "flash" else None,
    )


def _draw_lamp(spec: LightSpec, mood: Mood, rng: np.random.Generator, factor: float, first: bool) -> LampPlan:
    """The first lamp mostly hangs from the ceiling; later ones stand in the room or are spots from above."""
    watt = round(factor * log_uniform(rng, max(spec.watt[0], 1e-3), max(spec.watt[1], 1e-3)), 6)
    low, high = spec.kelvin
    kelvin = uniform(rng, low + (high - low) * mood.kelvin[0], low + (high - low) * mood.kelvin[1])
    x, y = uniform(rng, -0.6, 0.6), uniform(rng, -0.6, 0.6)
    if first and chance(rng, 0.75):
        hanging: tuple[Literal["disk", "square"], ...] = ("disk", "square", "disk")
        return LampPlan("ceiling", pick(rng, hanging), (x, y, 0.97), log_uniform(rng, 0.15, 0.9), watt, kelvin)
    if chance(rng, 0.6):
        # Near a wall, as floor lamps are, and never at the product or the camera.
        side = 0.82 if chance(rng, 0.5) else -0.82
        spot = (side, x, uniform(rng, 0.35, 0.7)) if chance(rng, 0.5) else (x, side, uniform(rng, 0.35, 0.7))
        return LampPlan("lamps", "sphere", spot, log_uniform(rng, 0.04, 0.15), round(watt * 0.6, 6), kelvin)
    return LampPlan("lamps", "spot", (x, y, 0.93), log_uniform(rng, 0.02, 0.1), watt, kelvin)


def _as_tube(lamp: LampPlan, rng: np.random.Generator) -> LampPlan:
    """The lamp as a fluorescent tube: long and thin, with a green tint."""
    kelvin, tint = uniform(rng, 3600.0, 5200.0), uniform(rng, 0.05, 0.35)
    return LampPlan("ceiling", "tube", lamp.position, uniform(rng, 0.6, 1.5), lamp.watt, kelvin, tint)


def _draw_sun(spec: LightSpec, mood: Mood, rng: np.random.Generator, sky: float, place: LightPlace) -> SunPlan | None:
    shines = chance(rng, spec.sun * mood.sun) and (place.windows > 0 or place.outdoors)
    plan = SunPlan(
        azimuth_rad=uniform(rng, 0.0, TURN),
        elevation_rad=uniform(rng, 0.25, 1.15),
        strength=round(sky * log_uniform(rng, max(spec.sun_strength[0], 1e-3), max(spec.sun_strength[1], 1e-3)), 6),
        kelvin=uniform(rng, *mood.sun_kelvin),
        angle_rad=log_uniform(rng, 0.0093, 0.03),
        window=uniform(rng, 0.0, 0.999999),
        # Half of the time on the product, else beside it on the floor and the wall.
        spot=_draw_spot(rng),
    )
    return plan if shines else None


def _draw_spot(rng: np.random.Generator) -> Vector:
    reach = 0.15 if chance(rng, 0.5) else 1.2
    return (uniform(rng, -reach, reach), uniform(rng, -reach, reach), uniform(rng, 0.0, 1.0))


def _draw_flash(rng: np.random.Generator) -> FlashPlan:
    phone = chance(rng, 0.6)
    right = uniform(rng, -0.018, 0.018) if phone else uniform(rng, -0.06, 0.06)
    up = uniform(rng, 0.006, 0.018) if phone else uniform(rng, 0.06, 0.14)
    size = uniform(rng, 0.004, 0.008) if phone else uniform(rng, 0.02, 0.05)
    return FlashPlan(log_uniform(rng, *_FLASH_LEVEL), (right, up), size, uniform(rng, 5000.0, 6200.0))


def groups_of(light: LightPlan) -> tuple[str, ...]:
    """The light groups that this light has, in the order of GROUPS."""
    present = {"sky", *(lamp.group for lamp in light.lamps)}
    present |= {name for name, there in (("sun", light.sun), ("flash", light.flash)) if there is not None}
    return tuple(group for group in GROUPS if group in present)


def gains_of(spec: LightSpec, rng: np.random.Generator, light: LightPlan) -> dict[str, float]:
    """A gain for each light group of the room, 2^EV with EV drawn; every group draws, so that none shifts another."""
    drawn = {
        group: round(2.0 ** uniform(rng, *spec.gain_ev), 6) for group in ("sky", "ceiling", "lamps", "sun", "flash")
    }
    return {group: drawn[group] for group in groups_of(light)}
