"""The support of the product. The product does not move: the support's top is z = 0, and the floor moves down."""

from __future__ import annotations

from dataclasses import dataclass, replace

import bpy
import numpy as np

from ...arrays import Floats
from ...recipe.model import SupportPlan
from ..shapes.shape import Shape
from .cabinet import build_shelf
from .pieces import add_piece, build_shapes, placed, points_of
from .stage import Box, Stage

_MARGIN_M = 0.02
"""Smallest free border of the top around the product."""
_MOST_GROWTH = 2.0
"""How much larger than drawn a top may become. A product that needs more stands on the floor."""
_ROUND = 1.45
"""How much wider than the product a round top must be: a little more than the diagonal of a square."""
SIZES = {"table": ("length", "depth")}
"""The names of a top's width and depth, if they are not the usual ones."""


@dataclass(frozen=True)
class Standing:
    """A support that fits the product."""

    plan: SupportPlan
    slots: dict[str, Shape]
    turn_rad: float
    place: Floats
    """Where the middle under its top is, as deep as it was drawn high, metres in the world."""
    half: Floats
    """[2] half width and half depth of the top on which things may stand, in its own frame."""

    @property
    def floor(self) -> float:
        """Height of the room's floor: where its lowest point is."""
        return float(self.points()[:, 2].min())

    def points(self) -> Floats:
        """[N, 3] its vertices in the world."""
        return placed(points_of(self.slots), self.turn_rad, self.place)

    def corners(self) -> tuple[tuple[float, float, float], ...]:
        """The two corners of its box in the world, metres."""
        box = Box.around(self.points())
        return tuple((float(x), float(y), float(z)) for x, y, z in (box.low, box.high))

    def holds(self, box: Box) -> bool:
        """Whether the box's foot lies on the top."""
        corners = np.array([[x, y, 0.0] for x in (box.low[0], box.high[0]) for y in (box.low[1], box.high[1])])
        away = placed(corners - self.place * [1, 1, 0], -self.turn_rad, np.zeros(3))[:, :2]
        return bool((np.abs(away) <= self.half).all())


def fit_support(plan: SupportPlan, stage: Stage) -> Standing | str:
    """The support under the product, with its top enlarged if needed, or the reason why there is none."""
    turn = stage.azimuth_rad + plan.turn_rad
    foot = placed(stage.product, -turn, np.zeros(3))[:, :2]
    least = 2.0 * (np.abs(foot).max(0) + _MARGIN_M) * (_ROUND if plan.round_top else 1.0)
    drawn = np.array(plan.top_m)
    if plan.round_top and abs(drawn[0] - drawn[1]) < 1e-6:
        least = np.full(2, least.max())
    if (least > _MOST_GROWTH * drawn).any():
        wide, deep = (f"{size:.2f}" for size in least)
        return f"the product, which needs {wide} × {deep} m, is too large for its support, a {plan.piece.kind}"
    top = np.maximum(drawn, least)
    names = SIZES.get(plan.piece.kind, ("width", "depth"))
    changed = {name: float(size) for name, size in zip(names, top, strict=True)}
    free = (top - least) / 2.0
    stands = np.array([plan.place[0] * free[0], -plan.place[1] * free[1], 0.0])
    place = placed(-stands[None], turn, np.array([0.0, 0.0, -plan.height_m]))[0]
    if plan.piece.kind == "shelf":
        changed |= _clear_shelf(plan, stage, changed, turn, place)
    slots = build_shapes(plan.piece, **changed)
    half = top / 2.0 / (_ROUND if plan.round_top else 1.0) - _MARGIN_M / 2
    return Standing(plan, slots, turn, place, half)


def _clear_shelf(
    plan: SupportPlan, stage: Stage, changed: dict[str, float], turn: float, place: Floats
) -> dict[str, float]:
    """The upper parts of a shelf that can stay without hiding the product, and their heights."""
    tall = float(stage.bounds.high[2])
    kept: dict[str, float] = {"rise": max(plan.piece.parameters["rise"], tall + 0.04)}
    base = {**plan.piece.parameters, **changed, **kept, "above": False, "sides": False, "back": False}
    for part in ("back", "sides", "above"):
        if not plan.piece.parameters[part]:
            continue
        shape = build_shelf({**base, part: True})["body"]
        # A part includes the boards under it, of which the camera sees only the tops.
        local = shape.vertices[shape.vertices[:, 2] > plan.height_m + 1e-6]
        boxes = [Box.around(placed(group, turn, place)) for group in _apart(local, part) if len(group)]
        kept[part] = not any(stage.hides(box) or box.meets(stage.bounds, 0.0) for box in boxes)
    if kept.get("above") and not (kept.get("sides") or kept.get("back")):
        kept["above"] = False  # it would float
    return kept


def _apart(points: Floats, part: str) -> list[Floats]:
    """Left and right side separately, because one box around both would contain the product."""
    return [points[points[:, 0] < 0], points[points[:, 0] > 0]] if part == "sides" else [points]


def build_support(standing: Standing, stage: Stage) -> bpy.types.Object:
    """Add the support to the room and mark its place as taken."""
    box = Box.around(standing.points())
    if standing.plan.piece.kind != "rug":
        # Below its top: objects on it are checked against its edge and the product, not against the support itself.
        stage.take([replace(box, high=np.array([*box.high[:2], -0.03]))])
    return add_piece(standing.plan.piece, standing.slots, standing.turn_rad, standing.place)
