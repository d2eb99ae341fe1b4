"""Sizes of library products by the words of their names, because model files often have no size in metres."""

from __future__ import annotations

import re

import numpy as np

from ..spec import Range
from .streams import log_uniform

# Longest side in metres. Vehicles are toys, because products are in rooms. The first entry with a word of the name is
# used, so more specific ones come first ("bottle opener" before "bottle").
SIZES: tuple[tuple[tuple[str, ...], Range], ...] = (
    (("bookshelf", "bookcase", "shelf", "wardrobe"), (1.4, 2.1)),
    (("cabinet", "cupboard", "dresser", "sideboard", "commode"), (0.8, 1.8)),
    (("sofa", "couch", "settee"), (1.7, 2.3)),
    (("bed",), (1.9, 2.2)),
    (("barstool", "chair", "armchair", "rocker"), (0.8, 1.1)),
    (("stool", "ottoman", "pouf"), (0.4, 0.7)),
    (("bench",), (1.0, 1.6)),
    (("nightstand", "bedside"), (0.45, 0.65)),
    (("table", "desk"), (0.8, 1.6)),
    (("lamp", "lantern", "light"), (0.3, 0.7)),
    (("television", "tv", "monitor"), (0.6, 1.3)),
    (("chest", "trunk", "barrel", "crate"), (0.4, 0.9)),
    (("guitar", "bass", "violin", "paul"), (0.6, 1.05)),
    (("tree",), (0.4, 1.8)),
    (("plant", "cactus", "succulent", "flower"), (0.15, 0.7)),
    (("expresso", "espresso"), (0.06, 0.09)),
    (("saucer", "teacup", "cup", "mug", "coffee", "tea"), (0.08, 0.13)),
    (("block", "rack"), (0.2, 0.35)),
    (("opener", "corkscrew", "whisk", "spatula", "ladle", "spoon", "fork", "knife"), (0.15, 0.35)),
    (("can", "tin"), (0.08, 0.14)),
    (("ketchup", "sauce", "mustard", "soda", "beer"), (0.15, 0.28)),
    (("wine",), (0.18, 0.34)),
    (("bottle", "flask", "carafe", "thermos"), (0.2, 0.32)),
    (("glass", "tumbler", "goblet"), (0.09, 0.2)),
    (("frying", "pan"), (0.35, 0.5)),
    (("pot", "kettle", "teapot", "casserole"), (0.2, 0.35)),
    (("plate", "dish"), (0.2, 0.3)),
    (("bowl", "mortar"), (0.12, 0.28)),
    (("cupcake", "muffin", "donut", "apple", "lemon", "egg"), (0.05, 0.1)),
    (("cake", "pie", "pumpkin", "pineapple", "melon", "bread"), (0.2, 0.35)),
    (("headphones", "headset"), (0.16, 0.22)),
    (("controller", "gamepad", "remote", "phone", "camera", "wallet"), (0.1, 0.18)),
    (("nes", "console", "laptop", "book", "keyboard", "toaster"), (0.2, 0.42)),
    (("watch", "ring", "glasses", "sunglasses"), (0.04, 0.16)),
    (("shoe", "sneaker", "boot", "sandal"), (0.24, 0.32)),
    (("bag", "backpack", "handbag", "suitcase"), (0.3, 0.65)),
    (("pillow", "cushion"), (0.35, 0.6)),
    (("present", "gift", "box", "carton", "parcel"), (0.15, 0.45)),
    (("shovel", "rake", "broom"), (0.9, 1.4)),
    (("car", "taxi", "hatchback", "truck", "tractor", "bus", "van", "train", "plane", "boat"), (0.15, 0.5)),
    (("dog", "cat", "bear", "duck", "suzanne", "monkey", "toy", "robot", "figure", "cannon"), (0.15, 0.45)),
    (("blaster", "ship", "rocket"), (0.15, 0.5)),
    (("vase", "jar", "jug", "pitcher"), (0.15, 0.45)),
    (("clock", "mirror", "frame", "statue", "bust"), (0.2, 0.6)),
)


def plausible_range_m(name: str, category: str, fallback: Range) -> Range:
    """Plausible range of the longest side in metres, by the product's name, or else its category.

    `fallback` is used if neither has a known word.
    """
    return _range(name) or _range(category) or fallback


def plausible_longest_m(name: str, category: str, rng: np.random.Generator, fallback: Range) -> float:
    """A plausible longest side in metres, by the product's name.

    Args:
        name: File name without its ending, or an asset's name; its words may be joined by anything but
            letters.
        category: The asset's category; used if the name has no known word.
        rng: One number is drawn from it, for every name.
        fallback: Range for names without a known word.
    """
    low, high = plausible_range_m(name, category, fallback)
    return log_uniform(rng, low, high)


def _range(name: str) -> Range | None:
    """The range of the first entry with a word of the name, singular or plural; None if there is none."""
    words = set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()))
    words |= {word[:-1] for word in words if word.endswith("s") and len(word) > 3}
    return next((size for known, size in SIZES if words & set(known)), None)
