"""The free space: boxes that must not overlap, and lines of sight that nothing may cross."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import bpy
import numpy as np

from ...arrays import Floats
from ...narrowing import of_type
from ..camera import Camera
from ..room import Room
from ..windows import WindowPlace

RAYS = 13
"""Lines of sight across and down the product."""
_MARGIN = 0.05
"""Width of the free border around the product, as a share of its size in the image, for blurred edges."""
BETWEEN_M = 0.008
"""Smallest distance between two objects."""
_SLICE_M = 0.4
_BEFORE_A_WINDOW_M = 0.4
_AT_THE_LENS_M = 0.12
"""Smallest distance to the camera."""


@dataclass(frozen=True)
class Box:
    """A box along the world's axes, metres."""

    low: Floats
    high: Floats

    @classmethod
    def around(cls, points: Floats) -> Box:
        """The box of points [N, 3]."""
        return cls(points.min(0), points.max(0))

    def meets(self, other: Box, gap: float = BETWEEN_M) -> bool:
        """Whether two boxes come nearer than `gap` on every axis."""
        return bool(((self.low - gap < other.high) & (other.low - gap < self.high)).all())

    def within(self, outer: Box, slack: float = 1e-3) -> bool:
        """Whether the box lies in another."""
        return bool(((self.low > outer.low - slack) & (self.high < outer.high + slack)).all())


FIXED = ("backdrop", "room_radiator", "room_slope", "room_curtain")
"""Prefixes of the names of a place's objects that must stay free."""


