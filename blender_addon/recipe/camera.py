"""Draws the camera: a phone or a camera with a lens, its position, and where in the image the product is."""

from __future__ import annotations

import numpy as np

from ..spec import CameraSpec, Range
from .model import CameraPlan
from .streams import TURN, chance, log_uniform, normal, pick, uniform, weighed

_DEGREE = TURN / 360.0
_PHONE_WIDE_MM: Range = (24.0, 28.0)
_PHONE_TELE_MM: Range = (48.0, 77.0)
_PHONE_F: Range = (6.5, 16.0)
"""The F-stops on a 36 mm sensor that equal f/1.6 to f/2.8 of a phone, whose sensor is four to six times smaller."""
_LOW_ANGLES = 1.4
"""Exponent on the drawn share of elevations: people photograph products more often from the side than from above."""


CUT: Range = (0.06, 0.45)
"""Share of the product's box that the frame cuts off at a side."""


def draw_camera(
    spec: CameraSpec, rng: np.random.Generator, body: np.random.Generator, framing: np.random.Generator
) -> CameraPlan:
    """A camera; `body` is the stream that tells phones from cameras and draws how high they are held, `framing` the one
    that says where the frame cuts the product.
    """
    azimuth = uniform(rng, 0.0, TURN)
    low, high = (angle * _DEGREE for angle in spec.elevation_deg)
    elevation = round(low + (high - low) * uniform(rng, 0.0, 1.0) ** _LOW_ANGLES, 6)
    roll = round(normal(rng, 0.33) * max(abs(spec.roll_deg[0]), abs(spec.roll_deg[1])) * _DEGREE, 6)
    lens = log_uniform(rng, *spec.lens_mm)
    fill = uniform(rng, *spec.fill)
    offset = (uniform(rng, *spec.offset), uniform(rng, *spec.offset))
    sharp = not chance(rng, spec.depth_of_field)
    f_stop = log_uniform(rng, *spec.f_stop)
    phone = chance(body, spec.phone)
    lenses, phone_f = _PHONE_WIDE_MM if chance(body, 0.7) else _PHONE_TELE_MM, log_uniform(body, *_PHONE_F)
    shares = uniform(body, 0.0, 1.0)
    held = chance(body, spec.height_share)
    eye = uniform(body, *spec.height_m)
    if phone:
        # The phone's focal lengths that the spec allows; if there are none, the spec's own draw is kept.
        least, most = max(lenses[0], spec.lens_mm[0]), min(lenses[1], spec.lens_mm[1])
        lens = round(least + (most - least) * shares, 6) if least <= most else lens
        f_stop = phone_f
    cut = _draw_cut(spec, framing)
    return CameraPlan(
        azimuth_rad=azimuth,
        elevation_rad=elevation,
        roll_rad=roll,
        lens_mm=lens,
        sensor_width_mm=36.0,
        fill=fill if cut is None else log_uniform(framing, *spec.cut_fill),
        offset=offset,
        f_stop=None if sharp else f_stop,
        body="phone" if phone else "camera",
        height_m=eye if held else None,
        elevations_rad=(round(low, 6), round(high, 6)),
        cut=cut,
    )


def _draw_cut(spec: CameraSpec, rng: np.random.Generator) -> tuple[float, float] | None:
    """What the frame cuts off: mostly at one side, most often the lower one; sometimes at two sides."""
    if not chance(rng, spec.cut):
        return None
    side = weighed(rng, {"low": 4.0, "left": 2.0, "right": 2.0, "high": 1.0})
    share, other = uniform(rng, *CUT), uniform(rng, *CUT) if chance(rng, 0.3) else 0.0
    other = round(other * pick(rng, (-1.0, 1.0)), 6)
    share = -share if side in ("low", "left") else share
    return (other, share) if side in ("low", "high") else (share, other)
