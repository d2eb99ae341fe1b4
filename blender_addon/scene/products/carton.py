"""Cartons: boxes, milk cartons with a gable, open boxes with flaps, paper bags and books."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import box, smooth, tube, turned_profile
from ..shapes.shape import Shape, join

_PAPER_M = 0.0012
_GABLE_FACES = [
    (3, 2, 1, 0),
    (0, 1, 5, 4),
    (1, 2, 6, 5),
    (2, 3, 7, 6),
    (3, 0, 4, 7),
    (4, 5, 9, 8),
    (6, 7, 11, 10),
    (8, 9, 13, 12),
    (10, 11, 15, 14),
    (12, 13, 14, 15),
    (9, 10, 14, 13),
    (11, 8, 12, 15),
    (5, 6, 17),
    (5, 17, 9),
    (6, 10, 17),
    (7, 4, 16),
    (7, 16, 11),
    (4, 8, 16),
    (9, 17, 10),
    (11, 16, 8),
]
_GABLE_COLUMNS = [5, 3, 0, 2, 1, 3, 2, 3, 2, 4, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1]
"""The faces of a gable-top carton: corners, and the column of the six-face atlas."""


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.carton.draw`."""
    width, depth, height = parameters["size"]
    kind = parameters["kind"]
    if kind == "milk carton":
        return _milk(width, depth, height, parameters["gable"], parameters["spout"])
    if kind == "open box":
        return _open_box(width, depth, height, parameters["flaps"])
    if kind == "paper bag":
        return _bag(width, depth, height)
    if kind == "book":
        return _book(width, depth, height, parameters["flat"])
    slots = {"body": box(width, depth, height, parameters["edge"], 2)}
    if parameters.get("tape"):
        slots["tape"] = _tape(depth, height, min(parameters["tape"], 0.4 * width))
    return slots


def _tape(depth: float, height: float, wide: float) -> Shape:
    """A strip of tape over the seam of the lid and down the front and the back."""
    t, down = 0.0003, 0.22 * height
    over = box(wide, depth + 2 * t, t, 0.3 * t, 1).moved(z=height)
    side = box(wide, t, down, 0.3 * t, 1).moved(z=height - down)
    return join([over, side.moved(y=-(depth + t) / 2), side.moved(y=(depth + t) / 2)])


def _polyhedron(points: list[tuple[float, float, float]], faces: list[tuple[int, ...]], columns: list[int]) -> Shape:
    """Flat faces over points; each face takes the column of the six-face atlas that it is given.

    In its column a face's image spans the bounds of the whole form, so prints continue across faces.
    """
    cloud = np.array(points)
    low, span = cloud.min(0), np.maximum(np.ptp(cloud, axis=0), 1e-9)
    share = (cloud - low) / span
    vertices: list[Floats] = []
    corners: list[int] = []
    sizes, uv = [], []
    for face, column in zip(faces, columns, strict=True):
        corners.extend(range(len(vertices), len(vertices) + len(face)))
        sizes.append(len(face))
        for index in face:
            vertices.append(cloud[index])
            across = share[index, 1 if column < 2 else 0]
            u = 1 - across if column in (1, 2, 5) else across
            uv.append([(column + u) / 6, share[index, 1 if column > 3 else 2]])
    array = np.array(vertices)
    return Shape(array, np.array(corners), np.array(sizes), np.array(uv), array)


def _milk(width: float, depth: float, height: float, gable: float, spout: bool) -> dict[str, Shape]:
    """A gable-top carton, its ridge along x with a sealed fin on top."""
    x, y = width / 2, depth / 2
    fin = 0.06 * height
    roof = gable * depth + 0.02 * height
    wall = height - fin - roof
    ridge = wall + roof
    t = _PAPER_M
    points = [
        (-x, -y, 0),
        (x, -y, 0),
        (x, y, 0),
        (-x, y, 0),
        (-x, -y, wall),
        (x, -y, wall),
        (x, y, wall),
        (-x, y, wall),
        (-x, -t, ridge),
        (x, -t, ridge),
        (x, t, ridge),
        (-x, t, ridge),
        (-x, -t, height),
        (x, -t, height),
        (x, t, height),
        (-x, t, height),
        (-x * 0.45, 0, ridge - 0.25 * roof),
        (x * 0.45, 0, ridge - 0.25 * roof),
    ]
    slots = {"body": _polyhedron(points, _GABLE_FACES, _GABLE_COLUMNS)}
    if spout:
        radius = min(0.16 * width, 0.35 * roof)
        cap = np.array([[1.15, -0.2], [1.15, 0.12], [1.0, 0.14], [1.0, 0.75], [0.92, 0.85], [0.1, 0.85]]) * radius
        tilt = float(np.arctan2(roof, y))
        slots["cap"] = (
            turned_profile(cap, 40, None, "flat", "flat").turned("x", tilt).moved(y=-0.5 * y, z=wall + 0.5 * roof)
        )
    return slots


