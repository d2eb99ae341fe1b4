"""The studio in numbers. Angles are radians."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StudioPlan:
    """The studio: soft boxes around the product and a dome, each a light group with a drawn gain.

    Directions are azimuth and elevation relative to the camera's azimuth.
    """

    key_azimuth_rad: float
    key_elevation_rad: float
    key_size: float
    """Side of the key soft box over the product's longest side."""
    fill_azimuth_rad: float
    rim_azimuth_rad: float
    shadow: float
    """Strength of the contact shadow in [0, 1]."""
    flags: float = 0.0
    """Share of the dome's light at the horizon that black cards behind the product block, in [0, 1]."""
    styles: tuple[str, ...] = ("soft",)
    """Packshot styles that are written; "soft" is target.png."""
