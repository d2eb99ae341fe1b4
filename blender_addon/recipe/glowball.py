"""The kind "glowball": a glowing ball in a dark corner, drawn as five numbers. Everything else is constant."""

from __future__ import annotations

import math

from ..spec import Split
from .model import CameraPlan, CornerPlan, DevelopPlan, LightPlan, ProductPlan, Recipe, StudioPlan
from .streams import stream, uniform

RADIUS_M, HEIGHT_M = 0.2, 0.3
"""Radius of the ball, and height of its centre over the floor."""
REACH_M = 0.8
"""The largest distance of the ball from the floor's centre, along x and along y."""
EYE_M, TARGET_M = (1.75, -2.6, 1.5), (-0.12, 0.18, 0.35)
"""Position of the camera, and the point it looks at."""
LENS_MM, SENSOR_MM = 35.0, 36.0
LEAST_COLOUR = 0.05
"""The least value of each channel, so that every ball is visible."""
LIGHT_GROUP = "product"
"""The ball is the only light."""


def draw_glowball(seed: int, sample: int, attempt: int, split: Split) -> Recipe:
    """One ball: its colour (linear Rec. 709) and its place on the floor.

    Pure, as `draw.draw` is. `scene` of the recipe holds red, green, blue in [LEAST_COLOUR, 1], x_m and y_m.
    """
    rng = stream(seed, sample, attempt, "glowball")
    scene = {name: uniform(rng, LEAST_COLOUR, 1.0) for name in ("red", "green", "blue")}
    scene |= {name: uniform(rng, -REACH_M, REACH_M) for name in ("x_m", "y_m")}
    asset = f"shape/glowball#{sample}.{attempt}"
    return Recipe(
        id=sample,
        seed=seed,
        attempt=attempt,
        split=split,
        kind="glowball",
        product=ProductPlan(asset, "glowing ball", None, {"radius": RADIUS_M, "height": HEIGHT_M}),
        room=CornerPlan(1.4, 2.6, (0.04, 0.04, 0.045), 0.1, (0.35, 0.35, 0.36)),
        light=LightPlan(None, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.0, 0.0, (), mood="night"),
        camera=_camera(scene["x_m"], scene["y_m"]),
        studio=StudioPlan(0.0, 0.0, 1.0, 0.0, 0.0, 0.0),
        room_develop=DevelopPlan(0.0, (1.0, 1.0, 1.0), 0.0, "srgb", metered=False),
        studio_develop=DevelopPlan(0.0, (1.0, 1.0, 1.0), 0.0, "srgb"),
        room_gains={LIGHT_GROUP: 1.0},
        studio_gains={},
        assets={"product": (asset,), "furniture": (), "hdri": (), "texture": ()},
        scene=scene,
    )


def _camera(x_m: float, y_m: float) -> CameraPlan:
    """The camera, which never moves; only `fill` depends on the ball."""
    back = [eye - target for eye, target in zip(EYE_M, TARGET_M, strict=True)]
    distance = math.dist(EYE_M, (x_m, y_m, HEIGHT_M))
    # A sphere's outline is a little wider than its diameter, because the camera is near.
    fill = 2 * RADIUS_M / math.sqrt(distance**2 - RADIUS_M**2) * LENS_MM / SENSOR_MM
    return CameraPlan(
        azimuth_rad=round(math.atan2(back[0], -back[1]), 6),
        elevation_rad=round(math.atan2(back[2], math.hypot(back[0], back[1])), 6),
        roll_rad=0.0,
        lens_mm=LENS_MM,
        sensor_width_mm=SENSOR_MM,
        fill=round(fill, 6),
        offset=(0.0, 0.0),
        f_stop=None,
    )