def _open_box(width: float, depth: float, height: float, flaps: list[float]) -> dict[str, Shape]:
    """Four walls and a floor, with a flap hinged on each upper edge at its own angle from closed (0) to
    hanging (pi).
    """
    t = _PAPER_M * 2
    walls, insides = [], []
    for at, (across, away, flap) in enumerate(((width, depth, 0.5 * depth), (depth, width, 0.5 * depth)) * 2):
        wall = box(across, t, height, t / 3, 1).moved(y=-away / 2)
        leaf = box(across - 2 * t, t, flap, t / 3, 1).turned("x", -np.pi / 2 + flaps[at]).moved(y=-away / 2, z=height)
        lining = box(across - 2 * t, t / 2, height - t, t / 8, 1).moved(y=-away / 2 + t, z=t / 2)
        walls += [wall.turned("z", at * np.pi / 2), leaf.turned("z", at * np.pi / 2)]
        insides.append(lining.turned("z", at * np.pi / 2))
    insides.append(box(width - t, depth - t, t, t / 3, 1))
    return {"body": join(walls), "inside": join(insides)}


def _bag(width: float, depth: float, height: float) -> dict[str, Shape]:
    """A paper bag with folded sides, a little narrower at the top, and two cord handles."""
    x, y = width / 2, depth / 2
    top = 0.82 * y
    fold = 0.82 * x
    points = [
        (-x, -y, 0),
        (x, -y, 0),
        (x, y, 0),
        (-x, y, 0),
        (-x, -top, height),
        (x, -top, height),
        (x, top, height),
        (-x, top, height),
        (fold, 0, height),
        (-fold, 0, height),
        (x, 0, 0.25 * height),
        (-x, 0, 0.25 * height),
    ]
    faces = [
        (0, 1, 5, 4),
        (2, 3, 7, 6),
        (3, 2, 1, 0),
        (1, 10, 8, 5),
        (10, 2, 6, 8),
        (1, 2, 10),
        (3, 11, 9, 7),
        (11, 0, 4, 9),
        (3, 0, 11),
    ]
    inward = [tuple(reversed(face)) for face in faces]
    inner = _polyhedron(points, inward, [3, 2, 5, 0, 0, 0, 1, 1, 1]).scaled(0.996, 0.99, 0.999).moved(z=_PAPER_M / 2)
    cords = []
    for side in (-1.0, 1.0):
        reach = np.linspace(-1, 1, 15)
        lift = height - 0.03 * height + 0.2 * height * np.sqrt(np.clip(1 - np.abs(reach) ** 2.5, 0, 1))
        lean = side * (top - 0.004) - side * 0.25 * top * (lift - lift[0]) / (0.2 * height)
        cords.append(tube(smooth(np.stack([0.4 * x * reach, lean, lift], -1), 3), 0.0018 + 0.006 * width, 8))
    return {
        "body": join([_polyhedron(points, faces, [3, 2, 5, 0, 0, 0, 1, 1, 1])]),
        "inside": join([inner, *cords]),
    }


def _book(width: float, depth: float, height: float, flat: bool) -> dict[str, Shape]:
    """A hardback, standing or lying: two boards, a spine, and the pages between."""
    t = min(0.0028, depth * 0.2)
    front = box(width, t, height, t * 0.35, 2).moved(y=-depth / 2 + t / 2)
    back = box(width, t, height, t * 0.35, 2).moved(y=depth / 2 - t / 2)
    spine = box(t, depth, height, t * 0.45, 2).moved(x=-width / 2 - t / 3)
    pages = box(width * 0.96, depth - 2 * t, height * 0.965, 0.0005, 1).moved(x=-width * 0.012, z=height * 0.0175)
    slots = {"body": join([front, back, spine]), "pages": pages}
    return {name: _laid(shape, depth) for name, shape in slots.items()} if flat else slots


def _laid(shape: Shape, depth: float) -> Shape:
    """Rotated from standing to lying on its back."""
    return shape.turned("x", -np.pi / 2).moved(z=depth / 2)
