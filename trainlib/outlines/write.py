"""Outlines as SVG and DXF, in millimetres, one path a vessel."""

from dataclasses import dataclass
from pathlib import Path

import ezdxf
import numpy as np
from ezdxf import units
from jinja2 import Environment, select_autoescape

from trainlib.outlines.trace import Points

_SVG = """\
<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="{{ width }}mm" height="{{ height }}mm"\
 viewBox="0 0 {{ width }} {{ height }}">
<title>{{ title }}</title>
{% for vessel in vessels -%}
<path id="{{ vessel.name }}" d="{{ vessel.d }}" fill="none" stroke="black" stroke-width="0.2"/>
{% endfor -%}
</svg>
"""


@dataclass(frozen=True)
class Vessel:
    """A vessel to write.

    Attributes:
        name: of its path and its layer.
        loops: closed outlines [N, 2] in millimetres, x right and y up, (0, 0) at the sheet's lower left corner.
        axis: x of its axis in millimetres, and from and to which y; None where it is not known.
    """

    name: str
    loops: list[Points]
    axis: tuple[float, float, float] | None


def write_svg(path: Path, vessels: list[Vessel], size_mm: tuple[float, float], title: str) -> None:
    """Write a sheet of this width and height; a user unit is a millimetre."""
    template = Environment(autoescape=select_autoescape(default=True)).from_string(_SVG)
    width, height = (f"{side:.2f}" for side in size_mm)
    shown = [{"name": one.name, "d": " ".join(_data(loop, size_mm[1]) for loop in one.loops)} for one in vessels]
    path.write_text(template.render(width=width, height=height, title=title, vessels=shown), encoding="utf-8")


def _data(loop: Points, height_mm: float) -> str:
    """A loop as path data, y down."""
    places = " L".join(f"{x:.3f},{height_mm - y:.3f}" for x, y in loop)
    return f"M{places} Z"


def write_dxf(path: Path, vessels: list[Vessel]) -> None:
    """Write closed polylines, a layer a vessel, and axes as lines in the layer "axis"; the drawing's unit is mm."""
    document = ezdxf.new("R2010", units=units.MM)  # type: ignore[attr-defined]
    space = document.modelspace()
    document.layers.add("axis", color=1)
    for vessel in vessels:
        document.layers.add(vessel.name)
        for loop in vessel.loops:
            space.add_lwpolyline(np.round(loop, 4).tolist(), close=True, dxfattribs={"layer": vessel.name})
        if vessel.axis is not None:
            x, low, high = vessel.axis
            space.add_line((x, low), (x, high), dxfattribs={"layer": "axis"})
    document.saveas(path)
