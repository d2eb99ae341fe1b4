"""Profiles of vessels as data: the curves that the 3D family `vessel` turns, for drawings."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from .arrays import Floats
from .dataset.layout import DatasetError
from .exit_codes import SUCCESS
from .recipe.families.vessel import draw
from .recipe.streams import stream
from .scene.shapes.vessel_profile import handle_path, handle_reach, outside, section

_THIN_M = 0.004
"""Thickness of the wall of thin glass."""
_DIGITS = 6


def profile(seed: int, number: int) -> dict[str, Any]:
    """The curves of one vessel of the family: lengths in metres, points as [radius, height].

    Returns:
        id, category, height_m, radius_m; `outside` from foot to rim; `section`, the closed outline of the half that a
        cut through the axis shows; `ribs`, how many lobes or facets there are around, 0 for none; `handle`, the middle
        line of an ear or [], and `handle_m`, its thickness.
    """
    drawn = draw(stream(seed, number, 0, "profile"))
    parameters = drawn.parameters
    outer = outside(parameters)
    bar = parameters["radius"] * parameters["handle_bar"]
    ear = handle_path(outer, bar, handle_reach(parameters))[:, [0, 2]] if parameters["handles"] else outer[:0]
    return {
        "id": f"vessel/{seed}.{number}",
        "category": drawn.category,
        "height_m": parameters["height"],
        "radius_m": parameters["radius"],
        "outside": _plain(outer),
        "section": _plain(section(outer, parameters["wall"] or _THIN_M)),
        "ribs": parameters["lobes"],
        "handle": _plain(ear),
        "handle_m": round(2 * bar, _DIGITS),
    }


def _write_profiles(out: Path, count: int, seed: int) -> None:
    """Write profiles 0 to count − 1, one JSON object a line.

    Raises:
        DatasetError: The file cannot be written.
    """
    lines = "".join(json.dumps(profile(seed, number)) + "\n" for number in range(count))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(lines, encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"--out {out}: cannot be written ({error.strerror})") from error


def _plain(points: Floats) -> list[list[float]]:
    """Points as lists for JSON."""
    return [[round(float(value), _DIGITS) for value in point] for point in points]


def add_profiles_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command `profiles`; it needs no Blender."""
    command = commands.add_parser("profiles", help="profiles of vessels as curves, for `python -m trainlib drawings`")
    command.add_argument("--out", required=True, type=Path, metavar="JSONL", help="the file; it is written again")
    command.add_argument("--count", type=int, default=1000, metavar="N", help="how many (default 1000)")
    command.add_argument("--seed", type=int, default=0, metavar="S", help="another seed gives others (default 0)")
    command.set_defaults(run=_write)


def _write(arguments: argparse.Namespace) -> int:
    _write_profiles(arguments.out, arguments.count, arguments.seed)
    print(f"{arguments.out}: {arguments.count} profiles")
    return SUCCESS
