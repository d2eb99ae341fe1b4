"""Augmentation by strength: how samples are moved, and which camera effects a photo gets.

The only file that imports albumentations, whose classes have no types that mypy could check a subclass against.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import albumentations as A
import cv2
import numpy as np

from trainlib.data import camera
from trainlib.data.camera_effects import RANGES
from trainlib.data.geometry import MOVEMENTS, draw_window, keep_inside, outline, resize, turn_normals, warp
from trainlib.images.arrays import Array

Step = Callable[[Array, float, np.random.Generator], Array]

STRENGTHS = ("none", "light", "strong")

# The maps of a sample that move with "image" (the image) and are resampled as it is: all of them are
# anti-aliased or become so, and an edge has to cover a pixel by the same share in every one. "normal" is
# a target of its own, since its values turn.
MAPS = ("target", "alpha", "shadow", "depth", "light")


class MovesNormals(A.DualTransform):  # type: ignore[misc]
    """A movement that handles "normal": levels [H, W, 3], which are moved as a mask and then rotated.

    A perspective warp is not among the movements. It is the view of a rotated camera, so each pixel's normal would
    change differently, and a drawn quadrangle does not say how.
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
        """The movement's linear part [2, 2] in pixels, or None if it rotates nothing."""
        return None


class Flip(MovesNormals, A.HorizontalFlip):  # type: ignore[misc]
    """A horizontal flip."""

    def linear(self, params: dict[str, Any]) -> Array | None:
        """A mirror image."""
        return np.diag([-1.0, 1.0])


