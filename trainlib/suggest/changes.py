"""Changes of a spec that draw more of a trait. The spec is data; see docs/dataset.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

# Built-in families that have much of a trait.
THIN = ("wirework", "chair", "lamp", "plant", "flower", "spectacles", "headphones", "table", "doll")
GLOSSY = ("glassware", "bottle", "can", "cookware", "dispenser", "mug", "vessel", "machine")

CATEGORY = "category "
"""The prefix of a category's trait."""

Changes = dict[str, Any]
"""New values by dotted key."""
Get = Callable[[str], Any]
"""The value of a dotted key in the spec as it is."""


def _more(get: Get, key: str, by: float, most: float = 1.0) -> Changes:
    return {key: round(min(most, get(key) + by), 4)}


def _range(get: Get, key: str) -> tuple[Any, Any]:
    value = get(key)
    return (value[0], value[1]) if isinstance(value, list) else (value, value)


def _pale_on_pale(get: Get, share: float) -> Changes:
    low, high = _range(get, "light.exposure_error_ev")
    brighter = {"light.exposure_error_ev": [low, round(max(high, min(1.2, high + 0.4 * share)), 4)]}
    return _more(get, "place.white", 0.4 * share) | _more(get, "place.sweep", 0.1 * share) | brighter


def _low_contrast(get: Get, share: float) -> Changes:
    return _more(get, "place.sweep", 0.3 * share) | _more(get, "mood.evening", 0.2 * share)


def _dark(get: Get, share: float) -> Changes:
    low, high = _range(get, "light.exposure_error_ev")
    product, room = _range(get, "checks.product_brightness"), _range(get, "checks.brightness")
    return {
        **_more(get, "mood.night", 0.2 * share),
        **_more(get, "mood.near_dark", 0.2 * share),
        "light.exposure_error_ev": [round(max(-3.0, low - share), 4), high],
        "checks.product_brightness": [min(product[0], 0.02), product[1]],
        "checks.brightness": [min(room[0], 0.04), room[1]],
    }


def _cut(get: Get, share: float) -> Changes:
    # Only a cut-out may be cut; a packshot shows the whole product.
    return {"kind": "cutout", **_more(get, "camera.cut", 0.4 * share)}


def _clutter(get: Get, share: float) -> Changes:
    products, furniture = _range(get, "surroundings.other_products"), _range(get, "surroundings.furniture")
    return {
        "surroundings.plain": round(get("surroundings.plain") * (1 - 0.8 * share), 4),
        "surroundings.other_products": [products[0], min(12, products[1] + round(4 * share))],
        "surroundings.furniture": [furniture[0], min(8, furniture[1] + round(3 * share))],
        **_more(get, "surroundings.occluder", 0.1 * share),
    }


def _small(get: Get, share: float) -> Changes:
    low, high = _range(get, "camera.fill")
    coverage = _range(get, "checks.coverage")
    least = round(max(0.06, low * (1 - 0.5 * share)), 4)
    return {
        "camera.fill": [min(low, least), round(max(low, high * (1 - 0.4 * share)), 4)],
        "checks.coverage": [0.005, coverage[1]],
    }


def _families(get: Get, share: float, wanted: tuple[str, ...]) -> Changes:
    """All wanted families that there are, and fewer of the others."""
    there = list(get("product.families"))
    step = 2 if share < 0.5 else 3
    others = [name for name in there if name not in wanted][::step]
    kept = [name for name in there if name in wanted or name in others]
    return {"product.families": kept} if any(name in wanted for name in kept) else {}


_OF_TRAIT: Mapping[str, Callable[[Get, float], Changes]] = {
    "pale on pale": _pale_on_pale,
    "low contrast": _low_contrast,
    "thin parts": lambda get, share: _families(get, share, THIN),
    "glossy": lambda get, share: _families(get, share, GLOSSY),
    "dark": _dark,
    "cut by the frame": _cut,
    "clutter": _clutter,
    "small": _small,
}


def changes_for(trait: str, share: float, get: Get) -> Changes:
    """New values that draw more of a trait; empty if the spec has no key for it.

    Args:
        trait: of `traits.TRAITS`, or a category behind the word `CATEGORY`.
        share: the share of failures that have it, in (0, 1].
        get: the spec as it is.
    """
    if trait.startswith(CATEGORY):
        words = trait.removeprefix(CATEGORY).lower()
        wanted = tuple(name for name in get("product.families") if name in words)
        changes = _families(get, share, wanted)
    else:
        changes = _OF_TRAIT[trait](get, share)
    return {key: value for key, value in changes.items() if value != get(key)}