@dataclass
class Stage:
    """The state of a place: what is visible, taken and free."""

    camera: Camera
    product: Floats
    """[N, 3] the product's vertices."""
    azimuth_rad: float
    """The camera's, as drawn."""
    aspect: float
    """The image's height over its width."""
    room: Box = field(default_factory=lambda: Box(np.full(3, -1e6), np.full(3, 1e6)))
    """Inner corners; its floor is the room's. Without walls until they are known."""
    taken: list[Box] = field(default_factory=list)

    def __post_init__(self) -> None:
        matrix = np.array(self.camera.matrix_world)
        self.turn, self.eye = matrix[:3, :3], matrix[:3, 3]
        data = of_type(bpy.types.Camera, self.camera.object.data)
        wide = data.sensor_width / data.lens
        # The sensor spans the longer side of the image.
        self.half_width = wide / 2 * min(1.0, 1.0 / self.aspect)
        self.half_height = self.half_width * self.aspect
        self.bounds = Box.around(self.product)
        self.longest = float((self.bounds.high - self.bounds.low).max())
        self.middle = (self.bounds.low + self.bounds.high) / 2
        self.right = np.array([math.cos(self.azimuth_rad), math.sin(self.azimuth_rad), 0.0])
        self.ahead = np.array([-math.sin(self.azimuth_rad), math.cos(self.azimuth_rad), 0.0])
        local = (self.product - self.eye) @ self.turn
        seen = local[:, :2] / -local[:, 2:]
        self.seen_low, self.seen_high = seen.min(0), seen.max(0)
        reach = _MARGIN * (self.seen_high - self.seen_low)
        self._furthest = float(-local[:, 2].min())
        """Of the product, along the camera's axis."""
        self._rays = self._sight(self.seen_low - reach, self.seen_high + reach, self._furthest)
        self._near = _AT_THE_LENS_M + 0.1 * self.camera.distance_m

    def _sight(self, low: Floats, high: Floats, depth: float) -> Floats:
        """[RAYS², 3] from the eye to the plane through the product's furthest point."""
        x, y = np.meshgrid(*(np.linspace(low[axis], high[axis], RAYS) for axis in (0, 1)))
        rays = np.stack([x, y, -np.ones_like(x)], -1).reshape(-1, 3) * depth
        return np.asarray(rays @ self.turn.T)

    def hides(self, box: Box) -> bool:
        """Whether a line of sight to the product, or to what is right beside it, passes through the box."""
        # As wide as the gaps between two lines, so that nothing thin slips through.
        gap = 0.5 * self.longest / (RAYS - 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            first, last = ((edge - self.eye) / self._rays for edge in (box.low - gap, box.high + gap))
        enter, leave = np.nanmax(np.minimum(first, last), 1), np.nanmin(np.maximum(first, last), 1)
        crossed = (enter <= leave) & (leave > 0.0) & (enter < 1.0)
        if not crossed.any():
            return False
        # A box that is wholly behind the product, along the camera's axis, hides nothing of it.
        corners = np.stack([np.where(np.array(pick) > 0, box.high, box.low) for pick in np.ndindex(2, 2, 2)])
        return bool((-((corners - self.eye) @ self.turn)[:, 2]).min() < self._furthest)

    def free(self, box: Box, flat: bool = False) -> bool:
        """Whether a box fits there; a flat one may lie under others."""
        if not box.within(self.room) or self._at_the_lens(box) or self.hides(box):
            return False
        if box.meets(self.bounds):
            return False
        return flat or not any(box.meets(other) for other in self.taken)

    def enter(self, place: Room) -> None:
        """Take the place's bounds, keep its windows and doors free, and stay clear of its masonry, its radiators and
        what stands behind the product outdoors.
        """
        self.room = Box(np.array(place.low), np.array(place.high))
        self.take(_before_windows((*place.windows, *place.doors)))
        self.take(Box(np.array(least), np.array(most)) for least, most in place.blocks)
        for thing in place.objects:
            if thing.name.startswith(FIXED):
                self.take(_slices(thing))

    def take(self, boxes: Iterable[Box]) -> None:
        """Mark these places as taken."""
        self.taken.extend(boxes)

    def _at_the_lens(self, box: Box) -> bool:
        nearest = np.clip(self.eye, box.low, box.high)
        return float(np.linalg.norm(nearest - self.eye)) < self._near

    def gaze(self, across: float) -> tuple[Floats, Floats]:
        """A horizontal line of the view at `across` the image: its start beside the product, and its end at a wall."""
        forward, right = -self.turn[:, 2], self.turn[:, 0]
        way = forward + right * across * self.half_width
        way = np.array([way[0], way[1], 0.0])
        if np.linalg.norm(way) < 1e-6:
            way = self.ahead.copy()
        way /= np.linalg.norm(way)
        start = self.eye + way * max(float((self.middle - self.eye) @ way), 0.0)
        with np.errstate(divide="ignore"):
            walls = np.where(way > 0, self.room.high - self.eye, self.room.low - self.eye) / way
        length = float(np.abs(walls[:2]).min())
        end = self.eye + way * length
        return start, end


def _before_windows(windows: Iterable[WindowPlace]) -> list[Box]:
    """The places in front of windows, which tall objects must not darken."""
    boxes = []
    for window in windows:
        left, right, bottom, top = window.opening()
        along = np.array([0.0, 1.0, 0.0]) if abs(window.normal[0]) > 0.5 else np.array([1.0, 0.0, 0.0])
        foot = np.array([*window.centre[:2], 0.0]) * (1 - along)
        ends = [
            foot + along * at + np.array([0, 0, z]) + np.array(window.normal) * out
            for at, z, out in ((left, bottom, 0.0), (right, top, _BEFORE_A_WINDOW_M))
        ]
        boxes.append(Box.around(np.array(ends)))
    return boxes


def _slices(thing: bpy.types.Object) -> list[Box]:
    """Boxes along the world's axes that cover a long, thin object which may stand askew."""
    low, high = (np.array(thing.bound_box).min(0), np.array(thing.bound_box).max(0))
    turn = np.array(thing.matrix_world)
    ends = np.linspace(low[0], high[0], max(int((high[0] - low[0]) / _SLICE_M), 1) + 1)
    boxes = []
    for left, right in pairwise(ends):
        corners = np.array([[x, y, z] for x in (left, right) for y in (low[1], high[1]) for z in (low[2], high[2])])
        boxes.append(Box.around(corners @ turn[:3, :3].T + turn[:3, 3]))
    return boxes
