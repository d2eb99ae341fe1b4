"""One sample in numbers."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from ...spec import Split
from .camera import CameraPlan, DevelopPlan
from .light import LightPlan
from .place import CornerPlan, OutdoorPlan, RoomPlan
from .product import ProductPlan
from .studio import StudioPlan
from .surroundings import SurroundingsPlan


@dataclass(frozen=True)
class Recipe:
    """One sample in numbers: the same recipe, assets and Blender give the same sample."""

    id: int
    seed: int
    attempt: int
    split: Split
    kind: str
    product: ProductPlan
    room: RoomPlan | OutdoorPlan | CornerPlan
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
    scene: dict[str, float] | None = None
    """The few numbers that describe this sample completely, for kinds that have such; else None."""

    def to_json(self) -> dict[str, Any]:
        """The recipe as JSON-ready dicts, lists, numbers and strings."""
        written = dataclasses.asdict(self)
        if self.scene is None:
            del written["scene"]
        return written
