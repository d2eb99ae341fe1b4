"""Settings of composites: shares of grounds, size and place of the product, shadows, other products."""

from dataclasses import dataclass

# The kinds of ground, each a share of `Composition`.
GROUNDS = ("white", "flat", "noise", "photo", "room")


@dataclass(frozen=True)
class Composition:
    """How cut-outs become composites.

    Attributes:
        white: share of composites on pure white. Shares are scaled to sum to one.
        flat: share on one random colour.
        noise: share on random pixels, which are made at the size that the network sees.
        photo: share on photos of the folder of backgrounds; counts where there is one.
        room: share on empty rooms; counts where there is a dataset of them.
        fill: smallest and largest longer side of the product's box over the image's side; null leaves each product
            where its own image has it.
        shadow: the chance of a shadow.
        ellipse: share of the shadows that are a soft ellipse under the product; the others have the product's shape.
        others: fewest and most other cut-outs behind the product, each partly out of the image.
        per_cutout: composites of each cut-out in an epoch.
    """

    white: float = 0.0
    flat: float = 0.0
    noise: float = 0.0
    photo: float = 1.0
    room: float = 1.0
    fill: tuple[float, float] | None = None
    shadow: float = 0.0
    ellipse: float = 0.4
    others: tuple[int, int] = (0, 0)
    per_cutout: int = 1

    def __post_init__(self) -> None:
        """Refuse settings that make no composite.

        Raises:
            ValueError: where a number is out of its range.
        """
        for name in GROUNDS:
            if getattr(self, name) < 0:
                raise ValueError(f"composition.{name} is {getattr(self, name)}; a share is at least 0")
        for name in ("shadow", "ellipse"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"composition.{name} is {getattr(self, name)}; it is a chance from 0 to 1")
        if self.fill is not None and not 0 < self.fill[0] <= self.fill[1] <= 1:
            raise ValueError(f"composition.fill is {list(self.fill)}; give [least, most] above 0 and up to 1")
        if not 0 <= self.others[0] <= self.others[1]:
            raise ValueError(f"composition.others is {list(self.others)}; give [fewest, most], at least 0")
        if self.per_cutout < 1:
            raise ValueError(f"composition.per_cutout is {self.per_cutout}; it must be at least 1")

    def shares(self, photos: bool, rooms: bool) -> dict[str, float]:
        """The grounds that there are, by name, with shares above 0 that sum to one; empty where there is none.

        Args:
            photos: whether there are photos of backgrounds.
            rooms: whether there are empty rooms.
        """
        there = {"white": True, "flat": True, "noise": True, "photo": photos, "room": rooms}
        found = {name: getattr(self, name) for name in GROUNDS if there[name] and getattr(self, name) > 0}
        total = sum(found.values())
        return {name: share / total for name, share in found.items()}
