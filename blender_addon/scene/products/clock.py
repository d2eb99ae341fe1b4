"""Clocks and wristwatches: case, bezel, printed dial, hands, and clear glass in front of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats
from ..shapes.forms import board, box, loft, outline, smooth, tube, turned_profile
from ..shapes.shape import Shape, join
from ..shapes.wires import hoop, rods

SEGMENTS = 80


def build(parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each slot, see `recipe.families.clock.draw`; the dial looks to -y."""
    p = parameters
    head = {name: [shape] for name, shape in _head(p).items()}
    if p["kind"] == "wristwatch":
        # The head lies on the strap's loop and faces up and to the front.
        return _on_strap(p, head)
    r = p["radius"]
    upright = {name: [shape.turned("x", np.pi / 2) for shape in shapes] for name, shapes in head.items()}
    if p["kind"] == "alarm clock":
        rise = r * (1 + p["legs"] * 0.8)
        _alarm(p, upright)
    elif p["kind"] == "mantel clock":
        wide, tall, foot = (r * 2 * share for share in (p["plinth"][0], p["plinth"][1], p["plinth"][2]))
        rise = foot + 0.52 * (tall - foot) if not p["arch"] else tall - 1.08 * r
        _mantel(p, upright, wide, tall, foot, rise)
    else:
        rise = r * 1.0 + 0.012
        base = board(outline(0.75 * r, 0.55 * r, 3.0, 64), 0.016, 0.003).moved(z=-rise, y=0.25 * p["deep"])
        upright["trim"].append(base)
    return {name: join(shapes).moved(z=rise) for name, shapes in upright.items()}


def _square(p: dict[str, Any]) -> Floats:
    """[SEGMENTS] factors on the radius: round, or toward a square."""
    angle = 2 * np.pi * np.arange(SEGMENTS) / SEGMENTS
    power = p["power"]
    return np.asarray((np.abs(np.cos(angle)) ** power + np.abs(np.sin(angle)) ** power) ** (-1 / power))


def _head(p: dict[str, Any]) -> dict[str, Shape]:
    """Case, bezel, dial, hands and glass around z; the dial faces up, twelve o'clock at +y."""
    r, deep, around = p["radius"], p["deep"], _square(p)
    turn = 0.22 * deep
    bend = np.linspace(-np.pi / 2, 0, 7)
    back = np.stack([0.96 * r - turn + turn * np.cos(bend), turn + turn * np.sin(bend)], -1)
    case = np.concatenate([back, [[0.96 * r, deep * 0.86], [0.94 * r, deep * 0.9]]])
    rim = r * (1 - p["bezel"])
    lift = 0.05 * r
    bezel = np.array(
        [
            [0.9 * r, deep * 0.82],
            [r, deep * 0.84],
            [r, deep],
            [0.985 * r, deep + 0.6 * lift],
            [rim * 1.03, deep + lift],
            [rim, deep + 0.8 * lift],
            [rim, deep - 0.03 * r],
        ]
    )
    plate = turned_profile(
        np.array([[rim * 1.02, deep - 0.05 * r], [rim * 1.01, deep - 0.03 * r]]), SEGMENTS, around, "open", "flat"
    )
    pane = np.array([[rim * 0.99, deep + 0.45 * lift], [rim * 0.99, deep + 0.7 * lift], [rim * 0.9, deep + 0.8 * lift]])
    hands = []
    hour = 2 * np.pi * p["time"][0] / 12
    minute = 2 * np.pi * p["time"][1] / 60
    level = deep - 0.03 * r
    for turn_by, long, wide, up in ((hour, 0.5, 0.034, 0.008), (minute, 0.76, 0.024, 0.018)):
        blade = board(outline(wide * r, 0.56 * long * r, 2.6, 32), 0.008 * r, 0.002 * r).moved(y=0.44 * long * r)
        hands.append(blade.turned("z", -turn_by).moved(z=level + up * r))
    pin = np.array([[0.05, 0.0], [0.05, 0.03], [0.03, 0.036], [0.01, 0.036]]) * r
    hands.append(turned_profile(pin, 20, None, "flat", "flat").moved(z=level))
    return {
        "case": turned_profile(case, SEGMENTS, around, "flat", "flat"),
        "trim": turned_profile(bezel, SEGMENTS, around),
        "dial": plate,
        "hands": join(hands),
        "glass": turned_profile(pane, SEGMENTS, around, "flat", "flat"),
    }


