"""Carpet of fine fibres: tufts, flecks or ribs."""

from __future__ import annotations

from typing import Any

from .look import SurfaceLook, blend
from .nodes import Shading


def carpet(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Pile without gloss: dark between the tufts, with paler and darker patches from use."""
    place = shading.placed(drawn["shift_m"], drawn["turn_rad"])
    fibre = shading.noise(place, drawn["fibre_m"], octaves=1.0)
    # Pile forms clumps a few fibres wide, which are visible from across the room.
    clump = shading.noise(place, drawn["fibre_m"] * 6.0)
    height = shading.step(shading.math("MULTIPLY_ADD", clump, 0.6, fibre), 0.5, 1.1)
    share = 0.15
    if drawn["pattern"] == "flecked":
        share = 0.45
        fleck = shading.noise(place, drawn["fibre_m"] * 2.5)
        colour = shading.mix(shading.step(fleck, 0.48, 0.56), drawn["colour"], drawn["second"])
    elif drawn["pattern"] == "ribbed":
        _, v = shading.split(place)
        rib = shading.math("PINGPONG", shading.math("DIVIDE", v, drawn["rib_m"]), 0.5)
        height = shading.math("MULTIPLY_ADD", height, 0.4, rib)
        colour = shading.mix(shading.math("MULTIPLY", rib, 0.6), drawn["second"], drawn["colour"])
    else:
        colour = shading.mix(shading.math("MULTIPLY", height, 0.3), drawn["colour"], drawn["second"])
    trodden = shading.noise(place, drawn["worn_m"], octaves=1.0)
    level = shading.around(trodden, drawn["worn"], 1.0 - 0.35 * drawn["depth"])
    level = shading.math("MULTIPLY_ADD", height, 0.7 * drawn["depth"], level)
    return SurfaceLook(
        colour=shading.dimmed(colour, level),
        mean=blend(drawn["colour"], drawn["second"], share),
        roughness=None,
        relief=fibre,
        relief_m=drawn["fibre_m"] * drawn["depth"] * 2.0,
    )
