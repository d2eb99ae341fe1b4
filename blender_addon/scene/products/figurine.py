"""Stones, carved and cast figures: one merged body, cut by planes, pierced, or with engraved bands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.blob import Field, ellipsoid, limb, meshed, ring, union
from ..shapes.creases import creases
from ..shapes.forms import board, outline
from ..shapes.shape import Shape

CELLS = 62


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.figurine.draw`; it looks to −y."""
    p = parameters
    body = _weathered(meshed(_FIELDS[p["kind"]](p), [-1.6 * p["height"]] * 3, [1.6 * p["height"]] * 3, CELLS), p)
    body = body.moved(z=-float(body.vertices[:, 2].min()))
    if not (p["base"] and p["kind"] in ("animal", "bust", "pierced form")):
        return {"body": body}
    half = 0.56 * np.ptp(body.vertices[:, :2], axis=0)
    middle = (body.vertices[:, :2].min(0) + body.vertices[:, :2].max(0)) / 2
    thick = 0.09 * p["height"]
    plate = board(outline(float(half[0]), float(half[1]), 8.0), thick, 0.2 * thick)
    return {"body": body.moved(z=0.94 * thick), "base": plate.moved(x=float(middle[0]), y=float(middle[1]))}


def _weathered(shape: Shape, p: dict[str, Any]) -> Shape:
    """Displace along the normals: wear, or engraved bands."""
    starts = shape.corners.reshape(-1, 4)
    a, b, c, d = (shape.vertices[starts[:, k]] for k in range(4))
    face = np.cross(c - a, d - b)
    normals = np.zeros_like(shape.vertices)
    for k in range(4):
        np.add.at(normals, starts[:, k], face)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    amount = p["rough"] * p["height"] * creases(shape.vertices, p["seed"], p["rough_m"])
    if p["bands"] and p["kind"] in ("animal", "bust", "pierced form"):
        height = (shape.vertices[:, 2] - shape.vertices[:, 2].min()) / max(float(np.ptp(shape.vertices[:, 2])), 1e-9)
        groove = np.abs((height * p["bands"] + 0.5) % 1.0 - 0.5) < 0.08
        amount = amount - np.where(groove, p["band"] * p["height"], 0.0)
    return replace(shape, vertices=shape.vertices + amount[:, None] * normals)


def _stone(p: dict[str, Any]) -> Field:
    """Lumps, cut by a few planes like broken stone."""
    h = p["height"]
    size = 0.5 * h * np.array(p["size"])
    lumps = [
        ellipsoid(size * np.array(at), size * radius * 1.2) for at, radius in zip(p["lumps"], p["radii"], strict=True)
    ]
    whole = union([ellipsoid((0, 0, 0), 0.85 * size), *lumps], p["blend"] * h)
    if p["kind"] == "pebble":
        return whole
    cuts = np.array(p["cuts"])
    ways = cuts[:, :3] / np.maximum(np.linalg.norm(cuts[:, :3], axis=1, keepdims=True), 1e-9)
    offsets = cuts[:, 3] * (np.abs(ways) @ size)

    def field(points: Floats) -> Floats:
        return np.asarray(np.maximum(whole(points), (points @ ways.T - offsets).max(-1)))

    return field


def _animal(p: dict[str, Any]) -> Field:
    """Four legs, a head, ears; a trunk on some."""
    h = p["height"]
    x, y = 0.24 * h * p["size"][0], 0.42 * h * p["size"][1] + 0.1 * h
    body = 0.25 * h * (0.7 + 0.5 * p["size"][2])
    top = p["legs"] * h + body
    head = np.array([0.0, -y - 0.5 * p["head"] * h, top + 0.5 * body])
    parts = [ellipsoid((0, 0, top), (x + 0.05 * h, y, body)), ellipsoid(head, [p["head"] * h] * 3)]
    parts.append(limb((0, -0.6 * y, top), head, 0.6 * body, 0.7 * p["head"] * h))
    for side in (-1, 1):
        for along in (-0.6, 0.62):
            parts.append(
                limb((side * 0.7 * x, along * y, top), (side * 0.75 * x, along * y, 0.07 * h), 0.11 * h, 0.09 * h)
            )
        ear = head + np.array([side * p["head"], 0.1 * p["head"], p["head"] * 0.9]) * h
        parts.append(ellipsoid(ear, np.array([0.5, 0.25, 0.9]) * p["ears"] * h * 0.6))
    nose = head + np.array([0.0, -1.0, -0.9 if p["trunk"] else -0.2]) * (1.6 if p["trunk"] else 1.0) * p["head"] * h
    parts.append(limb(head, nose, 0.5 * p["head"] * h, (0.25 if p["trunk"] else 0.4) * p["head"] * h))
    parts.append(limb((0, 0.9 * y, top), (0, y + 0.1 * h, top - 0.15 * h), 0.05 * h, 0.03 * h))
    return union(parts, 0.4 * p["blend"] * h)


