"""Augmentation by strength: how samples are moved, and how the look of a photo varies.

The only file that knows albumentations.
"""

from dataclasses import dataclass
from typing import Any

import albumentations as A
import numpy as np
import numpy.typing as npt

from trainlib.data.geometry import Geometry, GeometryRanges, arrange, draw_geometry

Array = npt.NDArray[Any]

STRENGTHS = ("none", "light", "strong")

GEOMETRY = {
    "light": GeometryRanges(flip=0.5, angle=4, scale=(0.95, 1.1), crop=0.8),
    "strong": GeometryRanges(flip=0.5, angle=15, scale=(0.85, 1.3), crop=0.55),
}


def photo_effects(strength: str) -> A.Compose:
    """What a camera and a file do to a photo: they change the input alone.

    "light" leaves the hue alone, as a network that must keep a product's colour needs. "strong" does not: it
    is for networks that look at shape.
    """
    effects: list[A.BasicTransform | A.BaseCompose] = [
        A.GaussianBlur(blur_limit=(3, 5), p=0.15),
        A.GaussNoise(std_range=(0.005, 0.03), p=0.3),
        A.ImageCompression(quality_range=(50, 95), p=0.3),
        A.RandomBrightnessContrast(brightness_limit=0.08, contrast_limit=0.1, p=0.3),
    ]
    if strength == "strong":
        effects = [
            A.ColorJitter(brightness=(0.7, 1.3), contrast=(0.7, 1.3), saturation=(0.5, 1.4), hue=(-0.08, 0.08), p=0.6),
            A.RandomGamma(gamma_limit=(70, 140), p=0.3),
            A.ToGray(p=0.05),
            A.MotionBlur(blur_limit=(3, 5), p=0.1),
            A.GaussNoise(std_range=(0.01, 0.06), p=0.2),
            *effects,
        ]
    return A.Compose(effects)


@dataclass
class Augmentation:
    """Moves all maps of a sample alike, then gives the input the look of another photo.

    Args:
        strength: "none", "light" or "strong"; see `GEOMETRY` and `photo_effects`.
    """

    strength: str = "none"

    def __post_init__(self) -> None:
        """Build the effects once: building them takes longer than using them."""
        if self.strength not in STRENGTHS:
            raise ValueError(f"augment is {self.strength!r}; expected one of {', '.join(STRENGTHS)}")
        self.effects = None if self.strength == "none" else photo_effects(self.strength)

    def __call__(self, maps: dict[str, Array], size: tuple[int, int], rng: np.random.Generator) -> dict[str, Array]:
        """The maps of a sample (see `geometry.arrange`) at `size`, moved and changed as drawn from `rng`."""
        if self.effects is None:
            return arrange(maps, None, size)
        geometry: Geometry = draw_geometry(maps["alpha"], GEOMETRY[self.strength], rng)
        moved = arrange(maps, geometry, size)
        # The effects bring a generator of their own; seeded here, a sample is the same for the same rng.
        self.effects.set_random_seed(int(rng.integers(2**31)))
        moved["picture"] = self.effects(image=np.ascontiguousarray(moved["picture"]))["image"]
        return moved
