"""A place as drawn, whichever kind it is, around a product and a camera that stand already."""

from __future__ import annotations

from mathutils import Vector as Direction

from ...library.asset import Library
from ...recipe.model import OutdoorPlan, RoomPlan, Vector
from ..current import triple
from ..masonry import clear_way
from ..room import Room, build_room
from .outdoor import build_outdoor
from .sweep import build_sweep


def build_place(
    plan: RoomPlan | OutdoorPlan,
    low: Vector,
    high: Vector,
    camera: Vector,
    library: Library,
    floor: float = 0.0,
    more: tuple[Vector, ...] = (),
    lamps: tuple[Vector, ...] = (),
) -> Room:
    """Build the place and link it to the scene.

    Args:
        plan: As drawn.
        low: Corner of the product's bounds with the least coordinates, metres.
        high: The corner with the greatest; the product's foot is at the origin.
        camera: Where the camera is.
        library: Where the surfaces' image textures come from.
        floor: Height of the floor or ground, metres.
        more: Further points that a room must hold.
        lamps: Where lamps will be, see `build_room`.

    Raises:
        RoomError: The points fit in no room; see `build_room`.
        MaterialError: A surface that cannot be built.
    """
    if isinstance(plan, OutdoorPlan):
        return build_outdoor(plan, low, high, camera, library, floor)
    keep = [low, high, camera, *more]
    if plan.sweep is None:
        return build_room(plan, keep, library, floor, clear_way(low, high, camera), lamps)
    paper = build_sweep(plan.sweep, low, high, camera, library, floor)
    corners = [triple(paper.matrix_world @ Direction(corner)) for corner in paper.bound_box]
    return build_room(plan, [*keep, *corners], library, floor)
