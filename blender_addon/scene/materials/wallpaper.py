"""Wallpaper: a ground, and an ink that repeats."""

from __future__ import annotations

from collections.abc import Callable
from math import pi
from typing import Any

from ..node_tree import Socket
from .courses import laid
from .look import SurfaceLook, blend
from .nodes import Shading


def wallpaper(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Paper on a wall: printed, sometimes embossed, with a weave that is visible only from near."""
    place = shading.placed(drawn["shift_m"])
    ink = _PATTERNS[drawn["pattern"]](shading, place, drawn["repeat_m"], drawn["share"])
    colour = shading.mix(shading.math("MULTIPLY", ink, drawn["ink_strength"]), drawn["colour"], drawn["ink"])
    u, v = shading.split(place)
    weave = shading.noise(shading.join(u, shading.math("MULTIPLY", v, 4.0)), 0.004)
    return SurfaceLook(
        colour=shading.dimmed(colour, shading.around(weave, drawn["weave"])),
        mean=blend(drawn["colour"], drawn["ink"], drawn["share"] * drawn["ink_strength"]),
        roughness=drawn["roughness"],
        # Only embossed papers need the nodes of relief.
        relief=ink if drawn["emboss"] else None,
        relief_m=0.0006 * drawn["emboss"],
    )


def _stripes(shading: Shading, place: Socket, repeat: float, share: float) -> Socket:
    u, _ = shading.split(place)
    side = shading.math("PINGPONG", shading.math("DIVIDE", u, repeat), 0.5)
    return shading.step(side, share / 2.0 + 0.004, share / 2.0 - 0.004)


def _dots(shading: Shading, place: Socket, repeat: float, share: float) -> Socket:
    grid = laid(shading, place, (repeat, repeat / 2.0), bond=0.5)
    x = shading.math("SUBTRACT", grid.along, 0.5)
    y = shading.math("MULTIPLY", shading.math("SUBTRACT", grid.across, 0.5), 0.5)
    radius = shading.vector("LENGTH", shading.join(x, y), (0.0, 0.0, 0.0))
    return shading.step(radius, 0.36 * share + 0.01, 0.36 * share - 0.01)


def _trellis(shading: Shading, place: Socket, repeat: float, share: float) -> Socket:
    u, v = shading.split(place)
    rise = shading.math("MULTIPLY", v, 0.6)
    one = shading.math("PINGPONG", shading.math("DIVIDE", shading.math("ADD", u, rise), repeat), 0.5)
    other = shading.math("PINGPONG", shading.math("DIVIDE", shading.math("SUBTRACT", u, rise), repeat), 0.5)
    line = shading.math("MINIMUM", one, other)
    return shading.step(line, 0.12 * share + 0.01, 0.12 * share - 0.01)


def _leaves(shading: Shading, place: Socket, repeat: float, share: float) -> Socket:
    """Pairs of leaves that lean left and right in alternate rows: a lens shape without its vein."""
    grid = laid(shading, place, (repeat * 0.6, repeat * 0.8), bond=0.5)
    side = shading.math("MULTIPLY_ADD", grid.parity, 2.0, -1.0)
    x = shading.math("SUBTRACT", grid.along, 0.5)
    y = shading.math("SUBTRACT", grid.across, 0.5)
    leaning = shading.math("MULTIPLY_ADD", shading.math("MULTIPLY", y, side), 0.7, x)
    middle = shading.math("ABSOLUTE", leaning)
    outline = shading.math("MULTIPLY_ADD", shading.math("MULTIPLY", y, y), -1.3, 0.12 + 0.25 * share)
    leaf = shading.step(shading.math("SUBTRACT", outline, middle), 0.0, 0.02)
    return shading.math("MULTIPLY", leaf, shading.step(middle, 0.012, 0.024))


def _linen(shading: Shading, place: Socket, repeat: float, share: float) -> Socket:
    """Threads in both directions, with the width of the repeat."""
    u, v = shading.split(place)
    thread = repeat / 30.0
    warp = shading.noise(shading.join(u, shading.math("MULTIPLY", v, 0.06)), thread)
    weft = shading.noise(shading.join(shading.math("MULTIPLY", u, 0.06), v), thread)
    return shading.step(shading.math("ADD", warp, weft), 1.25 - 0.5 * share, 1.55 - 0.5 * share)


def _damask(shading: Shading, place: Socket, repeat: float, share: float) -> Socket:
    """Ogee medallions: two waves whose sum gives closed, mirrored shapes."""
    u, v = shading.split(place)
    x = shading.math("MULTIPLY", u, 2.0 * pi / repeat)
    y = shading.math("MULTIPLY", v, 2.0 * pi / (repeat * 1.6))
    big = shading.math("MULTIPLY", shading.math("COSINE", x), shading.math("COSINE", y))
    curl = shading.math(
        "MULTIPLY",
        shading.math("COSINE", shading.math("MULTIPLY_ADD", big, 2.5, shading.math("MULTIPLY", x, 2.0))),
        shading.math("COSINE", shading.math("MULTIPLY", y, 3.0)),
    )
    field = shading.math("MULTIPLY_ADD", curl, 0.6, big)
    return shading.step(field, 0.35 - share * 0.8, 0.43 - share * 0.8)


_PATTERNS: dict[str, Callable[[Shading, Socket, float, float], Socket]] = {
    "stripes": _stripes,
    "dots": _dots,
    "trellis": _trellis,
    "leaves": _leaves,
    "linen": _linen,
    "damask": _damask,
}