class Move(MovesNormals, A.Affine):  # type: ignore[misc]
    """Shift, scale and rotate, limited so that the product stays in the image."""

    def get_params_dependent_on_data(self, params: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """What `A.Affine` draws, corrected by "alpha"."""
        drawn: dict[str, Any] = super().get_params_dependent_on_data(params, data)
        return drawn | {"matrix": keep_inside(drawn["matrix"], outline(data["alpha"]), params["shape"][:2])}

    def apply_to_mask(self, mask: Array, *args: Any, matrix: Array, **params: Any) -> Array:
        """One map, moved. Unlike `A.Affine` this does not check each map for whether there is anything to do."""
        return warp(mask, matrix[:2])

    def apply(self, img: Array, *args: Any, matrix: Array, **params: Any) -> Array:
        """The image, moved."""
        return self.apply_to_mask(img, matrix=matrix)

    def linear(self, params: dict[str, Any]) -> Array | None:
        """The drawn matrix, less its shift."""
        return np.asarray(params["matrix"])[:2, :2]


class Crop(MovesNormals, A.Crop):  # type: ignore[misc]
    """A random window around the whole product, of the image's proportions."""

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

    def __init__(self, size: tuple[int, int] = (32, 32), interpolation: str = "area", p: float = 1.0) -> None:
        super().__init__(p=p)
        self.size, self.interpolation = size, interpolation

    class InitSchema(A.BasicTransform.InitSchema):  # type: ignore[misc]
        """What albumentations checks."""

        size: tuple[int, int]
        interpolation: str

    def apply(self, img: Array, *args: Any, **params: Any) -> Array:
        """One map, resized."""
        return resize(img, self.size, self.interpolation)


def movements(strength: str) -> list[A.BasicTransform]:
    """What moves image and maps, before they are resized."""
    if strength == "none":
        return []
    ranges = MOVEMENTS[strength]
    move = Move(
        scale=ranges.scale,
        translate_percent=(-ranges.shift, ranges.shift),
        rotate=(-ranges.angle, ranges.angle),
        keep_ratio=True,
        p=1.0,
    )
    return [Flip(p=0.5), move, Crop(ranges.crop)]


class PhotoStep(A.ImageOnlyTransform):  # type: ignore[misc]
    """A step of `camera`: a function of image [H, W, 3] uint8, a number drawn from a range, and a generator."""

    def __init__(self, change: Step = camera.expose, amount: tuple[float, float] = (-0.4, 0.4), p: float = 0.5) -> None:
        super().__init__(p=p)
        self.change = change
        self.amount = amount

    class InitSchema(A.BasicTransform.InitSchema):  # type: ignore[misc]
        """What albumentations checks."""

        change: Any
        amount: tuple[float, float]

    def get_params(self) -> dict[str, Any]:
        """The drawn number."""
        return {"much": self.py_random.uniform(*self.amount)}

    def apply(self, img: Array, much: float = 0.0, **params: Any) -> Array:
        """The changed image."""
        return self.change(img, much, self.random_generator)


def photo_effects(strength: str) -> list[A.BasicTransform]:
    """The effects of a camera and a file on a photo, in order; they change the input only.

    "light" keeps the hue, as a network needs that must keep a product's colour. "strong" changes it, for networks that
    learn shapes. In both, a relit sample also gets an error of white balance; see `remix`.
    """
    if strength == "none":
        return []
    ranges = RANGES[strength]
    shrink = {"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR}
    lens = [
        PhotoStep(camera.defocus, ranges.defocus, p=ranges.defocus_chance),
        A.MotionBlur(blur_limit=(3, ranges.motion), p=ranges.motion_chance),
        PhotoStep(camera.vignette, ranges.corner, p=ranges.corner_chance),
    ]
    colour = [
        A.PlanckianJitter(temperature_limit=(4500, 9000), p=0.25),
        A.ColorJitter(brightness=(0.8, 1.2), contrast=(0.7, 1.3), saturation=(0.5, 1.4), hue=(-0.08, 0.08), p=0.5),
        A.RandomGamma(gamma_limit=(70, 140), p=0.3),
        A.ToGray(p=0.05),
    ]
    sensor = [
        PhotoStep(camera.expose, (-ranges.stops, ranges.stops), p=ranges.stops_chance),
        PhotoStep(camera.shot_noise, ranges.shot, p=ranges.shot_chance),
        PhotoStep(camera.read_noise, ranges.read, p=ranges.read_chance),
    ]
    file = [
        A.RandomBrightnessContrast(
            brightness_limit=ranges.brightness, contrast_limit=ranges.contrast, p=ranges.tone_chance
        ),
        A.Downscale(scale_range=ranges.shrink, interpolation_pair=shrink, p=ranges.shrink_chance),
        A.ImageCompression(quality_range=ranges.quality, p=ranges.quality_chance),
    ]
    return [*lens, *(colour if strength == "strong" else []), *sensor, *file]


@dataclass
class Augmentation:
    """Moves all maps of a sample in one go and resizes them, then gives the input camera effects.

    Attributes:
        size: height and width of the result; `interpolation` is how the image comes to it, see `resize`.
        strength: "none", "light" or "strong"; see `geometry.MOVEMENTS` and `photo_effects`.
    """

    size: tuple[int, int]
    strength: str = "none"
    interpolation: str = "area"
    steps: A.Compose = field(init=False, repr=False)
    moves: A.Compose = field(init=False, repr=False)
    camera: A.Compose = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Build the steps once: building them takes longer than applying them."""
        if self.strength not in STRENGTHS:
            raise ValueError(f"augment is {self.strength!r}; expected one of {', '.join(STRENGTHS)}")
        moves = [*movements(self.strength), Fit(self.size, self.interpolation)]
        known = dict.fromkeys(MAPS, "mask")
        self.moves = A.Compose(moves, additional_targets=known)
        self.steps = A.Compose([*moves, *photo_effects(self.strength)], additional_targets=known)
        self.camera = A.Compose(photo_effects(self.strength))

    def __call__(self, maps: dict[str, Array], rng: np.random.Generator, effects: bool = True) -> dict[str, Array]:
        """The maps of a sample, moved, resized and changed as drawn from `rng`.

        Args:
            maps: "image", "target", "normal" [H, W, 3] uint8; "alpha", "shadow" [H, W] uint8; "depth" [H, W]
                uint16; "light" [H, W, C] float32, linear. "image" and "alpha" are needed, the others as they are.
            rng: where the numbers come from.
            effects: False moves and resizes alone, just as with them.

        Returns:
            The same. Normals are averaged over edges, which leaves their lengths below one.
        """
        steps = self.steps if effects else self.moves
        _seed(steps, rng)
        others = {name: image for name, image in maps.items() if name != "image"}
        moved: dict[str, Array] = steps(image=maps["image"], **others)
        moved["image"] = moved.pop("image")
        return moved

    def add_camera_effects(self, image: Array, rng: np.random.Generator) -> Array:
        """An image [H, W, 3] uint8 with camera effects drawn from `rng`, not moved."""
        _seed(self.camera, rng)
        changed: Array = self.camera(image=image)["image"]
        return changed


def _seed(steps: A.Compose, rng: np.random.Generator) -> None:
    """Seed all steps from one sequence. With equal seeds they would draw the same numbers."""
    seed = int(rng.integers(2**31))
    generator, chance = np.random.default_rng(seed), random.Random(seed)
    for step in steps.transforms:
        step.set_random_state(generator, chance)
