"""Masonry that changes a room's plan: corners filled in, breasts with alcoves beside them, columns, sloped ceilings."""

from __future__ import annotations

from collections.abc import Sequence

from ..recipe.model import BlockPlan, SlopePlan, Vector
from .quads import Quads
from .windows import WallSpace, WindowPlace

Box = tuple[Vector, Vector]
_CLEAR_M = 0.2
"""Least distance of masonry from the product, the camera, what lies between them, and lamps."""
BESIDE_M = 0.12
"""Least distance along a wall from a window or a door."""
_LEAST_RUN_M = 0.5
"""Of a slope; a shorter one is none."""
STEPS = 24
"""Of the way from product to camera that is kept clear."""


def clear_way(low: Vector, high: Vector, camera: Vector) -> list[tuple[float, float, float, float]]:
    """Rectangles (x0, x1, y0, y1) on the floor that together cover product, camera and all between them."""
    found = []
    for step in range(STEPS + 1):
        share = step / STEPS
        ends = [[edge + (camera[axis] - edge) * share for edge in (low[axis], high[axis])] for axis in (0, 1)]
        found.append((ends[0][0] - _CLEAR_M, ends[0][1] + _CLEAR_M, ends[1][0] - _CLEAR_M, ends[1][1] + _CLEAR_M))
    return found


def place_blocks(
    plans: Sequence[BlockPlan],
    low: Vector,
    high: Vector,
    openings: Sequence[WindowPlace],
    clear: Sequence[tuple[float, float, float, float]],
) -> tuple[tuple[Box, ...], tuple[BlockPlan, ...]]:
    """The blocks as boxes from floor to ceiling, each where it was drawn or at the next corner or wall that has room
    for it, and those without a place.
    """
    placed: list[Box] = []
    left_out = []
    for plan in plans:
        for x0, x1, y0, y1 in _choices(plan, low, high):
            taken = [(a[0], b[0], a[1], b[1]) for a, b in placed]
            free = not any(_meet((x0, x1, y0, y1), other) for other in (*clear, *taken))
            if free and not any(_covers((x0, x1, y0, y1), opening, low, high) for opening in openings):
                placed.append(((x0, y0, low[2]), (x1, y1, high[2])))
                break
        else:
            left_out.append(plan)
    return tuple(placed), tuple(left_out)


def _choices(plan: BlockPlan, low: Vector, high: Vector) -> list[tuple[float, float, float, float]]:
    """Rectangles in the order in which they are tried; none takes more than two fifths of a wall, but a breast."""
    size = [min(plan.size_m[axis], 0.4 * (high[axis] - low[axis])) for axis in (0, 1)]
    found = []
    sx, sy = plan.corner
    if plan.kind == "corner":
        for x, y in ((sx, sy), (sx, -sy), (-sx, sy), (-sx, -sy)):
            along_x = (low[0], low[0] + size[0]) if x < 0 else (high[0] - size[0], high[0])
            along_y = (low[1], low[1] + size[1]) if y < 0 else (high[1] - size[1], high[1])
            found.append((*along_x, *along_y))
    elif plan.kind == "breast":
        long, deep = plan.size_m
        for axis, sign in ((0, sx), (1, sy), (0, -sx), (1, -sy)):
            other = 1 - axis
            middle = (low[other] + high[other]) / 2.0 + plan.at * (high[other] - low[other] - long) / 2.0
            across = (low[axis], low[axis] + deep) if sign < 0 else (high[axis] - deep, high[axis])
            along = (middle - long / 2.0, middle + long / 2.0)
            found.append((*across, *along) if axis == 0 else (*along, *across))
    else:
        for flip in (1.0, -1.0):
            middle_x = (low[0] + high[0]) / 2.0 + flip * plan.at * (high[0] - low[0] - size[0]) / 2.0
            middle_y = (low[1] + high[1]) / 2.0 + flip * plan.out * (high[1] - low[1] - size[1]) / 2.0
            half = min(size) / 2.0
            found.append((middle_x - half, middle_x + half, middle_y - half, middle_y + half))
    return found


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _covers(block: tuple[float, float, float, float], opening: WindowPlace, low: Vector, high: Vector) -> bool:
    """Whether the block stands before the opening or beside it too near, within half a metre of its wall."""
    space = WallSpace.of(opening.wall, low, high)
    left, right, _, _ = opening.opening()
    near, far = (block[0], block[1]) if space.axis == 0 else (block[2], block[3])
    begin, end = (block[2], block[3]) if space.axis == 0 else (block[0], block[1])
    touches = far > space.at - 0.5 if space.side > 0 else near < space.at + 0.5
    return touches and begin < right + BESIDE_M and left - BESIDE_M < end


def slope_run(
    plan: SlopePlan, low: Vector, high: Vector, openings: Sequence[WindowPlace], inside: Sequence[Vector]
) -> float:
    """How far from its wall the slope may start: the plan's run, less where a point or an opening needs the height;
    0 where there is no place for it.
    """
    space = WallSpace.of(plan.wall, low, high)
    fall = high[2] - low[2] - plan.knee_m
    if fall < 0.3 or any(opening.wall == plan.wall for opening in openings):
        return 0.0
    run = min(plan.run_m, 0.6 * (high[space.axis] - low[space.axis]))
    for opening in openings:
        # An opening in a wall beside the slope keeps all of its width.
        left, right = opening.opening()[:2]
        if opening.wall[1] != plan.wall[1]:
            run = min(run, space.side * (space.at - (right if space.side > 0 else left)) - BESIDE_M)
    for point in inside:
        # At `away` from the wall the slope is knee + fall · away / run high: no lower than the point.
        away, up = space.side * (space.at - point[space.axis]), point[2] - low[2] - plan.knee_m + _CLEAR_M
        if up > 0.0:
            run = min(run, away * fall / up)
    return run if run >= _LEAST_RUN_M else 0.0


def slope(plan: SlopePlan, run: float, low: Vector, high: Vector, thickness: float) -> Quads:
    """The sloped part of the ceiling, from wall to wall and a little into both."""
    space, quads = WallSpace.of(plan.wall, low, high), Quads(low[2])
    fall = high[2] - low[2] - plan.knee_m
    start = space.point(low[space.along] - thickness, low[2] + plan.knee_m, 0.0)
    across = space.step(high[space.along] - low[space.along] + 2.0 * thickness, 0.0)
    quads.rectangle(start, across, space.step(0.0, fall, -run), space.step(0.0, -run, -fall))
    return quads


def blocks(boxes: Sequence[Box], low: Vector, dado: float | None) -> Quads:
    """The blocks, v upright on every side as on walls; up to `dado` over the floor they wear slot 1."""
    quads = Quads(low[2])
    for least, most in boxes:
        x, y = (most[0] - least[0], 0.0, 0.0), (0.0, most[1] - least[1], 0.0)
        at = low[2] if dado is None else low[2] + dado
        quads.slab((least[0], least[1], at), (x, y, (0.0, 0.0, most[2] - at)))
        if dado is not None:
            quads.slab(least, (x, y, (0.0, 0.0, dado)), slot=1)
    return quads
