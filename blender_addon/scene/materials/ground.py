"""Grounds outdoors: asphalt, gravel, paving, a lawn."""

from __future__ import annotations

from typing import Any

from .courses import laid
from .look import SurfaceLook, blend
from .nodes import Shading


def asphalt(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Stones in bitumen: specks of two greys over slow clouds, and cracks where it is old."""
    place = shading.placed(drawn["shift_m"])
    away, dice = shading.cells(place, drawn["stone_m"])
    chosen, tone, _ = shading.xyz(dice)
    stone = shading.math("MULTIPLY", shading.step(chosen, 0.4, 0.9), drawn["stones"])
    colour = shading.mix(stone, drawn["colour"], shading.dimmed(drawn["second"], shading.around(tone, 0.8)))
    cloud = shading.noise(place, drawn["cloud_m"], octaves=2.0)
    level = shading.around(cloud, 3.0 * drawn["cloud"])
    if drawn["cracks"]:
        line = shading.noise(place, drawn["crack_m"], octaves=3.0, warp=0.5)
        near = shading.math("ABSOLUTE", shading.math("SUBTRACT", line, 0.5))
        crack = shading.math("MULTIPLY", shading.step(near, 0.006, 0.002), shading.step(cloud, 0.45, 0.55), clamp=True)
        level = shading.math("MULTIPLY", level, shading.math("MULTIPLY_ADD", crack, -0.8 * drawn["cracks"], 1.0))
    return SurfaceLook(
        colour=shading.dimmed(colour, level),
        mean=blend(drawn["colour"], drawn["second"], 0.4 * drawn["stones"]),
        roughness=drawn["roughness"],
        relief=shading.math("SUBTRACT", 1.0, away),
        relief_m=0.5 * drawn["stone_m"] * drawn["relief"],
    )


def gravel(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Loose stones: each cell is a stone with its own tone, round on top and dark at its edges."""
    place = shading.placed(drawn["shift_m"])
    away, dice = shading.cells(place, drawn["stone_m"])
    chosen, _, _ = shading.xyz(dice)
    share = shading.math("MULTIPLY_ADD", chosen, drawn["tone"], 0.5 - drawn["tone"] / 2.0)
    cloud = shading.noise(place, drawn["cloud_m"], octaves=1.0)
    level = shading.math(
        "MULTIPLY", shading.step(away, 0.85, 0.35), shading.around(cloud, 3.0 * drawn["cloud"]), clamp=True
    )
    stones = shading.mix(share, drawn["light"], drawn["dark"])
    return SurfaceLook(
        colour=shading.dimmed(stones, shading.math("MULTIPLY_ADD", level, 0.75, 0.25)),
        mean=blend(drawn["light"], drawn["dark"], 0.7),
        roughness=None,
        relief=shading.math("SUBTRACT", 1.0, shading.math("MULTIPLY", away, away)),
        relief_m=0.6 * drawn["stone_m"] * drawn["relief"],
    )


def paving(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Slabs or setts with their own tones and tilts, rough, stained in patches, with joints of sand or moss."""
    place = shading.placed(drawn["shift_m"], drawn["turn_rad"])
    grid = laid(shading, place, drawn["size_m"], bond=drawn["bond"])
    rough_face = shading.noise(place, 0.01, octaves=1.0)
    stain = shading.noise(place, drawn["stain_m"], octaves=2.0)
    share = shading.math("MULTIPLY_ADD", grid.chance, drawn["tone"], 0.5 - drawn["tone"] / 2.0)
    stone = shading.mix(share, drawn["light"], drawn["dark"])
    stone = shading.dimmed(stone, shading.around(rough_face, 0.7))
    stone = shading.dimmed(stone, shading.around(stain, 4.0 * drawn["stain"]))
    half = drawn["joint_m"] / 2.0
    edge = shading.math("MULTIPLY_ADD", rough_face, 0.006, grid.edge_m)
    body = shading.step(edge, half + 0.001, half + 0.006)
    return SurfaceLook(
        colour=shading.mix(body, shading.dimmed(drawn["joint"], shading.around(rough_face, 0.8)), stone),
        mean=blend(drawn["light"], drawn["dark"], 0.5),
        roughness=drawn["roughness"],
        relief=shading.math("MULTIPLY_ADD", rough_face, 0.3, body),
        relief_m=0.006 * drawn["relief"],
        normal=shading.leaning(grid.dice, drawn["lean"]),
    )


def grass(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """A lawn: tufts that are dark at the base, in patches of two greens and dry straw."""
    place = shading.placed(drawn["shift_m"])
    tuft = shading.noise(place, drawn["tuft_m"], octaves=2.0, warp=0.25)
    patch = shading.noise(place, drawn["patch_m"], octaves=2.0)
    greens = shading.mix(shading.step(patch, 0.35, 0.65), drawn["colour"], drawn["second"])
    fine = shading.noise(place, drawn["tuft_m"] * 0.3)
    dry = shading.math("MULTIPLY", shading.step(shading.math("MULTIPLY_ADD", fine, 0.6, patch), 0.75, 0.95), 0.8)
    colour = shading.mix(shading.math("MULTIPLY", dry, drawn["dry_share"]), greens, drawn["dry"])
    depth = drawn["depth"]
    return SurfaceLook(
        colour=shading.dimmed(colour, shading.math("MULTIPLY_ADD", shading.step(tuft, 0.3, 0.7), depth, 1.1 - depth)),
        mean=blend(drawn["colour"], drawn["second"], 0.5),
        roughness=None,
        relief=tuft,
        relief_m=drawn["tuft_m"] * 0.8,
    )
