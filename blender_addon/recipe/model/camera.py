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
    """The centre of the product's box, as a share of the free margin in [-1, 1]."""
    f_stop: float | None
    """On the sensor of `sensor_width_mm`; None: everything is sharp."""
    body: Literal["phone", "camera"] = "camera"
    height_m: float | None = None
    """Height over the floor; it replaces the elevation if it can be reached within `elevations_rad`."""
    elevations_rad: tuple[float, float] = (0.0, 1.2)
    cut: tuple[float, float] | None = None
    """Share of the product's box beyond the image's right and upper edge; negative beyond the left and lower edge. On
    an axis with 0, `offset` decides. None: the whole product is in the image.
    """


@dataclass(frozen=True)
class DevelopPlan:
    """The camera's development: metered exposure and white balance, each with a drawn error."""

    error_ev: float
    white_balance: Vector
    """Drawn error of the white balance, gain of red, green and blue."""
    adaptation: float
    """The share of the light's colour that the white balance removes, from 0 to 1."""
    curve: Curve
    product_weight: float = 3.0
    """The product's weight in metering, relative to the room: people expose for what they sell."""
    metered: bool = True
    """False: exposure and white balance are only the drawn errors, independent of the light."""