def _bust(p: dict[str, Any]) -> Field:
    h, head = p["height"], (0.7 + p["head"]) * 0.27 * p["height"]
    at = np.array([0.0, -0.03 * h, 0.72 * h])
    parts = [
        ellipsoid(at, (0.78 * head, 0.92 * head, 1.1 * head)),
        limb(at, (0, 0.02 * h, 0.25 * h), 0.5 * head, 0.55 * head),
        ellipsoid((0, 0.03 * h, 0.2 * h), (0.36 * h * p["size"][0] + 0.08 * h, 0.15 * h, 0.15 * h)),
        ellipsoid(at + [0, -0.92 * head, -0.1 * head], (0.16 * head, 0.24 * head, 0.3 * head)),
        ellipsoid(at + [0, 0.25 * head, 0.45 * head], (0.85 * head, 0.85 * head, 0.8 * head)),
        limb((0, 0.02 * h, 0.2 * h), (0, 0.02 * h, 0.03 * h), 0.14 * h, 0.2 * h),
    ]
    return union(parts, 0.15 * p["blend"] * h + 0.006 * h)


def _pierced(p: dict[str, Any]) -> Field:
    """A tall soft form with one to three holes through it."""
    h = p["height"]
    parts = [
        ellipsoid(
            (0.2 * h * x, 0.08 * h * y, h * (0.25 + 0.55 * k / len(p["lumps"]))), [0.5 * r * h] * 2 + [0.55 * r * h]
        )
        for k, ((x, y, _), r) in enumerate(zip(p["lumps"], p["radii"], strict=True))
    ]
    holes = [
        limb((0.15 * h * x, -h, h * (0.25 + 0.28 * k)), (0.15 * h * x, h, h * (0.27 + 0.28 * k)), r * h, r * h)
        for k, (x, r) in enumerate([(p["lumps"][k][0], 0.75 * p["hole"] * p["radii"][k]) for k in range(p["holes"])])
    ]
    return union(parts, p["blend"] * h, holes)


def _rings(p: dict[str, Any]) -> Field:
    """Interlocked rings, each rotated."""
    h = p["height"]
    found = [
        ring(
            (0.25 * h * (k - 1), 0.0, 0.3 * h),
            (0.3 * cut[0], 1.0 if k % 2 else 0.2, 0.2 + abs(cut[2])),
            0.3 * h,
            0.06 * h,
        )
        for k, cut in enumerate(p["cuts"][: p["holes"] + 1])
    ]
    return union(found, 0.12 * p["blend"] * h)


def _kettlebell(p: dict[str, Any]) -> Field:
    h = p["height"]
    ball = 0.36 * h * (0.8 + 0.3 * p["size"][0])
    handle = ring((0, 0, ball * 0.9 + 0.3 * h), (0, 1, 0), 0.24 * h, 0.05 * h)
    body = union([ellipsoid((0, 0, ball * 0.9), [ball] * 3), handle], 0.03 * h)

    def field(points: Floats) -> Floats:
        return np.asarray(np.maximum(body(points), 0.06 * h - points[..., 2]))

    return field


_FIELDS = {
    "stone": _stone,
    "pebble": _stone,
    "animal": _animal,
    "bust": _bust,
    "pierced form": _pierced,
    "rings": _rings,
    "kettlebell": _kettlebell,
}
