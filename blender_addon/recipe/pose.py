"""The pose of a product: most stand, some lie on a side or lean on an edge."""

from __future__ import annotations

import re

import numpy as np

from .model import PosePlan
from .streams import TURN, chance, pick, uniform

LEAN_RAD = (0.035, 0.2)
_LYING_WORDS = (
    "bottle",
    "flask",
    "can",
    "tin",
    "box",
    "carton",
    "book",
    "shoe",
    "sneaker",
    "boot",
    "sandal",
    "mug",
    "cup",
    "toy",
    "car",
    "truck",
    "tractor",
    "bus",
    "van",
    "duck",
    "bear",
    "dog",
    "cat",
    "robot",
    "lamp",
    "lantern",
    "camera",
    "phone",
    "controller",
    "remote",
    "wallet",
    "ball",
    "pillow",
    "cushion",
    "jar",
    "vase",
    "opener",
    "apple",
    "lemon",
    "pumpkin",
    "present",
    "gift",
    "parcel",
    "ketchup",
    "soda",
    "wine",
    "beer",
    "console",
    "nes",
    "guitar",
    "violin",
)
_LEANING_WORDS = (
    "book",
    "box",
    "pillow",
    "cushion",
    "bag",
    "backpack",
    "handbag",
    "frame",
    "mirror",
    "present",
    "gift",
)


def draw_pose(rng: np.random.Generator, lying: float, poses: tuple[str, ...]) -> PosePlan:
    """The pose of one product.

    Args:
        rng: A stream of its own.
        lying: Share that lies or leans, of products that can.
        poses: Its poses besides standing, see `FamilyDraw.poses`; empty: it stands.
    """
    tipped, toward, lean = chance(rng, lying), uniform(rng, 0.0, TURN), uniform(rng, *LEAN_RAD)
    chosen = pick(rng, poses or ("upright",))
    if not tipped or chosen == "upright":
        return PosePlan()
    return PosePlan(chosen, toward, lean if chosen == "leaning" else 0.0)


def poses_of_name(name: str, category: str) -> tuple[str, ...]:
    """Poses of a library product besides standing, by the words of its name and category."""
    words = set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", f"{name} {category}").lower()))
    words |= {word[:-1] for word in words if word.endswith("s") and len(word) > 3}
    kinds = (("lying", _LYING_WORDS), ("leaning", _LEANING_WORDS))
    return tuple(kind for kind, known in kinds if words & set(known))
