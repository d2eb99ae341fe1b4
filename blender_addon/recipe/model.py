"""What one sample is made of, in numbers: the Recipe and its parts.

Plain data: every field is JSON after `to_json`, and `from_json` gives the same Recipe back. Lengths are metres,
angles radians, colours linear Rec. 709 in [0, 1], the world is Z up with the product's foot at the origin.
A recipe is drawn with no Blender at hand; what only Blender can know (the camera's matrix, which follows from the
product's real bounds, and the metered exposure) is added to recipe.json by the worker as `Resolved` numbers.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

from .material_plan import MaterialPlan as MaterialPlan
from .material_plan import Vector as Vector
from .place_model import OutdoorPlan as OutdoorPlan
from .place_model import RoomPlan as RoomPlan
from .place_model import WindowPlan as WindowPlan
from .pose import PosePlan as PosePlan
from .product_plan import ProductPlan as ProductPlan
from .surroundings_model import SurroundingsPlan

Split = Literal["train", "val", "test"]


@dataclass(frozen=True)
class LampPlan:
    """One emitter inside the room. `group` is its light group."""

    group: str
    shape: Literal["disk", "square", "tube", "sphere", "spot"]
    position: Vector
    """x and y as shares of the half room in [-1, 1], z as a share of the room's height in [0, 1]."""
    size_m: float
    watt: float
    kelvin: float
    tint: float = 0.0
    """Green that a black body of that temperature has not, as a share: cheap fluorescent tubes have it."""


@dataclass(frozen=True)
class SunPlan:
    """The sun, light group "sun". Through a window it shines at `spot`; without one it stands where it was drawn."""

    azimuth_rad: float
    elevation_rad: float
    strength: float
    """Irradiance of a surface that faces it, W/m²; the sky's radiance is of the order of 1."""
    kelvin: float
    angle_rad: float
    """How wide it is: 0.0093 in clear air, more through haze."""
    window: float
    """Which window it comes through, as a share of their number in [0, 1)."""
    spot: Vector
    """Where its light falls: x and y in metres from the product's foot, z as a share of the product's height."""


@dataclass(frozen=True)
class FlashPlan:
    """A flash beside the lens, light group "flash"; its power follows from the distance, as a camera sets it."""

    level: float
    """Radiance of a white surface at the product's distance that faces it."""
    beside_m: tuple[float, float]
    """Right and up of the lens."""
    size_m: float
    kelvin: float


@dataclass(frozen=True)
class LightPlan:
    """The room's light: an HDRI or a drawn sky, the sun, lamps inside, a flash on the camera."""

    hdri: str | None
    sky_top: Vector
    sky_horizon: Vector
    """Used where hdri is None."""
    turn_rad: float
    strength: float
    lamps: tuple[LampPlan, ...]
    mood: str = "day"
    sky_tint: Vector = (1.0, 1.0, 1.0)
    """Colour that the HDRI or sky is multiplied with."""
    sun: SunPlan | None = None
    flash: FlashPlan | None = None


@dataclass(frozen=True)
class CameraPlan:
    """The camera as drawn; its distance follows from the product's bounds and `fill`."""

    azimuth_rad: float
    elevation_rad: float
    roll_rad: float
    lens_mm: float
    sensor_width_mm: float
    fill: float
    """Longer side of the product's projected bounding box over the picture's side, in (0, 1)."""
    offset: tuple[float, float]
    """Where the product's box is centred, as a share of the free margin in [-1, 1]."""
    f_number: float | None
    """On the sensor of `sensor_width_mm`; None: everything sharp."""
    body: Literal["phone", "camera"] = "camera"
    eye_m: float | None = None
    """Height over the floor; where it can be reached within `elevations_rad` it takes the elevation's place."""
    elevations_rad: tuple[float, float] = (0.0, 1.2)


@dataclass(frozen=True)
class StudioPlan:
    """The studio: soft boxes around the product and a dome, each a light group with a drawn gain.

    Directions are azimuth and elevation relative to the camera's azimuth.
    """

    key_azimuth_rad: float
    key_elevation_rad: float
    key_size: float
    """Side of the key soft box over the product's longest side."""
    fill_azimuth_rad: float
    rim_azimuth_rad: float
    shadow: float
    """Strength of the contact shadow in [0, 1]."""
    flags: float = 0.0
    """Share of the dome's light that black cards behind the product take away at the horizon, in [0, 1]."""
    styles: tuple[str, ...] = ("soft",)
    """Packshot styles that are written; "soft" is target.png."""


@dataclass(frozen=True)
class DevelopPlan:
    """How light becomes a picture, as a camera would: metered exposure and white balance, each with its drawn error."""

    error_ev: float
    white_balance: Vector
    """Drawn error of the white balance, gain of red, green and blue."""
    adaptation: float
    """How far the light's own colour is balanced away, 0 not at all, 1 to grey."""
    curve: Literal["srgb", "film"]
    product_weight: float = 3.0
    """How much more the product counts than the room when the light is metered: people expose for what they sell."""


@dataclass(frozen=True)
class Recipe:
    """One sample in numbers: same recipe, same assets, same Blender, same sample."""

    id: int
    seed: int
    attempt: int
    split: Split
    kind: str
    product: ProductPlan
    room: RoomPlan | OutdoorPlan
    """The place, indoors or outdoors; its `kind` says which."""
    light: LightPlan
    camera: CameraPlan
    studio: StudioPlan
    room_develop: DevelopPlan
    studio_develop: DevelopPlan
    room_gains: dict[str, float]
    studio_gains: dict[str, float]
    assets: dict[str, tuple[str, ...]]
    """By kind ("product", "furniture", "hdri", "texture"): every asset that can be seen in or lights the sample."""
    surroundings: SurroundingsPlan = field(default_factory=SurroundingsPlan)

    def to_json(self) -> dict[str, Any]:
        """The recipe as JSON-ready dicts, lists, numbers and strings."""
        return dataclasses.asdict(self)