def _alarm(p: dict[str, Any], parts: dict[str, list[Shape]]) -> None:
    """Two bells, a hammer between them, a carrying bow, and two legs."""
    r, y = p["radius"], -0.5 * p["deep"]
    bell = p["bell"] * r
    bend = np.linspace(0, np.pi / 2, 10)
    dome = np.stack([bell * np.cos(bend), bell * 0.62 * np.sin(bend)], -1)
    inside = np.array([[0.2 * bell, 0.42 * bell], [0.9 * bell, 0.02 * bell], [bell, -0.01 * bell]])
    shell = turned_profile(np.concatenate([inside, dome[:-1], [[0.06 * bell, 0.62 * bell]]]), 48, None, "open", "flat")
    for side in (-1, 1):
        way = np.array([np.sin(side * 0.62), 0.0, np.cos(0.62)])
        parts["trim"].append(shell.turned("y", side * 0.62).moved(*(way * 1.13 * r + [0, y, 0])))
        parts["trim"].append(
            rods([way * 0.93 * r + [0, y, 0]], [way * (1.16 * r + 0.62 * bell) + [0, y, 0]], 0.045 * r, 12)
        )
        foot = np.array([side * np.sin(p["splay"]), 0.0, -np.cos(p["splay"])])
        long = (r * (1 + p["legs"] * 0.8)) / np.cos(p["splay"])
        leg = np.linspace(foot * 0.9 * r, foot * (long - 0.03 * r), 5) + [0, y, 0]
        parts["trim"].append(tube(leg, r * np.linspace(0.07, 0.045, 5), 12))
    tip = np.array([np.sin(0.62), np.cos(0.62)]) * (1.13 * r + 0.6 * bell)
    arch = np.linspace(np.pi, 0, 21)
    bow = np.stack([tip[0] * np.cos(arch), np.full(21, y), tip[1] + 0.36 * r * np.sin(arch) ** 0.8], -1)
    parts["trim"].append(tube(bow, 0.03 * r, 10))
    parts["trim"].append(rods([[0, y, 0.95 * r]], [[0, y, 1.3 * r]], 0.022 * r, 8))
    parts["trim"].append(rods([[-0.09 * r, y, 1.3 * r]], [[0.09 * r, y, 1.3 * r]], 0.07 * r, 16))


def _mantel(
    p: dict[str, Any], parts: dict[str, list[Shape]], wide: float, tall: float, foot: float, rise: float
) -> None:
    """A block or an arch of wood around the head, on a foot."""
    r, deep = p["radius"], p["deep"]
    thick = 0.86 * deep
    x = 0.5 * wide
    if p["arch"]:
        angle = np.linspace(0, np.pi, 33)
        cx = 1.08 * r
        side = np.concatenate(
            [
                np.stack([cx * np.cos(angle), cx * np.sin(angle)], -1),
                [
                    [-x, -rise + foot + 0.02 * r],
                    [-x, -rise + 0.5 * foot],
                    [x, -rise + 0.5 * foot],
                    [x, -rise + foot + 0.02 * r],
                ],
            ]
        )
        if x < cx:
            side[:, 0] = np.where(side[:, 1] < 0, np.sign(side[:, 0]) * cx, side[:, 0])
        block = board(side, thick, 0.006).turned("x", np.pi / 2)
        half = max(x, cx)
    else:
        half = max(x, 1.1 * r)
        block = box(2 * half, thick, max(tall - 0.5 * foot, 2.2 * r), 0.006, 4).moved(
            y=-0.5 * thick, z=-rise + 0.5 * foot
        )
    base = box(2 * half + 0.03, thick + 0.035, foot * 0.7, 0.004, 3).moved(y=-0.5 * thick, z=-rise)
    parts["case"] = [block, base]
    # The head's bezel stands a little in front of the block.
    for name in ("trim", "dial", "hands", "glass"):
        parts[name] = [shape.moved(y=-0.06 * deep) for shape in parts[name]]


