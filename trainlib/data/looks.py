"""How the look of a photo varies: what a camera and a file do to it, in numbers, by strength of augmentation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """Ranges and chances of the effects on a photo, in their order.

    Attributes:
        defocus: radius of a point out of focus, in pixels, and `defocus_chance`.
        motion: the longest smear of a moving camera, in pixels, and `motion_chance`.
        corner: the angle at which the image's corner is seen, in degrees, and `corner_chance`; see `camera.vignette`.
        stops: exposure is off by at most so many stops, and `stops_chance`.
        shot: light of one photon, as a share of white, and `shot_chance`.
        read: standard deviation of what the sensor adds, as a share of white, and `read_chance`.
        brightness: added to the image, as a share of white, at most, and
        contrast: its levels are multiplied by 1 and at most so much more or less, and `tone_chance` of both.
        shrink: the share of its size that a photo was shrunk to and is brought back from, and `shrink_chance`.
        quality: of JPEG, and `quality_chance`.
    """

    defocus: tuple[float, float]
    motion: int
    stops: float
    shot: tuple[float, float]
    read: tuple[float, float]
    shrink: tuple[float, float]
    quality: tuple[int, int]
    corner: tuple[float, float] = (15.0, 35.0)
    brightness: float = 0.05
    contrast: float = 0.1
    defocus_chance: float = 0.1
    motion_chance: float = 0.1
    corner_chance: float = 0.15
    stops_chance: float = 0.4
    shot_chance: float = 0.15
    read_chance: float = 0.25
    tone_chance: float = 0.2
    shrink_chance: float = 0.12
    quality_chance: float = 0.3


LOOKS = {
    "light": Look((1, 2), 5, 0.3, (0.0003, 0.002), (0.004, 0.025), (0.6, 0.9), (55, 95)),
    "strong": Look((1, 3), 7, 0.8, (0.0003, 0.004), (0.004, 0.05), (0.4, 0.9), (40, 95)),
}
