"""Augmentation by strength: how samples are moved, and how the look of a photo varies.

The only file that knows albumentations, whose classes have no types that mypy could hold a subclass against.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import albumentations as A
import cv2
import numpy as np
import numpy.typing as npt

from trainlib.data.camera import darken_outwards, exposure_table
from trainlib.data.geometry import (
    MOVEMENTS,
    draw_window,
    keep_inside,
    outline,
    resize,
    turn_normals,
    unit_normals,
)

Array = npt.NDArray[Any]

STRENGTHS = ("none", "light", "strong")

# The maps of a sample that move with "image" (the picture) and are resampled as it is: all of them are
# anti-aliased or become so, and an edge has to cover a pixel by the same share in every one. "normal" is
# a target of its own, since its values turn.
MAPS = ("target", "alpha", "shadow", "depth", "light")


class MovesNormals(A.DualTransform):  # type: ignore[misc]
    """A movement that knows "normal": levels [H, W, 3] that are moved as a mask and then turned.

    A perspective warp is not among the movements: it stands for a camera that was turned, each pixel's
    normal would turn otherwise, and a drawn quadrangle does not say how.
    """

    @property
    def targets(self) -> dict[str, Any]:
        """Albumentations' own targets and the normals."""
        known: dict[str, Any] = super().targets
        return known | {"normal": self.apply_to_normal}

    def apply_to_normal(self, normal: Array, **params: Any) -> Array:
        """Moved and turned normals."""
        moved: Array = self.apply_to_mask(normal, **params)
        linear = self.linear(params)
        return moved if linear is None else turn_normals(moved, linear)

    def linear(self, params: dict[str, Any]) -> Array | None:
        """The movement's linear part [2, 2] in pixels, or None where it turns nothing."""
        return None


class Flip(MovesNormals, A.HorizontalFlip):  # type: ignore[misc]
    """Left becomes right."""

    def linear(self, params: dict[str, Any]) -> Array | None:
        """A mirror."""
        return np.diag([-1.0, 1.0])


