"""An object near the camera that covers part of the image, built in the camera's own frame."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...arrays import Floats
from ...recipe.model import OccluderPlan
from ..current import link
from ..finishes.build import finish_material
from ..mesh import mesh_object
from ..shapes.forms import box, sheet, smooth, tube
from ..shapes.shape import Shape, join
from .stage import Box, Stage

Parameters = dict[str, Any]
_OUTSIDE = 0.12
"""How far it continues beyond the image's edge, as a share of the image's width."""


def add_occluder(plan: OccluderPlan, stage: Stage) -> str:
    """Build it and return its object's name; "" if no side of the image has room for it."""
    for turn in (0.0, math.pi / 2, -math.pi / 2, math.pi):
        side = plan.side_rad + turn
        outward = np.array([math.cos(side), math.sin(side)])
        tip, length = _reach(plan, stage, outward)
        depth = plan.depth * stage.camera.distance_m
        width = 2.0 * stage.half_width * depth
        slots = BUILDERS[plan.piece.kind](plan.piece.parameters, plan.size, length / (2.0 * stage.half_width))
        frame = np.zeros((3, 3))  # columns: outward, across, toward the camera
        frame[:2, 0], frame[:2, 1], frame[2, 2] = outward, [-outward[1], outward[0]], 1.0
        middle = np.array([tip[0] * depth, tip[1] * depth, -depth])
        world = {name: _to_world(shape, frame * width, middle, stage) for name, shape in slots.items()}
        found = Box.around(np.concatenate([shape.vertices for shape in world.values()]))
        above = found.low[2] > 0.002 and found.within(stage.room) and not found.meets(stage.bounds)
        if above and not any(found.meets(other) for other in stage.taken):
            materials = {slot: finish_material(plan.piece.materials[slot]) for slot in world}
            thing = mesh_object(f"in_front_{plan.piece.kind}", world, materials)
            link([thing])
            return str(thing.name)
    return ""


def _to_world(shape: Shape, frame: Floats, middle: Floats, stage: Stage) -> Shape:
    points = (shape.vertices @ frame.T + middle) @ stage.turn.T + stage.eye
    # The grain keeps real lengths, so that the finish has the right scale.
    scale = float(np.linalg.norm(frame[:, 2]))
    return Shape(points, shape.corners, shape.sizes, shape.uv, shape.grain * scale)


def _reach(plan: OccluderPlan, stage: Stage, outward: Floats) -> tuple[Floats, float]:
    """Where its tip is visible, as x and y at depth 1, and how far it continues to leave the image."""
    middle, half = (stage.seen_low + stage.seen_high) / 2, (stage.seen_high - stage.seen_low) / 2
    beside = np.array([-outward[1], outward[0]])
    along, across = float(np.abs(outward) @ half), float(np.abs(beside) @ half)
    tip = middle + outward * (along - plan.cut * 2 * along) + beside * plan.slide * across
    limit = np.array([stage.half_width, stage.half_height])
    with np.errstate(divide="ignore"):
        edge = (np.sign(outward) * limit - tip) / np.where(np.abs(outward) < 1e-9, 1e-9, outward)
    return tip, float(max(edge.min(), 0.0)) + _OUTSIDE * 2 * stage.half_width


def _hand(p: Parameters, size: float, length: float) -> dict[str, Shape]:
    """Fingers side by side, the back of a hand and a sleeve. Out of focus, they look like a hand."""
    rng = np.random.Generator(np.random.PCG64(p["seed"]))
    count = p["fingers"]
    thick = size / (2.1 * count)
    parts = []
    palm = 2.0 * size
    for at in range(count):
        y = (at - (count - 1) / 2) * thick * 2.05
        back = rng.uniform(0.0, 0.5) * size if at not in (count // 2,) else 0.0
        lift = p["curl"] * size * rng.uniform(0.7, 1.3)
        path = np.array([[back, y, -lift], [back + 0.5 * size, y, 0.1 * lift], [palm, y * 0.95, 0.0]])
        line = smooth(path, 5)
        parts.append(tube(line, thick * np.linspace(0.78, 1.08, len(line)), 12))
    end = max(length, palm + 0.5 * size)
    wrist = smooth(np.array([[palm - 0.3 * size, 0, 0], [palm + 0.4 * size, 0, 0], [palm + size, 0, 0]]), 6)
    parts.append(tube(wrist, 0.55 * size * np.linspace(0.95, 0.62, len(wrist)), 20, 0.5))
    arm = np.linspace([palm + 0.8 * size, 0, 0], [max(end, palm + 1.2 * size), 0, 0], 5)
    return {"skin": join(parts), "sleeve": tube(arm, 0.55 * size, 20)}


def _leaves(p: Parameters, size: float, length: float) -> dict[str, Shape]:
    """Leaves on a stem that comes in from outside."""
    rng = np.random.Generator(np.random.PCG64(p["seed"]))
    stem = smooth(np.array([[0.3 * size, 0, 0], [0.5 * length, 0.2 * size, 0.02], [length, 0.0, 0.0]]), 6)
    parts = [tube(stem, 0.012 * size + 0.002, 6)]
    u, v = np.meshgrid(np.linspace(0, 1, 13), np.linspace(-1, 1, 5), indexing="ij")
    for at in range(p["leaves"]):
        half = p["slim"] * size * 0.5 * np.sin(np.pi * u**0.8) ** 0.8
        leaf = np.stack([u * size, v * half, 0.15 * size * u**2 - 0.1 * size * np.abs(v)], -1)
        turn = np.pi + rng.uniform(-1.1, 1.1) if at else np.pi
        start = stem[min(int(at / max(p["leaves"], 1) * 0.7 * len(stem)), len(stem) - 1)]
        rolled = sheet(leaf).turned("x", rng.uniform(-0.6, 0.6)).turned("z", turn)
        foot = start if at else [0.9 * size, 0.0, 0.0]
        parts.append(rolled.moved(*(float(value) for value in foot)))
    return {"leaf": join(parts)}


def _edge(p: Parameters, size: float, length: float) -> dict[str, Shape]:
    """The corner of a box or a board, out of focus."""
    block = box(length, size * 1.6, size * 0.3, p["rounded"] * size * 0.3, 3)
    return {"body": block.turned("z", 0.0).moved(x=length / 2, y=0.0, z=-0.15 * size)}


def _cord(p: Parameters, size: float, length: float) -> dict[str, Shape]:
    """A cord that enters the image, bends and leaves it."""
    rng = np.random.Generator(np.random.PCG64(p["seed"]))
    spread = rng.uniform(0.15, 0.4)
    y = np.array([-1.6, -0.8, 0.0, 0.8, 1.6]) * spread
    x = np.array([length, p["sag"] * length, 0.0, p["sag"] * length * rng.uniform(0.8, 1.2), length])
    return {"cord": tube(smooth(np.stack([x, y, np.zeros(5)], -1), 8), 0.22 * size, 8)}


BUILDERS = {"hand": _hand, "leaves": _leaves, "edge": _edge, "cord": _cord}
