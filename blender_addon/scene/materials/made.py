"""Materials of fittings in a room: curtain cloth, wall panelling, prints in frames, metal."""

from __future__ import annotations

from typing import Any

from .courses import laid
from .look import SurfaceLook, blend
from .nodes import Shading


def cloth(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Woven cloth that lets light through; a net with `clear`. Stripes are vertical."""
    place = shading.placed(drawn["shift_m"])
    u, v = shading.split(place)
    side = shading.math("PINGPONG", shading.math("DIVIDE", u, drawn["stripe_m"]), 0.5)
    ground = shading.mix(shading.step(side, 0.24, 0.26), drawn["colour"], drawn["second"])
    weave = shading.noise(shading.join(u, shading.math("MULTIPLY", v, 3.0)), drawn["weave_m"])
    return SurfaceLook(
        colour=shading.dimmed(ground, shading.around(weave, drawn["weave"])),
        mean=blend(drawn["colour"], drawn["second"], 0.5),
        roughness=None,
        through=drawn["through"],
        clear=drawn["clear"],
    )


def panelling(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Frames around sunk panels, or narrow boards; the groove is a dark line and a bump."""
    place = shading.placed(drawn["shift_m"])
    grid = laid(shading, place, drawn["panel_m"], bond=0.0)
    narrow = drawn["panel_m"][0] < 0.2
    edge = 0.003 if narrow else drawn["frame_m"]
    width = 0.003 if narrow else 0.012
    sunk = shading.step(grid.edge_m, edge, edge + width)
    near = shading.math("ABSOLUTE", shading.math("SUBTRACT", grid.edge_m, edge + width / 2.0))
    groove = shading.step(near, width, width * 0.3)
    u, v = shading.split(place)
    figure = shading.noise(shading.join(u, shading.math("MULTIPLY", v, 0.08)), 0.006, octaves=1.0)
    colour = shading.mix(
        shading.math("MULTIPLY", figure, 0.8 * drawn["grain"]),
        shading.dimmed(drawn["colour"], shading.math("MULTIPLY_ADD", groove, -0.35, 1.0)),
        drawn["dark"],
    )
    return SurfaceLook(
        colour=colour,
        mean=blend(drawn["colour"], drawn["dark"], 0.4 * drawn["grain"]),
        roughness=drawn["roughness"],
        relief=sunk,
        relief_m=0.003 if narrow else 0.008,
    )


def print_(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Areas of three colours with borders from noise."""
    place = shading.placed(drawn["shift_m"])
    first = shading.noise(place, drawn["shape_m"], octaves=1.0, warp=drawn["warp"])
    other = shading.noise(shading.vector("ADD", place, (7.3, 3.1, 0.0)), drawn["shape_m"] * 0.6, octaves=2.0)
    soft = drawn["soft"]
    colour = shading.mix(shading.step(first, 0.5 - soft, 0.5 + soft), drawn["colour"], drawn["second"])
    colour = shading.mix(shading.step(other, 0.55 - soft, 0.55 + soft), colour, drawn["third"])
    return SurfaceLook(colour=colour, mean=blend(drawn["colour"], drawn["second"], 0.5), roughness=drawn["roughness"])


def metal(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Bare metal, the same all over."""
    return SurfaceLook(colour=drawn["colour"], mean=drawn["colour"], roughness=drawn["roughness"], metal=True)
