"""Fur, peel and stone as nodes around one Principled BSDF."""

from __future__ import annotations

from typing import Any

from .nodes import Tree

Parameters = dict[str, Any]


def fur(tree: Tree, p: Parameters) -> None:
    """Each hair a little off its neighbours in tone, its root in the shade of the others."""
    place = tree.grain()
    factor: Any = tree.ramp(tree.noise(place, 700.0, 1.0), 0.35, 0.65)
    if p["patch_m"] > 0.0:
        factor = tree.ramp(tree.noise(place, 0.5 / p["patch_m"], 1.0), 0.49, 0.53)
    _, along = tree.uv()
    shade = tree.ramp(along, 0.0, 0.8, p["roots"], 1.0)
    lit = tree.mix(factor, p["colour"], p["second"])
    tree.principled(
        Base_Color=tree.mix(shade, [channel * p["roots"] * 0.6 for channel in p["colour"]], lit),
        Roughness=p["roughness"],
        Specular_IOR_Level=0.25,
        Sheen_Weight=p["sheen"],
    )


def peel(tree: Tree, p: Parameters) -> None:
    """Blotches, stripes from pole to pole, brown spots."""
    place = tree.grain()
    soft = tree.noise(place, 0.6 / p["blotch_m"], 2.0)
    factor: Any = tree.ramp(soft, 0.62 - 0.25 * p["blotch"], 0.78 - 0.15 * p["blotch"])
    if p["stripes"]:
        around, _ = tree.uv()
        wave = tree.math("SINE", tree.math("MULTIPLY", around, 6.2832 * p["stripes"]))
        factor = tree.ramp(tree.math("ADD", wave, tree.math("MULTIPLY", soft, 3.0)), 1.5, 1.9)
    colour: Any = tree.mix(factor, p["colour"], p["second"])
    if p["spots"] > 0.0:
        spot = tree.ramp(tree.cells(place, 0.5 / p["spot_m"]), 0.1, 0.14 + 0.2 * p["spots"], p["spots"], 0.0)
        colour = tree.mix(spot, colour, (0.06, 0.03, 0.015))
    tree.principled(Base_Color=colour, Roughness=p["roughness"], Coat_Weight=p["coat"], Coat_Roughness=0.15)
    tree.bump(tree.cells(place, 420.0), 0.0006 * p["pores"])


def stone(tree: Tree, p: Parameters) -> None:
    """Two tones that run into one another, specks and pits."""
    place = tree.grain()
    cloud = tree.noise(place, 0.6 / p["vein_m"], 4.0)
    colour: Any = tree.mix(tree.ramp(cloud, 0.35, 0.65), p["colour"], p["second"])
    grains = tree.cells(place, 0.5 / p["grain_m"])
    if p["specks"] > 0.0:
        colour = tree.mix(tree.ramp(grains, 0.12, 0.22, p["specks"], 0.0), colour, p["third"])
    tree.principled(Base_Color=colour, Roughness=p["roughness"], Specular_IOR_Level=0.3)
    tree.bump(tree.math("ADD", grains, tree.math("MULTIPLY", cloud, 3.0)), 0.0012 * p["pits"])
