"""Pans, pots and kettles, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw

# Height low, high in metres; radius over height low, high.
SIZES: dict[str, tuple[float, float, float, float]] = {
    "frying pan": (0.035, 0.055, 2.3, 3.2),
    "saucepan": (0.075, 0.13, 0.7, 1.15),
    "pot": (0.1, 0.2, 0.7, 1.1),
    "kettle": (0.12, 0.19, 0.5, 0.75),
    "moka pot": (0.09, 0.15, 0.3, 0.38),
}


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A frying pan, saucepan, pot with a lid, kettle or moka pot: polished, brushed or enamelled."""
    category = pick(rng, tuple(SIZES))
    low, high, slim, wide = SIZES[category]
    height = uniform(rng, low, high)
    lidded = category in ("kettle", "moka pot") or (category != "frying pan" and chance(rng, 0.75))
    glass_lid = category in ("saucepan", "pot") and lidded and chance(rng, 0.4)
    parameters = {
        "kind": category,
        "height": height,
        "radius": round(height * uniform(rng, slim, wide), 5),
        "flare": uniform(rng, 0.7, 0.88) if category == "frying pan" else uniform(rng, 0.92, 1.0),
        "bottom_round": uniform(rng, 0.1, 0.5),
        "belly": uniform(rng, 0.0, 0.25) if category == "kettle" else 0.0,
        "rim": uniform(rng, 0.001, 0.004),
        "wall": uniform(rng, 0.0016, 0.004),
        "lid": lidded,
        "glass_lid": glass_lid,
        "dome": uniform(rng, 0.08, 0.28),
        "knob": pick(rng, ("ball", "disc", "loop")),
        "handle": pick(rng, ("bar", "rod", "loop")),
        "handle_length": uniform(rng, 0.14, 0.2),
        "handle_rise": uniform(rng, 0.0, 0.45),
        "handle_bar": uniform(rng, 0.007, 0.011),
        "rivets": chance(rng, 0.6),
        "spout": pick(rng, ("short", "goose")),
        "facets": pick(rng, (8, 8, 10, 0)) if category == "moka pot" else 0,
        "bands": whole(rng, 1, 3) if chance(rng, 0.35) else 0,
    }
    body = finishes.one_of(rng, _polished, _polished, finishes.metal, _enamel)
    dark = finishes.rubber(rng, product_colours.tone(rng, pick(rng, ("black", "black", "natural", "grey"))))
    grip = pick(rng, (dark, finishes.wood(rng), body if body.kind == "metal" else finishes.metal(rng)))
    materials = {"body": body, "grip": grip, "metal": finishes.metal(rng, "chrome")}
    if category == "frying pan":
        coating = finishes.plastic(rng, product_colours.tone(rng, "black"))
        materials["inside"] = coating if chance(rng, 0.7) else body
    elif category in ("saucepan", "pot"):
        materials["inside"] = (
            body if body.kind == "metal" else finishes.ceramic(rng, product_colours.tone(rng, "white"))
        )
    if glass_lid:
        materials["lid"] = finishes.clear([1.0, 1.0, 1.0], uniform(rng, 1.03, 1.06))
    return FamilyDraw(category, parameters, materials, ("leaning",) if category == "frying pan" else ())


def _polished(rng: np.random.Generator) -> MaterialPlan:
    """Chrome, polished steel or copper."""
    plan = finishes.metal(rng, pick(rng, ("chrome", "steel", "steel", "copper", "aluminium")))
    return MaterialPlan("metal", {**plan.parameters, "roughness": uniform(rng, 0.03, 0.1), "brushed": 0.0})


def _enamel(rng: np.random.Generator) -> MaterialPlan:
    """Glossy enamel on iron."""
    return MaterialPlan(
        "painted",
        {
            "colour": product_colours.product_colour(rng),
            "roughness": uniform(rng, 0.15, 0.35),
            "coat": 0.9,
            "grain": 0.0,
        },
    )
