"""The numbers of a place: a room with its windows, a paper sweep in it, a piece of ground under the sky, or a corner.

Lengths are metres, angles radians. Plain data, a part of the Recipe; `scene.places` and `scene.room` build it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from .material import MaterialPlan, Vector

Wall = Literal["+x", "-x", "+y", "-y"]
WALLS: tuple[Wall, ...] = get_args(Wall)
DressingKind = Literal["curtains", "sheer", "roller", "slats"]
FittingKind = Literal["radiator", "socket", "switch", "picture", "pipe"]


@dataclass(frozen=True)
class DressingPlan:
    """What hangs before a window."""

    kind: DressingKind
    material: MaterialPlan
    closed: float
    """Share of the window that it covers: curtains from both sides, blinds from the top."""
    fold_m: float
    """Of curtains, from crest to crest; the pitch of slats."""
    tilt_rad: float
    """Of slats; 0 is level."""
    to_floor: bool


@dataclass(frozen=True)
class WindowPlan:
    """A window in one wall, its centre measured along the wall from the wall's middle."""

    wall: Wall
    centre_m: float
    sill_m: float
    width_m: float
    height_m: float
    panes: tuple[int, int]
    """Columns and rows that the bars divide the window into."""
    dressing: DressingPlan | None = None


@dataclass(frozen=True)
class DoorPlan:
    """A door in one wall; it opens into a dark lobby behind the wall."""

    wall: Wall
    centre_m: float
    width_m: float
    height_m: float
    ajar_rad: float
    """0 is closed."""
    hinge: Literal[-1, 1]
    """On which end of the opening along the wall."""
    panels: tuple[int, int]
    """Columns and rows of raised panels; (0, 0) is a flush leaf."""
    leaf: MaterialPlan
    handle: MaterialPlan


@dataclass(frozen=True)
class BlockPlan:
    """Masonry from floor to ceiling that changes the plan of a room: an L-shape, alcoves beside a breast, a column."""

    kind: Literal["corner", "breast", "column"]
    corner: tuple[int, int]
    """Signs of x and y of the corner that is tried first; a breast is at the wall of that sign of x or y."""
    at: float
    """Place along the wall of a breast, in [-1, 1]; of a column in x, whose y is `out`."""
    out: float
    size_m: tuple[float, float]
    """Along x and y; of a breast along the wall and out of it."""


@dataclass(frozen=True)
class SlopePlan:
    """A ceiling that falls toward one wall, as under a roof."""

    wall: Wall
    knee_m: float
    """Height of the wall that is left."""
    run_m: float
    """How far from the wall the slope meets the ceiling."""


@dataclass(frozen=True)
class DadoPlan:
    """The lower part of the walls in another surface: two-tone paint, panelling, tiles."""

    height_m: float
    material: MaterialPlan
    rail_m: float
    """Height of the rail on top; 0: none."""


@dataclass(frozen=True)
class FittingPlan:
    """A thing that is fixed to a wall; left out where the wall has no place for it."""

    kind: FittingKind
    wall: Wall
    at: float
    """Of its middle along the wall, in [-1, 1]."""
    up_m: float
    """Of its lower edge."""
    size_m: tuple[float, float]
    pieces: int
    """Ribs of a radiator, gangs of a socket."""
    material: MaterialPlan
    inset: MaterialPlan
    """A picture's print, a socket's face."""


@dataclass(frozen=True)
class SweepPlan:
    """A roll of paper that lies under the product and rises behind it in one curve, as seen from the camera."""

    material: MaterialPlan
    width: float
    """Over the product's longest side, as all its measures are."""
    front: float
    """How far it reaches toward the camera."""
    back: float
    """How far behind the product it has risen."""
    radius: float
    """Of the curve, at most `back`."""
    height: float
    """Over the product's height."""


@dataclass(frozen=True)
class RoomPlan:
    """A room. `size_m` is the least inner size; the builder moves walls outward until camera and product fit."""

    size_m: Vector
    offset_m: tuple[float, float]
    """Where the product stands, measured from the floor's middle."""
    windows: tuple[WindowPlan, ...]
    floor: MaterialPlan
    walls: MaterialPlan
    ceiling: MaterialPlan
    skirting: MaterialPlan
    frames: MaterialPlan
    accent: MaterialPlan | None = None
    """Another material for `accent_wall`, or None."""
    accent_wall: Wall | None = None
    skirting_m: float = 0.08
    sweep: SweepPlan | None = None
    doors: tuple[DoorPlan, ...] = ()
    blocks: tuple[BlockPlan, ...] = ()
    slope: SlopePlan | None = None
    dado: DadoPlan | None = None
    fittings: tuple[FittingPlan, ...] = ()
    kind: Literal["room", "white", "sweep"] = "room"
    """"white": walls all but white over a pale floor; "sweep": a room with `sweep` in it."""


@dataclass(frozen=True)
class BackdropPlan:
    """What stands behind the product outdoors, across the camera's view."""

    kind: Literal["wall", "fence", "hedge"]
    material: MaterialPlan
    distance_m: float
    """From the product's far side."""
    turn_rad: float
    """About the vertical; 0 is square to the camera."""
    aside_m: float
    """Of its middle, to the right of the product as the camera sees it."""
    width_m: float
    height_m: float
    piece_m: float
    """Width of a fence's boards, size of a hedge's bulges; the thickness of a wall's coping."""
    gap_m: float
    """Between the boards of a fence."""


@dataclass(frozen=True)
class BladesPlan:
    """Grass that stands up around the product."""

    material: MaterialPlan
    count: int
    height_m: float
    """Of the longest blades; no more than a twentieth of the product's height is built."""
    bend: float
    """How far a blade's tip leans over, in its height."""
    seed: int


@dataclass(frozen=True)
class OutdoorPlan:
    """A piece of ground under the open sky."""

    ground: MaterialPlan
    backdrop: BackdropPlan | None = None
    blades: BladesPlan | None = None
    kind: Literal["outdoor"] = "outdoor"


@dataclass(frozen=True)
class CornerPlan:
    """Two walls over a floor that mirrors, in the dark; the origin is the floor's middle."""

    half_m: float
    """From the floor's middle to each wall, which stand at −x and +y."""
    height_m: float
    floor: Vector
    """Colour, as that of the walls."""
    floor_roughness: float
    walls: Vector
    kind: Literal["corner"] = "corner"
