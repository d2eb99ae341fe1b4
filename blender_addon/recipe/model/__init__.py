"""The Recipe of one sample in numbers, and its parts.

Plain data, every field JSON after `Recipe.to_json`. Lengths are metres, angles radians, colours linear Rec. 709 in
[0, 1]. The world is Z up, and the product's foot is its origin. A recipe is drawn without Blender. What only Blender
can compute is added to recipe.json when the sample is finished: the camera's matrix, which follows from the product's
real bounds, and the metered exposure.
"""

from .camera import CameraPlan, Curve, DevelopPlan
from .light import FlashPlan, LampPlan, LightPlan, SunPlan
from .material import MaterialPlan, Vector
from .place import (
    WALLS,
    BackdropPlan,
    BladesPlan,
    BlockPlan,
    CornerPlan,
    DadoPlan,
    DoorPlan,
    DressingKind,
    DressingPlan,
    FittingKind,
    FittingPlan,
    OutdoorPlan,
    RoomPlan,
    SlopePlan,
    SweepPlan,
    Wall,
    WindowPlan,
)
from .pose import PosePlan
from .product import ProductPlan, SetPiece
from .recipe import Recipe
from .studio import StudioPlan
from .surroundings import FurniturePlan, OccluderPlan, PiecePlan, SupportPlan, SurroundingsPlan, ThingPlan

__all__ = [
    "WALLS",
    "BackdropPlan",
    "BladesPlan",
    "BlockPlan",
    "CameraPlan",
    "CornerPlan",
    "Curve",
    "DadoPlan",
    "DevelopPlan",
    "DoorPlan",
    "DressingKind",
    "DressingPlan",
    "FittingKind",
    "FittingPlan",
    "FlashPlan",
    "FurniturePlan",
    "LampPlan",
    "LightPlan",
    "MaterialPlan",
    "OccluderPlan",
    "OutdoorPlan",
    "PiecePlan",
    "PosePlan",
    "ProductPlan",
    "Recipe",
    "RoomPlan",
    "SetPiece",
    "SlopePlan",
    "StudioPlan",
    "SunPlan",
    "SupportPlan",
    "SurroundingsPlan",
    "SweepPlan",
    "ThingPlan",
    "Vector",
    "Wall",
    "WindowPlan",
]
