"""The camera in numbers, and how it turns light into a picture. Lengths are metres, angles radians."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .material import Vector

Curve = Literal["srgb", "film"]


@dataclass(frozen=True)
class CameraPlan:
    """The camera as drawn; its distance follows from the product's bounds and `fill`."""

    azimuth_rad: float
    elevation_rad: float
    roll_rad: float
    lens_mm: float
    sensor_width_mm: float
    fill: float
    """Longer side of the product's projected bounding box over the picture's side; below 1 unless the frame cuts it."""
    offset: tuple[float, float]
    """Where the product's box is centred, as a share of the free margin in [-1, 1]."""
    f_stop: float | None
    """On the sensor of `sensor_width_mm`; None: everything sharp."""
    body: Literal["phone", "camera"] = "camera"
    height_m: float | None = None
    """Height over the floor; where it can be reached within `elevations_rad` it takes the elevation's place."""
    elevations_rad: tuple[float, float] = (0.0, 1.2)
    cut: tuple[float, float] | None = None
    """Share of the product's box that lies beyond the picture's right and upper edge, below 0 beyond the left and lower
    one; on an axis where it is 0, `offset` says where the product is. None: all of it is in the picture.
    """


@dataclass(frozen=True)
class DevelopPlan:
    """How a camera turns light into an image: metered exposure and white balance, each with a drawn error."""

    error_ev: float
    white_balance: Vector
    """Drawn error of the white balance, gain of red, green and blue."""
    adaptation: float
    """How much of the light's own colour the white balance removes: 0 nothing, 1 all of it."""
    curve: Curve
    product_weight: float = 3.0
    """How much more the product counts than the room when the light is metered: people expose for what they sell."""
    metered: bool = True
    """False: exposure and white balance are the drawn errors alone, the same whatever the light."""
