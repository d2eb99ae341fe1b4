"""Builds a PiecePlan as shapes and as an object; every kind of furniture by its name."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix

from ...arrays import Floats
from ...recipe.model import PiecePlan
from ..current import link
from ..finishes.build import finish_material
from ..mesh import mesh_object
from ..products import chair, plant, table
from ..shapes.shape import Shape
from . import cabinet, loose, soft

BUILDERS: dict[str, Callable[[dict[str, Any]], dict[str, Shape]]] = {
    "cupboard": cabinet.build_cupboard,
    "bookcase": cabinet.build_bookcase,
    "shelf": cabinet.build_shelf,
    "sofa": soft.build_sofa,
    "rug": soft.build_rug,
    "boxes": loose.build_boxes,
    "plinth": loose.build_plinth,
    "frame": loose.build_frame,
    "cable": loose.build_cable,
    "chair": chair.build,
    "table": table.build,
    "plant": plant.build,
}


def build_shapes(piece: PiecePlan, **changed: float) -> dict[str, Shape]:
    """The piece's shapes by slot, its foot at z = 0, its front to −y; `changed` overrides drawn parameters.

    Raises:
        ValueError: No such kind.
    """
    if piece.kind not in BUILDERS:
        raise ValueError(f"no furniture of kind {piece.kind!r}; there are {', '.join(BUILDERS)}")
    return BUILDERS[piece.kind]({**piece.parameters, **changed})


def points_of(slots: Mapping[str, Shape]) -> Floats:
    """[N, 3] every vertex."""
    return np.concatenate([shape.vertices for shape in slots.values()])


def placed(points: Floats, turn_rad: float, place: Floats) -> Floats:
    """Points turned about z and moved."""
    cosine, sine = math.cos(turn_rad), math.sin(turn_rad)
    turn = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    return np.asarray(points @ turn.T + place)


def add_piece(piece: PiecePlan, slots: Mapping[str, Shape], turn_rad: float, place: Floats) -> bpy.types.Object:
    """The piece as an object in the room, turned about z and moved to its place."""
    materials = {slot: finish_material(piece.materials[slot]) for slot in slots}
    thing = mesh_object(f"around_{piece.kind}", slots, materials)
    thing.matrix_world = Matrix.Translation(tuple(place)) @ Matrix.Rotation(turn_rad, 4, "Z")
    link([thing])
    return thing
