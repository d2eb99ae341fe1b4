"""Product materials: a MaterialPlan of `recipe.finishes` becomes nodes around one Principled BSDF.

Few octaves and no second BSDF: what a path costs at each hit is paid for every sample of every picture.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy

from ...recipe.model import MaterialPlan
from .natural import fur, peel, stone
from .nodes import Tree
from .print import label_image

Parameters = dict[str, Any]


def finish_material(plan: MaterialPlan) -> bpy.types.Material:
    """A new material for a plan.

    Raises:
        ValueError: `plan.kind` is none of `FINISHES`.
    """
    if plan.kind not in FINISHES:
        raise ValueError(f"no product finish {plan.kind!r}; there are: {', '.join(FINISHES)}")
    tree = Tree(f"packshot_{plan.kind}")
    FINISHES[plan.kind](tree, plan.parameters)
    return tree.material


def _plastic(tree: Tree, p: Parameters) -> None:
    tree.principled(Base_Color=p["colour"], Roughness=p["roughness"], Specular_IOR_Level=0.5)
    if p["grain"] > 0.0:
        tree.bump(tree.noise(tree.grain(), 1400.0, 1.0), 0.0004 * p["grain"])


def _painted(tree: Tree, p: Parameters) -> None:
    tree.principled(Base_Color=p["colour"], Roughness=p["roughness"], Coat_Weight=p["coat"], Coat_Roughness=0.06)
    if p["coat"] == 0.0:
        tree.bump(tree.noise(tree.grain(), 700.0, 1.0), 0.0005 * p["grain"])


def _metal(tree: Tree, p: Parameters) -> None:
    tree.principled(Base_Color=p["colour"], Metallic=1.0, Roughness=p["roughness"])
    if p["brushed"] > 0.0:
        lines = tree.noise(tree.grain((1.0, 1.0, 0.02)), 1800.0, 1.0)
        tree.principled(Roughness=tree.ramp(lines, 0.3, 0.7, p["roughness"] * 0.8, p["roughness"] + 0.18))
        tree.bump(lines, 0.0001 * p["brushed"])
    else:
        smudges = tree.noise(tree.grain(), 18.0, 1.0)
        tree.principled(Roughness=tree.ramp(smudges, 0.35, 0.7, p["roughness"], p["roughness"] + 0.07))


def _wood(tree: Tree, p: Parameters) -> None:
    along = tree.grain((1.0, 1.0, 0.09))
    bend = tree.noise(along, 9.0, 2.0)
    # Rings around an axis that the noise bends, cut by the part's faces: the sawtooth of distance over ring.
    split = tree.node("ShaderNodeSeparateXYZ")
    tree.feed(split.inputs[0], along)
    away = tree.math("ADD", tree.math("ABSOLUTE", split.outputs[0]), tree.math("MULTIPLY", split.outputs[1], 0.4))
    rings = tree.math("ADD", tree.math("DIVIDE", away, p["ring_m"]), tree.math("MULTIPLY", bend, 5.0 * p["waviness"]))
    season = tree.math("POWER", tree.math("FRACT", rings), 1.6)
    fibre = tree.noise(tree.grain((1.0, 1.0, 0.03)), 900.0, 1.0)
    tone = tree.math("ADD", tree.math("MULTIPLY", season, 0.55), tree.math("MULTIPLY", fibre, 0.5))
    tree.principled(
        Base_Color=tree.mix(tone, p["light"], p["dark"]),
        Roughness=tree.ramp(fibre, 0.3, 0.7, p["roughness"] - 0.08, p["roughness"] + 0.12),
        Coat_Weight=p["coat"],
        Coat_Roughness=0.1,
    )
    tree.bump(fibre, 0.0002)


def _fabric(tree: Tree, p: Parameters) -> None:
    place = tree.grain()
    split = tree.node("ShaderNodeSeparateXYZ")
    tree.feed(split.inputs[0], place)
    turns = 6.2832 / p["weave_m"]
    across = tree.math("ADD", split.outputs[0], tree.math("MULTIPLY", split.outputs[1], 0.83))
    warp = tree.math("SINE", tree.math("MULTIPLY", across, turns))
    weft = tree.math("SINE", tree.math("MULTIPLY", tree.math("ADD", split.outputs[2], split.outputs[1]), turns))
    weave = tree.math("MULTIPLY", warp, weft)
    yarn = tree.noise(place, 0.6 / p["weave_m"], 2.0)
    factor = tree.ramp(tree.math("ADD", yarn, tree.math("MULTIPLY", weave, 0.12)), 0.3, 0.7)
    if p["stripe_m"] > 0.0:
        factor = tree.math(
            "GREATER_THAN", tree.math("FRACT", tree.math("DIVIDE", split.outputs[2], p["stripe_m"])), 0.5
        )
    tree.principled(
        Base_Color=tree.mix(factor, p["colour"], p["second"]),
        Roughness=p["roughness"],
        Specular_IOR_Level=0.2,
        Sheen_Weight=p["sheen"],
    )
    tree.bump(tree.math("ADD", tree.math("MULTIPLY", weave, 0.5), yarn), 0.35 * p["weave_m"])


def _leather(tree: Tree, p: Parameters) -> None:
    cells = tree.cells(tree.grain(), 1.0 / p["grain_m"])
    worn = tree.noise(tree.grain(), 14.0, 2.0)
    darker = [channel * 0.9 for channel in p["colour"]]
    tree.principled(
        Base_Color=tree.mix(tree.ramp(worn, 0.35, 0.75), p["colour"], darker),
        Roughness=tree.ramp(cells, 0.1, 0.6, p["roughness"] + 0.12, p["roughness"]),
    )
    tree.bump(tree.ramp(cells, 0.0, 0.5, 1.0, 0.0), 0.12 * p["grain_m"])


def _ceramic(tree: Tree, p: Parameters) -> None:
    colour: Any = p["colour"]
    place = tree.grain()
    if p["dip"] > 0.0:
        # Dipped up to a share of the object's height; the glaze's edge runs a little.
        height = tree.node("ShaderNodeSeparateXYZ")
        tree.feed(height.inputs[0], tree.node("ShaderNodeTexCoord").outputs["Generated"])
        edge = tree.math("ADD", height.outputs[2], tree.math("MULTIPLY", tree.noise(place, 25.0, 1.0), 0.06))
        colour = tree.mix(tree.ramp(edge, p["dip"] + 0.02, p["dip"] + 0.04), p["second"], colour)
    if p["speckle"] > 0.0:
        spots = tree.ramp(tree.cells(place, 260.0), 0.1, 0.2 + 0.05 * p["speckle"], 0.75 * p["speckle"], 0.0)
        colour = tree.mix(spots, colour, (0.05, 0.035, 0.025))
    uneven = tree.noise(place, 22.0, 1.0)
    tree.principled(
        Base_Color=colour,
        Roughness=tree.ramp(uneven, 0.3, 0.7, p["roughness"], p["roughness"] + 0.06),
        Coat_Weight=p["coat"],
        Coat_Roughness=0.04,
    )
    tree.bump(uneven, 0.0008)


def _glass(tree: Tree, p: Parameters) -> None:
    tree.principled(Base_Color=p["tint"], Roughness=p["roughness"], IOR=p["ior"], Transmission_Weight=1.0)
    # A thin wall bends light hardly at all, yet mirrors as glass does: the coat gives the missing reflection.
    if p["ior"] < 1.2:
        tree.principled(Coat_Weight=1.0, Coat_Roughness=p["roughness"], Coat_IOR=1.5)
    tree.let_light_through([0.5 + 0.5 * channel for channel in p["tint"]])


def _paper(tree: Tree, p: Parameters) -> None:
    fibre = tree.noise(tree.grain(), 900.0, 2.0)
    darker = [channel * (1.0 - 0.25 * p["fibre"]) for channel in p["colour"]]
    tree.principled(Base_Color=tree.mix(fibre, p["colour"], darker), Roughness=p["roughness"], Specular_IOR_Level=0.25)
    tree.bump(fibre, 0.0002 * p["fibre"])


def _label(tree: Tree, p: Parameters) -> None:
    picture = tree.node("ShaderNodeTexImage", image=label_image(p), interpolation="Linear", extension="REPEAT")
    tree.feed(picture.inputs[0], tree.node("ShaderNodeUVMap").outputs[0])
    tree.principled(Base_Color=picture.outputs[0], Roughness=p["roughness"])


def _leaf(tree: Tree, p: Parameters) -> None:
    u, _ = tree.uv()
    off_middle = tree.math("ABSOLUTE", tree.math("SUBTRACT", u, 0.5))
    colour: Any = tree.mix(tree.ramp(off_middle, 0.0, 0.05, 1.0, 0.0), p["colour"], p["vein"])
    if p["margin"] > 0.0:
        colour = tree.mix(tree.ramp(off_middle, 0.5 - p["margin"] * 0.5, 0.5), colour, p["vein"])
    patches = tree.ramp(tree.noise(tree.grain(), 40.0, 1.0), 0.3, 0.7, 0.0, 0.35)
    dark = [channel * 0.5 for channel in p["colour"]]
    tree.principled(Base_Color=tree.mix(patches, colour, dark), Roughness=p["roughness"], Specular_IOR_Level=0.4)


def _soil(tree: Tree, p: Parameters) -> None:
    clumps = tree.cells(tree.grain(), 1.0 / p["grain_m"])
    dark = [channel * 0.35 for channel in p["colour"]]
    tree.principled(Base_Color=tree.mix(tree.ramp(clumps, 0.1, 0.7), p["colour"], dark), Roughness=0.95)
    tree.bump(tree.ramp(clumps, 0.0, 0.7, 1.0, 0.0), 0.6 * p["grain_m"])


FINISHES: dict[str, Callable[[Tree, Parameters], None]] = {
    "plastic": _plastic,
    "painted": _painted,
    "metal": _metal,
    "wood": _wood,
    "fabric": _fabric,
    "leather": _leather,
    "ceramic": _ceramic,
    "glass": _glass,
    "paper": _paper,
    "label": _label,
    "leaf": _leaf,
    "soil": _soil,
    "fur": fur,
    "peel": peel,
    "stone": stone,
}
