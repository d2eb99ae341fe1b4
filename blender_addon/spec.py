"""What the user asks for: a DatasetSpec, read from TOML and checked.

Each field's metadata holds its range and meaning (`help`, `low`, `high`, `choices`). The TOML reader, the panel and
the docs read them from here.
"""

# ruff: noqa: RUF009  (`_number` and `_choices` return dataclasses.field, as dataclass defaults must)

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from .product_families import FAMILIES

Range = tuple[float, float]
Split = Literal["train", "val", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
"""The order in which splits get assets if there are too few for all."""

FLOORS = ("planks", "tiles", "carpet", "concrete", "plain")
WALLS = ("plaster", "dirty_plaster", "wallpaper", "brick", "concrete", "tiles", "scuffed", "gloss_paint")
GROUNDS = ("asphalt", "grass", "paving", "concrete", "gravel")


KINDS = ("packshot", "cutout", "glowball", "empty")
SUPPORTS = ("table", "cupboard", "shelf", "boxes", "plinth", "rug")
FURNITURE = ("cupboard", "bookcase", "sofa", "chair", "table", "plant", "boxes", "rug", "frame", "cable")


def _number(default: Any, low: float, high: float, help: str, unit: str = "") -> Any:  # noqa: A002
    """A number, or a (least, greatest) range of numbers, within [low, high]."""
    return field(default=default, metadata={"low": low, "high": high, "help": help, "unit": unit})


def _choices(default: tuple[str, ...], help: str) -> Any:  # noqa: A002
    """A non-empty list out of `default`, which names every choice there is."""
    return field(default=default, metadata={"choices": default, "help": help})


DEVICES = ("auto", "cpu", "cuda", "optix", "hip", "oneapi", "metal")
"""The devices that Cycles can render with."""


@dataclass(frozen=True)
class RenderSpec:
    """How the two renders of a sample are made."""

    room_samples: int = _number(48, 1, 4096, "Paths a pixel for the room: more is cleaner and takes as much longer")
    studio_samples: int = _number(24, 1, 4096, "Paths a pixel for the studio, or for a cut-out's alpha")
    bounces: int = _number(4, 0, 64, "Bounces of light; 0 is direct light only, more takes longer")
    noise_threshold: float = _number(
        0.0, 0.0, 1.0, "Noise at which a pixel gets no more paths; 0: every pixel gets all of them"
    )
    denoise: bool = field(default=True, metadata={"help": "Denoise each light layer where the build can"})
    guides: str = field(
        default="accurate",
        metadata={
            "choices": ("fast", "accurate", "none"),
            "help": "Prefilter of the albedo and normals that guide the denoiser",
        },
    )
    light_layers: bool = field(default=True, metadata={"help": "Keep the light layers, for relighting in training"})
    device: str = field(default="auto", metadata={"choices": ("auto", "cpu", "gpu"), "help": "Where Cycles renders"})


@dataclass(frozen=True)
class SplitSpec:
    """Shares of the samples, and of the assets, that each split gets; scaled to sum to one."""

    train: float = _number(0.8, 0.0, 1.0, "Share for training; no asset is in two splits")
    val: float = _number(0.1, 0.0, 1.0, "Share for validation, by which settings are chosen")
    test: float = _number(0.1, 0.0, 1.0, "Share for testing, which is looked at last")

    def shares(self) -> dict[Split, float]:
        """The shares by split."""
        return {"train": self.train, "val": self.val, "test": self.test}


@dataclass(frozen=True)
class ProductSpec:
    """Which products stand in the room."""

    families: tuple[str, ...] = _choices(tuple(FAMILIES), "Built-in families; a network learns the shapes that it sees")
    library_share: float = _number(0.5, 0.0, 1.0, "Share of samples with a product from the library, where it has any")
    longest_m: Range = _number(
        (0.25, 1.2), 0.01, 20.0, "Longest side of a library product whose own size is not plausible", "m"
    )
    sets: float = _number(0.0, 0.0, 1.0, "Share of samples with a set: several that belong together as the product")
    lying: float = _number(0.3, 0.0, 1.0, "Share that lies or leans, of products that can: odd views")


@dataclass(frozen=True)
class PlaceSpec:
    """Where the product stands: shares of the samples, scaled to sum to one (all 0: rooms)."""

    room: float = _number(0.62, 0.0, 1.0, "Share of rooms, as [room] draws them: walls and furniture behind")
    white: float = _number(0.12, 0.0, 1.0, "Share of all but white rooms: pale on pale is hard to cut out")
    sweep: float = _number(0.10, 0.0, 1.0, "Share of paper sweeps, white, grey or coloured: photos taken at home")
    outdoor: float = _number(0.16, 0.0, 1.0, "Share of places outdoors, under the HDRI: hard sun and grass")
    grounds: tuple[str, ...] = _choices(GROUNDS, "Grounds outdoors to draw from")


@dataclass(frozen=True)
class RoomSpec:
    """The room around the product."""

    width_m: Range = _number((2.8, 6.5), 1.0, 50.0, "Inner width of rooms; small ones have walls close by", "m")
    depth_m: Range = _number((2.8, 6.5), 1.0, 50.0, "Inner depth of rooms; deep ones blur the background more", "m")
    height_m: Range = _number((2.3, 3.2), 1.5, 20.0, "Inner height of rooms; low ceilings throw back more light", "m")
    windows: Range = _number((1, 3), 0, 6, "Number of windows, through which daylight comes in")
    floors: tuple[str, ...] = _choices(FLOORS, "Procedural floors to draw from")
    walls: tuple[str, ...] = _choices(WALLS, "Procedural walls to draw from")
    texture_share: float = _number(
        0.35, 0.0, 1.0, "Share of floors and walls with an image texture, where the library has many"
    )


@dataclass(frozen=True)
class MoodSpec:
    """Shares of the samples that each mood of light gets; scaled to sum to one."""

    day: float = _number(0.26, 0.0, 1.0, "Share with daylight alone: soft light from the windows' side")
    day_and_lamps: float = _number(0.2, 0.0, 1.0, "Share with daylight and lamps: light of two colours")
    evening: float = _number(0.13, 0.0, 1.0, "Share with a low sun and warm lamps: long shadows")
    night: float = _number(0.13, 0.0, 1.0, "Share with lamps alone: warm colours, dark corners")
    flash: float = _number(0.1, 0.0, 1.0, "Share with a flash on the camera: flat, with hard shadows")
    near_dark: float = _number(0.06, 0.0, 1.0, "Share with hardly any light: noise and dull colours")
    mixed: float = _number(0.12, 0.0, 1.0, "Share with warm lamps under a cool sky: no white balance fits")


@dataclass(frozen=True)
class SurroundingsSpec:
    """What stands around the product."""

    plain: float = _number(0.34, 0.0, 1.0, "Share of samples with nothing around the product")
    support: float = _number(0.55, 0.0, 1.0, "Share of small products that stand on something else than the floor")
    support_kinds: tuple[str, ...] = _choices(SUPPORTS, "What they may stand on; each has edges and shadows of its own")
    other_products: Range = _number((0, 6), 0, 12, "Other products, near and far: what must be told from the product")
    library_share: float = _number(
        0.25, 0.0, 1.0, "Share of the other products that come from the library, where it has any"
    )
    furniture: Range = _number((0, 4), 0, 8, "Pieces of furniture behind and beside: clutter")
    furniture_kinds: tuple[str, ...] = _choices(FURNITURE, "Furniture to draw from")
    occluder: float = _number(0.08, 0.0, 1.0, "Share with something in front that hides a part of the product")


@dataclass(frozen=True)
class LightSpec:
    """The light in the room."""

    sky_strength: Range = _number((0.6, 2.0), 0.0, 100.0, "Strength of the HDRI or sky by day, against lamps")
    sun: float = _number(0.5, 0.0, 1.0, "Share of days with the sun in the room: hard shadows")
    sun_strength: Range = _number((3.0, 15.0), 0.0, 1000.0, "Strength over that of the sky; higher is harder contrast")
    lamps: Range = _number((1, 3), 0, 4, "Lamps inside the room; training can mix each anew")
    watt: Range = _number((15.0, 120.0), 0.0, 10000.0, "Radiant power of a lamp, against daylight", "W")
    kelvin: Range = _number(
        (2300.0, 6500.0), 1000.0, 15000.0, "Colour temperature of a lamp; low is orange, high is blue", "K"
    )
    gain_ev: Range = _number(
        (-1.0, 1.0), -8.0, 8.0, "Gain of each light group; wider is more contrast between lights", "EV"
    )
    exposure_error_ev: Range = _number(
        (-0.5, 0.6), -6.0, 6.0, "Error around the metered exposure; below 0 is darker", "EV"
    )
    white_balance_error: float = _number(0.06, 0.0, 1.0, "Spread of the white balance, standard deviation of log gain")


@dataclass(frozen=True)
class CameraSpec:
    """The camera."""

    phone: float = _number(0.5, 0.0, 1.0, "Share of phones: wide or tele, nearly all of the picture sharp")
    lens_mm: Range = _number(
        (24.0, 100.0), 5.0, 500.0, "Focal length on a 36 mm sensor; short is close by and distorted", "mm"
    )
    elevation_deg: Range = _number(
        (0.0, 60.0), -10.0, 89.0, "Height of the camera as an angle; 90 looks straight down", "°"
    )
    height_share: float = _number(
        0.5, 0.0, 1.0, "Share of samples with a drawn height instead, where the angles allow it"
    )
    height_m: Range = _number((0.15, 1.75), 0.0, 5.0, "Height over the floor; low looks up at what is tall", "m")
    roll_deg: Range = _number((-6.0, 6.0), -180.0, 180.0, "Roll of the camera, which tilts the picture", "°")
    fill: Range = _number((0.15, 0.9), 0.05, 0.92, "Longer side of the product's box over the picture's side")
    cut: float = _number(0.0, 0.0, 1.0, "Share of samples whose product the frame cuts; of cut-outs only")
    cut_fill: Range = _number((0.5, 1.6), 0.05, 4.0, "The fill of those; above 1 are close-ups")
    offset: Range = _number((-0.9, 0.9), -1.0, 1.0, "Place in the free margin: 0 is the middle, 1 the edge")
    depth_of_field: float = _number(0.7, 0.0, 1.0, "Share of samples with depth of field: a blurred background")
    f_stop: Range = _number((1.8, 11.0), 0.5, 64.0, "F-stop of those, phones aside; low blurs more")


@dataclass(frozen=True)
class StudioSpec:
    """The packshot."""

    styles: tuple[str, ...] = _choices(
        ("soft", "bright", "glossy"), "Packshot styles; soft, with a contact shadow, is target.png and always there"
    )
    shadow: Range = _number((0.55, 0.85), 0.0, 1.0, "Strength of the contact shadow; 0 is a product that floats")


@dataclass(frozen=True)
class ChecksSpec:
    """What a sample must hold; one that does not is drawn again."""

    coverage: Range = _number((0.006, 0.85), 0.005, 1.0, "Share of the picture that may be product")
    visible: float = _number(0.9, 0.0, 1.0, "Least visible share of the product's silhouette")
    brightness: Range = _number((0.08, 0.92), 0.0, 1.0, "Mean of the input picture")
    product_brightness: Range = _number((0.04, 0.93), 0.0, 1.0, "Mean of the product's own pixels in the input")
    product_clipped: float = _number(
        0.35, 0.0, 1.0, "Most of the product's own pixels that may be burnt out in the input"
    )
    target_brightness: Range = _number((0.06, 0.96), 0.0, 1.0, "Mean of the product's own pixels in the target")
    target_clipped: float = _number(
        0.1, 0.0, 1.0, "Most of the product's own pixels that may be burnt out in the target"
    )
    attempts: int = _number(8, 1, 100, "Tries a sample gets before it is given up and its reasons are told")


@dataclass(frozen=True)
class DatasetSpec:
    """A dataset: what to draw from, how to render, what to accept."""

    name: str = field(default="packshot", metadata={"help": "Name of the spec, and of the folder where none is chosen"})
    kind: str = field(default="packshot", metadata={"choices": KINDS, "help": "What a sample is"})
    seed: int = _number(0, 0, 2**31 - 1, "Seed of every draw: another one gives other samples")
    count: int = _number(500, 1, 10_000_000, "Number of samples; a dataset can grow later")
    resolution: tuple[int, int] = _number(
        (512, 512), 16, 8192, "Width and height; twice the pixels take twice the time", "px"
    )
    render: RenderSpec = field(default_factory=RenderSpec)
    split: SplitSpec = field(default_factory=SplitSpec)
    product: ProductSpec = field(default_factory=ProductSpec)
    place: PlaceSpec = field(default_factory=PlaceSpec)
    room: RoomSpec = field(default_factory=RoomSpec)
    surroundings: SurroundingsSpec = field(default_factory=SurroundingsSpec)
    light: LightSpec = field(default_factory=LightSpec)
    mood: MoodSpec = field(default_factory=MoodSpec)
    camera: CameraSpec = field(default_factory=CameraSpec)
    studio: StudioSpec = field(default_factory=StudioSpec)
    checks: ChecksSpec = field(default_factory=ChecksSpec)
