"""Places windows in the walls of a room that may have grown: plain numbers, without Blender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..recipe.model import DressingPlan, Vector, Wall, WindowPlan

CORNER_M = 0.1
"""Least wall left beside a window and above it."""
BETWEEN_M = 0.15
"""Least wall left between two windows."""
LEAST_M = 0.3
"""A window narrower or lower than this is none."""


@dataclass(frozen=True)
class WindowPlace:
    """A window as built. `centre` lies in the inner face of its wall, `normal` points into the room."""

    wall: Wall
    centre: Vector
    normal: Vector
    width: float
    height: float
    panes: tuple[int, int]
    dressing: DressingPlan | None = None

    def opening(self) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of the hole in its wall, along the wall and up, in world metres."""
        middle = self.centre[1] if self.wall[1] == "x" else self.centre[0]
        half, rise = self.width / 2.0, self.height / 2.0
        return middle - half, middle + half, self.centre[2] - rise, self.centre[2] + rise


@dataclass(frozen=True)
class WallSpace:
    """A wall's own coordinates: a along it, up, and out of the room from its inner face, all in metres."""

    axis: int
    """The world axis that the wall is perpendicular to."""
    along: int
    """The world axis that it runs along."""
    side: float
    """1 on the positive side of the room, -1 on the negative."""
    at: float
    """Where its inner face lies on `axis`."""

    @classmethod
    def of(cls, wall: Wall, low: Vector, high: Vector) -> WallSpace:
        """The space of one wall of the room between the inner corners `low` and `high`."""
        axis = 0 if wall[1] == "x" else 1
        positive = wall[0] == "+"
        return cls(axis, 1 - axis, 1.0 if positive else -1.0, high[axis] if positive else low[axis])

    def point(self, a: float, up: float, out: float = 0.0) -> Vector:
        """A place in the world."""
        return self._world(self.at + self.side * out, a, up)

    def step(self, a: float, up: float, out: float = 0.0) -> Vector:
        """A direction in the world."""
        return self._world(self.side * out, a, up)

    def _world(self, across: float, a: float, up: float) -> Vector:
        return (across, a, up) if self.axis == 0 else (a, across, up)


def place_windows(
    plans: Sequence[WindowPlan], low: Vector, high: Vector, taken: Sequence[WindowPlace] = ()
) -> tuple[tuple[WindowPlace, ...], tuple[WindowPlan, ...]]:
    """The windows that fit in a room from `low` to `high` (inner corners, metres), and those that do not.

    In the plan's order: one too large is shrunk to its wall, one outside is moved inside, and one that would
    overlap an earlier one, or one of `taken`, moves along the wall to the nearest free place. Where there is none it
    is left out.
    """
    placed: list[WindowPlace] = []
    left_out: list[WindowPlan] = []
    for plan in plans:
        window = _fit(plan, [*taken, *placed], low, high)
        if window is None:
            left_out.append(plan)
        else:
            placed.append(window)
    return tuple(placed), tuple(left_out)


def _fit(plan: WindowPlan, placed: Sequence[WindowPlace], low: Vector, high: Vector) -> WindowPlace | None:
    space = WallSpace.of(plan.wall, low, high)
    along = space.along
    room = high[2] - low[2]
    height = min(plan.height_m, room - 2.0 * CORNER_M)
    sill = max(min(plan.sill_m, room - CORNER_M - height), 0.0)
    width = min(plan.width_m, high[along] - low[along] - 2.0 * CORNER_M)
    if width < LEAST_M or height < LEAST_M:
        return None
    first = low[along] + CORNER_M + width / 2.0
    last = high[along] - CORNER_M - width / 2.0
    wanted = min(max((low[along] + high[along]) / 2.0 + plan.centre_m, first), last)
    taken = [(w.centre[along], (w.width + width) / 2.0 + BETWEEN_M) for w in placed if w.wall == plan.wall]
    # A free place nearest to the wanted one is the wanted one itself or just beside a taken one.
    beside = [centre + sign * reach for centre, reach in taken for sign in (-1.0, 1.0)]
    free = [
        at
        for at in (wanted, *beside)
        if first - 1e-9 <= at <= last + 1e-9 and all(abs(at - centre) >= reach - 1e-9 for centre, reach in taken)
    ]
    if not free:
        return None
    at = min(free, key=lambda place: (abs(place - wanted), place))
    return WindowPlace(
        wall=plan.wall,
        centre=space.point(at, low[2] + sill + height / 2.0),
        normal=space.step(0.0, 0.0, -1.0),
        width=width,
        height=height,
        panes=plan.panes,
        dressing=plan.dressing,
    )