class Move(MovesNormals, A.Affine):  # type: ignore[misc]
    """Shift, scale and turn, and then as much back as the product needs to stay in the picture."""

    def get_params_dependent_on_data(self, params: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """What `A.Affine` draws, corrected by "alpha"."""
        drawn: dict[str, Any] = super().get_params_dependent_on_data(params, data)
        return drawn | {"matrix": keep_inside(drawn["matrix"], outline(data["alpha"]), params["shape"][:2])}

    def linear(self, params: dict[str, Any]) -> Array | None:
        """The drawn matrix, less its shift."""
        return np.asarray(params["matrix"])[:2, :2]


class Crop(MovesNormals, A.Crop):  # type: ignore[misc]
    """A random window around the whole product, of the picture's proportions."""

    def __init__(self, smallest: float = 1.0, p: float = 1.0) -> None:
        super().__init__(p=p)
        self.smallest = smallest

    class InitSchema(A.BasicTransform.InitSchema):  # type: ignore[misc]
        """What albumentations checks."""

        smallest: float

    def get_params_dependent_on_data(self, params: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """A window drawn by "alpha"."""
        window = draw_window(data["alpha"], self.smallest, self.random_generator)
        return {"crop_coords": window, "pad_params": None}


class Fit(MovesNormals):
    """Resized to (height, width); see `resize`."""

    def __init__(self, size: tuple[int, int] = (32, 32), p: float = 1.0) -> None:
        super().__init__(p=p)
        self.size = size

    class InitSchema(A.BasicTransform.InitSchema):  # type: ignore[misc]
        """What albumentations checks."""

        size: tuple[int, int]

    def apply(self, img: Array, *args: Any, **params: Any) -> Array:
        """One map, resized."""
        return resize(img, self.size)


def movements(strength: str) -> list[A.BasicTransform]:
    """What moves picture and maps, before they are resized."""
    if strength == "none":
        return []
    ranges = MOVEMENTS[strength]
    # Outside the picture its border repeats: that keeps a packshot's white and an alpha's 0 (the format has
    # both along the border), and mirrors no part of a product into a place where its alpha has none.
    move = Move(
        scale=ranges.scale,
        translate_percent=(-ranges.shift, ranges.shift),
        rotate=(-ranges.angle, ranges.angle),
        keep_ratio=True,
        interpolation=cv2.INTER_LINEAR,
        mask_interpolation=cv2.INTER_LINEAR,
        border_mode=cv2.BORDER_REPLICATE,
        p=1.0,
    )
    return [Flip(p=0.5), move, Crop(ranges.crop)]


class Exposure(A.ImageOnlyTransform):  # type: ignore[misc]
    """Light by so many stops more or less, as a camera's shutter does it: in linear light, whites clip."""

    def __init__(self, stops: tuple[float, float] = (-0.4, 0.4), p: float = 0.5) -> None:
        super().__init__(p=p)
        self.stops = stops

    class InitSchema(A.BasicTransform.InitSchema):  # type: ignore[misc]
        """What albumentations checks."""

        stops: tuple[float, float]

    def get_params(self) -> dict[str, Any]:
        """How many stops."""
        return {"ev": self.py_random.uniform(*self.stops)}

    def apply(self, img: Array, ev: float = 0.0, **params: Any) -> Array:
        """The picture, through a table of 256 levels."""
        return cv2.LUT(img, exposure_table(ev))


class Vignette(A.ImageOnlyTransform):  # type: ignore[misc]
    """Corners darker than the middle; the picture's corner is seen so many degrees off the lens's axis."""

    def __init__(self, corner: tuple[float, float] = (15.0, 35.0), p: float = 0.5) -> None:
        super().__init__(p=p)
        self.corner = corner

    class InitSchema(A.BasicTransform.InitSchema):  # type: ignore[misc]
        """What albumentations checks."""

        corner: tuple[float, float]

    def get_params(self) -> dict[str, Any]:
        """The angle of the corner."""
        return {"angle": math.radians(self.py_random.uniform(*self.corner))}

    def apply(self, img: Array, angle: float = 0.0, **params: Any) -> Array:
        """The picture, darker outwards."""
        return darken_outwards(img, angle)


def photo_effects(strength: str) -> list[A.BasicTransform]:
    """What a camera and a file do to a photo, in their order: they change the input alone.

    "light" leaves the hue alone, as a network that must keep a product's colour needs. "strong" does not: it
    is for networks that look at shape. White balance errs in either, where a sample is relit; see `remix`.
    """
    if strength == "none":
        return []
    strong = strength == "strong"
    shrink = {"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR}
    defocus = A.Defocus(radius=(1, 3 if strong else 2), alias_blur=(0.1, 0.3), p=0.1)
    lens = [defocus, A.MotionBlur(blur_limit=(3, 7 if strong else 5), p=0.1), Vignette(p=0.15)]
    colour = [
        A.PlanckianJitter(temperature_limit=(4500, 9000), p=0.25),
        A.ColorJitter(brightness=(0.8, 1.2), contrast=(0.7, 1.3), saturation=(0.5, 1.4), hue=(-0.08, 0.08), p=0.5),
        A.RandomGamma(gamma_limit=(70, 140), p=0.3),
        A.ToGray(p=0.05),
    ]
    sensor = [
        Exposure((-0.8, 0.8) if strong else (-0.3, 0.3), p=0.4),
        A.ShotNoise(scale_range=(0.0003, 0.004 if strong else 0.002), p=0.15),
        A.GaussNoise(std_range=(0.004, 0.05 if strong else 0.025), p=0.25),
    ]
    file = [
        A.RandomBrightnessContrast(brightness_limit=0.05, contrast_limit=0.1, p=0.2),
        A.Downscale(scale_range=(0.4 if strong else 0.6, 0.9), interpolation_pair=shrink, p=0.12),
        A.ImageCompression(quality_range=(40 if strong else 55, 95), p=0.3),
    ]
    return [*lens, *(colour if strong else []), *sensor, *file]


@dataclass
class Augmentation:
    """Moves all maps of a sample in one go and resizes them, then gives the input the look of another photo.

    Attributes:
        size: height and width of the result.
        strength: "none", "light" or "strong"; see `geometry.MOVEMENTS` and `photo_effects`.
    """

    size: tuple[int, int]
    strength: str = "none"
    steps: A.Compose = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Build the steps once: building them takes longer than using them."""
        if self.strength not in STRENGTHS:
            raise ValueError(f"augment is {self.strength!r}; expected one of {', '.join(STRENGTHS)}")
        self.steps = A.Compose(
            [*movements(self.strength), Fit(self.size), *photo_effects(self.strength)],
            additional_targets=dict.fromkeys(MAPS, "mask"),
        )

    def __call__(self, maps: dict[str, Array], rng: np.random.Generator) -> dict[str, Array]:
        """The maps of a sample, moved, resized and changed as drawn from `rng`.

        Args:
            maps: "picture", "target", "normal" [H, W, 3] uint8; "alpha", "shadow" [H, W] uint8; "depth" [H, W]
                uint16; "light" [H, W, C] float32, linear. "picture" and "alpha" are needed, the others as they are.
            rng: where the numbers come from.

        Returns:
            The same; "normal" as float32 vectors of unit length in [-1, 1].
        """
        # Albumentations brings a generator of its own; seeded here, a sample is the same for the same rng.
        self.steps.set_random_seed(int(rng.integers(2**31)))
        others = {name: image for name, image in maps.items() if name != "picture"}
        moved: dict[str, Array] = self.steps(image=maps["picture"], **others)
        moved["picture"] = moved.pop("image")
        if "normal" in moved:
            moved["normal"] = unit_normals(moved["normal"])
        return moved
