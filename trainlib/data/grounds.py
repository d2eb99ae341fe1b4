"""Grounds of composites: white, one colour, noise, photos, empty rooms."""

from collections.abc import Mapping

import numpy as np

from trainlib.data.backgrounds import Backgrounds
from trainlib.images.arrays import Array


class Grounds:
    """Draws a ground by shares.

    Args:
        shares: of `composition.GROUNDS`; they sum to one.
        photos: for "photo" and "room", if their shares are above 0.
    """

    def __init__(self, shares: Mapping[str, float], photos: Mapping[str, Backgrounds]) -> None:
        self.names, self.chances = list(shares), list(shares.values())
        self.photos = photos

    def draw(self, shape: tuple[int, int], rng: np.random.Generator) -> Array:
        """A ground at (height, width): uint8 [H, W, 3], sRGB.

        Noise is one random colour a pixel, so it is only made at the size at which it is used.
        """
        name = self.names[int(rng.choice(len(self.names), p=self.chances))]
        if name in self.photos:
            return self.photos[name].draw(shape, rng)
        if name == "noise":
            return rng.integers(0, 256, (*shape, 3), np.uint8)
        colour = rng.integers(0, 256, 3, np.uint8) if name == "flat" else np.full(3, 255, np.uint8)
        return np.broadcast_to(colour, (*shape, 3)).copy()
