"""Soft toys: merged bodies, ears, a snout, button eyes; some with fur, a bow, a scarf or a jersey."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.blob import Field, ellipsoid, limb, meshed, union
from ..shapes.forms import turned_profile
from ..shapes.fur import Pile, fur
from ..shapes.shape import Shape, join
from ..shapes.wires import circle, hoop

HAIRS = 13_000
"""Hairs of the coat; paler parts have a share of this number."""


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.plush.draw`; it looks to −y."""
    p = parameters
    joints = _joints(p)
    coat = _skin(_body(p, joints), p)
    pale = _skin(_pale(p, joints), p)
    slots = {"coat": coat, "pale": pale, "eye": _eyes(p, joints)}
    if p["pile"] != "smooth":
        comb = (0.0, 0.25, -1.0)
        pile = Pile(p["pile_m"], 0.007 * p["height"], p["lean"], p["mess"], comb)
        slots["coat"] = join([coat, fur(coat, HAIRS, pile, p["seed"])])
        short = Pile(0.5 * p["pile_m"], 0.005 * p["height"], p["lean"], 0.5 * p["mess"], comb)
        slots["pale"] = join([pale, fur(pale, HAIRS // 4, short, p["seed"] + 1)])
    if p["wear"] != "none":
        slots["cloth"] = _cloth(p, joints)
    return slots


def _joints(p: dict[str, Any]) -> dict[str, Floats]:
    """The centres of the parts; the body's foot is about z = 0."""
    h, head, belly = p["height"], p["head"] * p["height"], p["belly"] * p["height"]
    if p["pose"] == "crawling":
        torso = np.array([0.0, 0.15 * h, 0.75 * belly + 0.6 * p["leg"] * 0.4 * h])
        skull = torso + [0.0, -(0.85 * belly + 0.75 * head), 0.35 * belly + 0.3 * head]
    else:
        lift = 0.55 * p["leg"] * h if p["pose"] == "standing" else 0.0
        torso = np.array([0.0, 0.0, lift + 0.95 * belly])
        skull = torso + [0.0, -0.1 * head, p["neck"] * (0.95 * belly + 0.75 * head)]
    return {"torso": torso, "head": skull}


def _turned(p: dict[str, Any], offset: list[float]) -> Floats:
    """An offset from the head's centre, rotated with the head."""
    roll, turn = p["tilt"]
    x, y, z = offset
    x, z = x * np.cos(roll) - z * np.sin(roll), x * np.sin(roll) + z * np.cos(roll)
    return np.array([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn), z])


def _body(p: dict[str, Any], joints: dict[str, Floats]) -> Field:
    h, head, belly, thick = p["height"], p["head"] * p["height"], p["belly"] * p["height"], p["limb"] * p["height"]
    torso, skull = joints["torso"], joints["head"]
    long = 1.25 if p["pose"] == "crawling" else 1.0
    parts = [
        ellipsoid(torso, (0.92 * belly, 0.86 * belly * long, belly / long**0.5)),
        ellipsoid(skull, (head, 0.95 * head, 0.92 * head)),
        limb(torso, skull, 0.5 * belly, 0.5 * head),
    ]
    for side, swing, kick in ((-1, p["arms"][0], p["legs"][0]), (1, p["arms"][1], p["legs"][1])):
        if p["pose"] == "crawling":
            for y in (-0.55, 0.7):
                hip = torso + [side * 0.6 * belly, y * belly, -0.3 * belly]
                foot = np.array([side * (0.75 * belly + 0.2 * kick * thick), hip[1] - 0.5 * thick, 0.9 * thick])
                parts.append(limb(hip, foot, thick, 1.05 * thick))
        else:
            shoulder = torso + [side * 0.62 * belly, -0.05 * belly, 0.55 * belly]
            reach = np.array([side * (0.5 + 0.4 * swing), -0.75, -0.75 + 0.9 * swing])
            hand = shoulder + p["arm"] * h * reach / np.linalg.norm(reach)
            hand[2] = max(hand[2], 1.05 * thick)
            parts.append(limb(shoulder, hand, 0.9 * thick, 1.05 * thick))
            hip = torso + [side * 0.5 * belly, 0.0, -0.55 * belly]
            ahead = np.array([side * kick, -1.0 if p["pose"] == "sitting" else -0.1, -0.05])
            ahead = ahead / np.linalg.norm(ahead) * (p["leg"] * h if p["pose"] == "sitting" else 0.12 * h)
            foot = hip + ahead
            foot[2] = 1.1 * thick
            parts.append(limb(hip, foot, 1.05 * thick, 1.15 * thick))
            parts.append(ellipsoid(foot + [0.0, -0.4 * thick, 0.2 * thick], (1.1 * thick, 1.3 * thick, 1.25 * thick)))
    parts += _ears(p, skull, head)
    if p["kind"] == "elephant":
        tip = skull + _turned(p, [0.0, -1.75 * head, -0.9 * head])
        middle = skull + _turned(p, [0.0, -1.25 * head, -0.35 * head])
        parts += [
            limb(skull + _turned(p, [0.0, -0.6 * head, -0.1 * head]), middle, 0.42 * head, 0.3 * head),
            limb(middle, tip, 0.3 * head, 0.2 * head),
        ]
    if p["tail"] > 0.05:
        end = torso + [0.0, belly * (0.95 + p["tail"]), -0.35 * belly]
        parts.append(limb(torso, end, 0.4 * thick, (0.5 + p["tail"]) * thick))
    return union(parts, 0.035 * h)


def _ears(p: dict[str, Any], skull: Floats, head: float) -> list[Field]:
    ears: list[Field] = []
    size, splay = p["ear"] * head, p["ear_splay"]
    for side in (-1, 1):
        base = skull + _turned(p, [side * 0.62 * head, 0.1 * head, 0.62 * head])
        if p["kind"] in ("rabbit", "dog"):
            up = 1.0 if p["kind"] == "rabbit" else -0.7
            base = base if up > 0 else skull + _turned(p, [side * 0.85 * head, 0.0, 0.45 * head])
            knee = base + _turned(p, [side * 0.5 * splay * size, 0.0, 0.6 * up * size])
            tip = knee + _turned(p, [side * (0.4 * splay + 0.3) * size, -p["ear_bend"] * size, 0.55 * up * size])
            ears += [limb(base, knee, 0.2 * head, 0.26 * head), limb(knee, tip, 0.26 * head, 0.13 * head)]
        elif p["kind"] == "elephant":
            middle = skull + _turned(p, [side * (0.9 * head + 0.4 * size), 0.15 * head, 0.1 * head])
            ears.append(ellipsoid(middle, (0.75 * size, 0.22 * head, 0.85 * size)))
        else:
            middle = skull + _turned(p, [side * (0.72 * head + 0.15 * size), 0.05 * head, 0.72 * head + 0.1 * size])
            ears.append(ellipsoid(middle, (0.85 * size, 0.3 * size, 0.85 * size)))
    return ears


def _pale(p: dict[str, Any], joints: dict[str, Floats]) -> Field:
    """Snout, and a patch on the belly."""
    head, belly = p["head"] * p["height"], p["belly"] * p["height"]
    torso, skull = joints["torso"], joints["head"]
    under = [0.0, -0.14 * belly, -0.05 * belly] if p["pose"] != "crawling" else [0.0, -0.1 * belly, -0.16 * belly]
    parts = [ellipsoid(torso + under, (0.7 * belly, 0.78 * belly, 0.82 * belly))]
    if p["snout"] > 0.0:
        at = skull + _turned(p, [0.0, -0.8 * head, -0.22 * head])
        parts.append(ellipsoid(at, (0.95 * p["snout"] * head, 0.9 * p["snout"] * head, 0.75 * p["snout"] * head)))
    return union(parts, 0.01 * p["height"])


def _skin(field: Field, p: dict[str, Any]) -> Shape:
    reach = 1.05 * p["height"]
    return meshed(field, (-reach, -1.25 * reach, -0.15 * reach), (reach, 1.1 * reach, 1.5 * reach), 42)


def _eyes(p: dict[str, Any], joints: dict[str, Floats]) -> Shape:
    """Two buttons, and a nose where there is a snout."""
    h, head = p["height"], p["head"] * p["height"]
    radius = p["eye"] * h
    turn = np.linspace(-np.pi / 2, np.pi / 2, 12)
    ball = turned_profile(radius * np.stack([np.cos(turn), np.sin(turn)], -1), 20)
    parts = []
    for side in (-1, 1):
        lift = 0.22 if p["snout"] > 0 else 0.1
        way = np.array([side * 0.42, -0.86, lift])
        at = joints["head"] + _turned(p, list(head * 0.99 * way / np.linalg.norm(way)))
        parts.append(ball.moved(*(at + _turned(p, [0.0, -0.6 * p["pile_m"], 0.0]))))
    if p["snout"] > 0.0 and p["kind"] != "elephant":
        at = joints["head"] + _turned(p, [0.0, -0.8 * head - 0.86 * p["snout"] * head, -0.1 * head])
        parts.append(ball.scaled(1.5, 1.0, 1.1).moved(*(at + _turned(p, [0.0, -0.4 * p["pile_m"], 0.0]))))
    return join(parts)


def _cloth(p: dict[str, Any], joints: dict[str, Floats]) -> Shape:
    """A bow or scarf at the neck, or a jersey."""
    h, head, belly = p["height"], p["head"] * p["height"], p["belly"] * p["height"]
    torso, skull = joints["torso"], joints["head"]
    out = 0.35 * p["pile_m"]
    if p["wear"] == "jersey":
        long = 1.25 if p["pose"] == "crawling" else 1.0
        radii = (0.95 * belly + out, 0.89 * belly * long + out, 0.8 * belly / long**0.5 + out)
        return _skin(union([ellipsoid(torso + [0.0, 0.0, 0.12 * belly], radii)], 0.01 * h), p)
    neck = torso + 0.58 * (skull - torso)
    radius = 0.62 * min(head, belly) + 0.8 * out
    parts = [hoop(circle(radius, 40), 0.045 * h, 10).moved(*neck)]
    front = neck + [0.0, -radius - 0.03 * h, -0.01 * h]
    if p["wear"] == "bow":
        loops = [limb(front, front + [side * 0.16 * h, -0.02 * h, 0.03 * h], 0.02 * h, 0.055 * h) for side in (-1, 1)]
        parts.append(_skin(union(loops, 0.006 * h), p))
    else:
        end = front + [0.07 * h, -0.02 * h, -0.3 * h]
        parts.append(_skin(union([limb(front, end, 0.035 * h, 0.05 * h)], 0.004 * h), p))
    return join(parts)
