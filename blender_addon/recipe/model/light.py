"""The light of a place in numbers: sky, sun, lamps and flash. Lengths are metres, angles radians."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .material import Vector


@dataclass(frozen=True)
class LampPlan:
    """One emitter inside the room. `group` is its light group."""

    group: str
    shape: Literal["disk", "square", "tube", "sphere", "spot"]
    position: Vector
    """x and y as shares of the half room in [-1, 1], z as a share of the room's height in [0, 1]."""
    size_m: float
    watt: float
    kelvin: float
    tint: float = 0.0
    """Additional green as a share, relative to a black body; cheap fluorescent tubes have it."""


@dataclass(frozen=True)
class SunPlan:
    """The sun, light group "sun". Through a window it shines at `spot`; without one it has its drawn direction."""

    azimuth_rad: float
    elevation_rad: float
    strength: float
    """Irradiance of a surface that faces it, W/m²; the sky's radiance is of the order of 1."""
    kelvin: float
    angle_rad: float
    """Its angular diameter: 0.0093 in clear air, more in haze."""
    window: float
    """The window that it shines through, as a share of their number in [0, 1)."""
    spot: Vector
    """The point that it shines at: x and y in metres from the product's foot, z as a share of the product's height."""


@dataclass(frozen=True)
class FlashPlan:
    """A flash beside the lens, light group "flash"; its power follows from the distance."""

    level: float
    """Radiance of a white surface at the product's distance that faces it."""
    beside_m: tuple[float, float]
    """Right and up of the lens."""
    size_m: float
    kelvin: float


@dataclass(frozen=True)
class LightPlan:
    """The room's light: an HDRI or a drawn sky, the sun, lamps inside, a flash on the camera."""

    hdri: str | None
    sky_top: Vector
    sky_horizon: Vector
    """Used where hdri is None."""
    turn_rad: float
    strength: float
    lamps: tuple[LampPlan, ...]
    mood: str = "day"
    sky_tint: Vector = (1.0, 1.0, 1.0)
    """Colour that the HDRI or sky is multiplied with."""
    sun: SunPlan | None = None
    flash: FlashPlan | None = None
