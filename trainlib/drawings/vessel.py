"""One vessel on a plate: its section on one side of the axis, its view or nothing on the other."""

from dataclasses import dataclass

import numpy as np

from trainlib.drawings import ink
from trainlib.drawings.ink import Plane, Points
from trainlib.drawings.style import Style
from trainlib.records.profiles import Profile


@dataclass(frozen=True)
class Placed:
    """Where a vessel is drawn.

    Attributes:
        axis_x: of its axis, pixels from the left.
        foot_y: of its foot, pixels from the top.
        px_per_m: scale.
        side: −1 for a section on the left, 1 on the right.
        section: how it is shown.
        view: whether the other half shows the outside.
        from_m: height from which it is preserved; 0 for a whole vessel.
    """

    axis_x: float
    foot_y: float
    px_per_m: float
    side: int
    section: str
    view: bool
    from_m: float

    def on_sheet(self, points: Points, side: int) -> Points:
        """Radius and height in metres to x and y in pixels."""
        return np.stack(
            [self.axis_x + side * points[:, 0] * self.px_per_m, self.foot_y - points[:, 1] * self.px_per_m], -1
        )


def draw_vessel(
    sheet: Plane, mask: Plane, profile: Profile, place: Placed, style: Style, rng: np.random.Generator
) -> Points:
    """Ink a vessel onto a sheet, and its section onto a mask.

    Returns:
        The section's closed outline in pixels [N, 2], as it is in the mask.
    """
    width, wobble = float(rng.uniform(*style.line_px)), float(rng.uniform(*style.wobble_px))
    kept = above(profile.section, place.from_m)
    outline = ink.by_hand(place.on_sheet(kept, place.side), wobble, rng)
    outline[-1] = outline[0] if np.allclose(kept[0], kept[-1]) else outline[-1]
    own = np.zeros_like(mask)
    ink.fill(own, outline)
    np.maximum(mask, own, out=mask)
    _show_section(sheet, own, outline, place, width, style, rng)
    top = float(profile.outside[-1, 1])
    rim = float(profile.outside[-1, 0])
    _axis(sheet, place, top, width, rng)
    inner = float(profile.section[profile.section[:, 1] > 0.98 * top, 0].min())
    ink.stroke(sheet, place.on_sheet(np.array([[0.0, top], [inner, top]]), place.side), 0.8 * width)
    lines = [np.array([[0.0, top], [rim, top]])]
    if place.view:
        lines += [_clipped(profile.outside, place.from_m)]
        if place.from_m <= 0:
            lines += [np.array([[0.0, 0.0], [float(profile.outside[0, 0]), 0.0]])]
        lines += _grooves(profile, place, rng)
        _ribs(sheet, profile, place, width, rng)
        _handle(sheet, profile, place, width)
    for line in lines:
        if len(line) > 1:
            ink.stroke(sheet, ink.by_hand(place.on_sheet(line, -place.side), wobble, rng), width)
    return outline


def above(outline: Points, height_m: float) -> Points:
    """A closed outline's part above a height (Sutherland and Hodgman 1974, one edge)."""
    if height_m <= 0:
        return outline
    kept: list[Points] = []
    for here, there in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if here[1] >= height_m:
            kept.append(here)
        if (here[1] >= height_m) != (there[1] >= height_m):
            share = (height_m - here[1]) / (there[1] - here[1])
            kept.append(here + share * (there - here))
    return np.array(kept)


def _clipped(curve: Points, height_m: float) -> Points:
    """The part of a curve from foot to rim above a height."""
    return curve[curve[:, 1] >= height_m]


def _show_section(
    sheet: Plane, own: Plane, outline: Points, place: Placed, width: float, style: Style, rng: np.random.Generator
) -> None:
    if place.section == "filled":
        np.maximum(sheet, own, out=sheet)
    elif place.section == "hatched":
        angle = np.deg2rad(rng.uniform(*style.hatch_deg))
        ink.hatch(sheet, own, float(rng.uniform(*style.hatch_px)), float(angle), max(1.0, 0.7 * width))
    elif place.section == "stippled":
        ink.stipple(sheet, own, float(rng.uniform(2.5, 4.5)), rng)
    ink.stroke(sheet, outline, width, closed=True)


def _axis(sheet: Plane, place: Placed, top: float, width: float, rng: np.random.Generator) -> None:
    """The axis: a line, dashes, or dashes and dots, a little past rim and foot where it is broken."""
    pattern = ((1e9,), (7.0, 4.0), (9.0, 3.0, 2.0, 3.0))[int(rng.integers(3))]
    past = 0.0 if len(pattern) == 1 else 6.0
    ends = place.on_sheet(np.array([[0.0, top], [0.0, place.from_m]]), 1) + np.array([[0, -past], [0, past]])
    ink.dashes(sheet, ends[0], ends[1], max(1.0, 0.7 * width), pattern)


def _grooves(profile: Profile, place: Placed, rng: np.random.Generator) -> list[Points]:
    """Lines around the vessel, as the view shows them: level, from axis to outline."""
    found = []
    for _ in range(int(rng.integers(0, 5))):
        at = float(rng.uniform(0.1, 0.95)) * profile.outside[-1, 1]
        if at > place.from_m:
            radius = float(np.interp(at, profile.outside[:, 1], profile.outside[:, 0]))
            found.append(np.array([[0.0, at], [radius, at]]))
    return found


def _ribs(sheet: Plane, profile: Profile, place: Placed, width: float, rng: np.random.Generator) -> None:
    """Lobes or facets: the outline again, at the radii at which they turn away."""
    if not profile.ribs or rng.random() < 0.4:
        return
    curve = _clipped(profile.outside, place.from_m)
    for number in range(profile.ribs // 4):
        share = np.sin(2 * np.pi * (number + 0.5) / profile.ribs)
        inner = curve[(curve[:, 1] > 0.12 * curve[-1, 1]) & (curve[:, 1] < 0.88 * curve[-1, 1])]
        if len(inner) > 1:
            ink.stroke(sheet, place.on_sheet(inner * [share, 1.0], -place.side), 0.6 * width)


def _handle(sheet: Plane, profile: Profile, place: Placed, width: float) -> None:
    """An ear on the side of the view: two lines, where the whole vessel is there."""
    if len(profile.handle) < 3 or place.from_m > 0:
        return
    line = place.on_sheet(profile.handle, -place.side)
    slope = np.gradient(line, axis=0)
    normal = np.stack([-slope[:, 1], slope[:, 0]], -1) / np.maximum(np.hypot(*slope.T), 1e-9)[:, None]
    half = profile.handle_m * place.px_per_m / 2
    for sign in (-1, 1):
        ink.stroke(sheet, line + sign * half * normal, width)
