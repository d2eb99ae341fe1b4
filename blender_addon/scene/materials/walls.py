"""Surfaces that are applied wet: paint, plaster, dirty plaster and concrete."""

from __future__ import annotations

from typing import Any

from ..node_tree import Socket, Triple
from .courses import laid
from .look import SurfaceLook, blend
from .nodes import Shading


def paint(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Painted joinery or ceiling: even colour, a fine roller or brush texture."""
    place = shading.placed(drawn["shift_m"])
    grain = shading.noise(place, drawn["texture_m"])
    return SurfaceLook(
        colour=drawn["colour"],
        mean=drawn["colour"],
        roughness=drawn["roughness"],
        relief=grain,
        relief_m=drawn["bump"] * drawn["texture_m"],
    )


def plaster(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """A painted wall: orange-peel texture under a colour that is never quite even."""
    place = shading.placed(drawn["shift_m"])
    return SurfaceLook(
        colour=uneven(shading, place, drawn["colour"], drawn["blotch"], drawn["blotch_m"]),
        mean=drawn["colour"],
        roughness=drawn["roughness"],
        relief=shading.noise(place, drawn["texture_m"], octaves=1.0),
        relief_m=drawn["bump"] * drawn["texture_m"],
    )


def dirty_plaster(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """An old wall: stains, more dirt near the floor, sometimes cracks."""
    place = shading.placed(drawn["shift_m"])
    _, height = shading.split(shading.metres())
    clean = uneven(shading, place, drawn["colour"], drawn["blotch"], drawn["blotch_m"] * 0.5)
    cloud = shading.noise(place, drawn["stain_m"], octaves=3.0)
    # Noise varies around 0.5; about the drawn share of it is above this level.
    level = 0.72 - 0.4 * drawn["stain_share"]
    stain = shading.math("MULTIPLY", shading.step(cloud, level, level + 0.2), drawn["stain"])
    above = shading.math("DIVIDE", height, drawn["foot_m"])
    foot = shading.math("MULTIPLY", shading.step(shading.math("SUBTRACT", above, cloud), 0.5, -0.6), drawn["foot"])
    colour = shading.mix(shading.math("MAXIMUM", stain, foot), clean, drawn["dirt"])
    relief = shading.noise(place, drawn["texture_m"], octaves=1.0)
    if drawn["cracks"]:
        # Cracks follow the lines where a noise crosses its middle, but only where the stains' noise is high.
        line = shading.noise(place, drawn["crack_m"], octaves=3.0, warp=0.6)
        near = shading.math("ABSOLUTE", shading.math("SUBTRACT", line, 0.5))
        crack = shading.math("MULTIPLY", shading.step(near, 0.004, 0.001), shading.step(cloud, 0.47, 0.55), clamp=True)
        dark = shading.dimmed(drawn["dirt"], 0.35)
        colour = shading.mix(shading.math("MULTIPLY", crack, drawn["cracks"]), colour, dark)
        relief = shading.math("SUBTRACT", relief, shading.math("MULTIPLY", crack, 0.5))
    weight = 0.5 * drawn["stain"] * drawn["stain_share"]
    return SurfaceLook(
        colour=colour,
        mean=blend(drawn["colour"], drawn["dirt"], weight),
        roughness=drawn["roughness"],
        relief=relief,
        relief_m=drawn["bump"] * drawn["texture_m"],
    )


def concrete(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Cast or screeded concrete: clouds of two greys, pores, and the seams of panels if there are any."""
    place = shading.placed(drawn["shift_m"])
    cloud = shading.noise(place, drawn["cloud_m"], octaves=3.0, warp=0.3)
    fine = shading.noise(place, 0.006)
    tone = shading.math("MULTIPLY", shading.step(cloud, 0.35, 0.65), drawn["cloud"])
    tone = shading.math("ADD", tone, shading.around(fine, drawn["grain"] * 2.0, 0.0))
    colour: Socket = shading.mix(tone, drawn["colour"], drawn["second"])
    if drawn["pores"]:
        speck = shading.noise(place, drawn["pore_m"] * 0.5)
        # Pores come in groups: there are many where the cloud is bright, and few elsewhere.
        likely = shading.math("MULTIPLY_ADD", cloud, 0.8, speck)
        pore = shading.math("MULTIPLY", shading.step(likely, 1.16, 1.22), drawn["pores"])
        colour = shading.mix(pore, colour, shading.dimmed(drawn["second"], 0.45))
    if drawn["panel_m"] is not None:
        panels = laid(shading, place, drawn["panel_m"], bond=0.0)
        seam = shading.step(panels.edge_m, 0.004, 0.0015)
        shade = shading.math("MULTIPLY_ADD", panels.chance, 0.12, 0.9)
        colour = shading.mix(shading.math("MULTIPLY", seam, 0.7), shading.dimmed(colour, shade), (0.02, 0.02, 0.02))
    return SurfaceLook(
        colour=colour,
        mean=blend(drawn["colour"], drawn["second"], 0.5 * drawn["cloud"]),
        roughness=shading.around(cloud, drawn["wear"] * 2.0, drawn["roughness"]),
        # Only the fine grain: pores and seams are dark enough, and bump would evaluate their noises three times.
        relief=fine,
        relief_m=0.0004,
    )


def uneven(shading: Shading, place: Socket, colour: Triple, share: float, size: float) -> Socket:
    """The colour, up to about `share` lighter and darker in clouds of `size` metres."""
    cloud = shading.noise(place, size, octaves=1.0)
    return shading.dimmed(colour, shading.around(cloud, 4.0 * share))