def _on_strap(p: dict[str, Any], head: dict[str, list[Shape]]) -> dict[str, Shape]:
    """A closed strap that stands on its side's lower turn, the head on top, tilted to the front."""
    strap, top = _strap(p)
    _add_crown(p, head)
    _add_lugs(p, head)
    tilt = 0.75
    slots = {name: join(shapes).moved(z=top).turned("x", tilt) for name, shapes in head.items()}
    slots["strap"] = join(strap).turned("x", tilt)
    low = min(float(shape.vertices[:, 2].min()) for shape in slots.values())
    return {name: shape.moved(z=-low) for name, shape in slots.items()}


def _strap(p: dict[str, Any]) -> tuple[list[Shape], float]:
    """The strap, and how high the head sits on it: leather with two keepers, or pinched links."""
    loop = 0.027 * p["strap_long"]
    turn = np.linspace(0, 2 * np.pi, 73)[:-1]
    # Seen along x: an upright oval; the head sits at angle +z.
    path = np.stack([np.zeros(72), 1.02 * loop * np.sin(turn), 1.18 * loop * np.cos(turn)], -1)
    gap = np.abs((turn + np.pi) % (2 * np.pi) - np.pi)
    wide = 0.5 * 2 * p["radius"] * p["strap"] * 0.86 * np.interp(gap, [0.0, 0.5, np.pi], [1.0, 1.0, p["strap_taper"]])
    thick = 0.0013 + 0.0012 * np.exp(-(((gap - 0.6) / 0.3) ** 2))
    tangent = np.roll(path, -1, 0) - np.roll(path, 1, 0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    out = np.cross([1.0, 0.0, 0.0], tangent)
    section = outline(1.0, 1.0, 5.0, 20)
    rings = (
        path[:, None]
        + wide[:, None, None] * section[None, :, :1] * [1.0, 0, 0]
        + thick[:, None, None] * section[None, :, 1:] * out[:, None]
    )
    rings = np.concatenate([rings, rings[:1]])
    top = 1.18 * loop - 0.0006
    if p["links"]:
        pinch = 1 - 0.35 * (np.arange(73) % 2)
        centre = rings.mean(1, keepdims=True)
        rings = centre + (rings - centre) * np.where(np.arange(3) > 0, pinch[:, None, None], 1.0)
        return [loft(rings[:, ::-1])], top
    keepers = []
    for at in (27, 31):
        around = (wide[at] + 0.0008) * section[:, :1] * [1.0, 0, 0] + 0.0034 * section[:, 1:] * out[at]
        keepers.append(hoop(path[at] + around, 0.0009, 8))
    return [loft(rings[:, ::-1]), *keepers], top


def _add_crown(p: dict[str, Any], head: dict[str, list[Shape]]) -> None:
    """The knob at the side, and two pushers beside it on some."""
    r, deep = p["radius"], p["deep"]
    crown = np.array([[0.8, 0.0], [1.0, 0.1], [1.0, 0.9], [0.8, 1.0], [0.1, 1.0]]) * [p["crown"] * r, 0.2 * r]
    ridges = np.ones((5, 40))
    ridges[1:3] = 1 + 0.05 * np.cos(np.pi * np.arange(40))
    knob = turned_profile(crown, 40, ridges, "flat", "flat").turned("y", np.pi / 2)
    head["trim"].append(knob.moved(x=0.93 * r, z=0.5 * deep))
    for y in (-0.5, 0.5) if p["pushers"] else ():
        head["trim"].append(rods([[0.7 * r, y * r, 0.5 * deep]], [[1.0 * r, 1.25 * y * r, 0.5 * deep]], 0.07 * r, 14))


def _add_lugs(p: dict[str, Any], head: dict[str, list[Shape]]) -> None:
    """The four horns that hold the strap."""
    r, deep = p["radius"], p["deep"]
    for side in (-1, 1):
        for end in (-1, 1):
            points = [(end * 0.7 * r, 0.6 * deep), (end * 1.08 * r, 0.5 * deep), (end * 1.28 * r, 0.12 * deep)]
            lug = smooth(np.array([[side * 0.62 * r, y, z] for y, z in points]), 5)
            head["case"].append(tube(lug, 0.085 * r, 10))
