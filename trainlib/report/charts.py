"""Line charts and histograms as inline SVG: this file computes coordinates, chart.html draws them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Points = Sequence[tuple[float, float]]

WIDTH, HEIGHT = 360, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 10, 26


@dataclass(frozen=True)
class Tick:
    """A labelled place along an axis, in SVG units."""

    at: float
    label: str


@dataclass(frozen=True)
class Line:
    """A curve: its name, its points in SVG units as a polyline takes them, and the last of them."""

    name: str
    points: str
    last: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Axes:
    """The axes of a chart: ticks, and the plot's corners in SVG units."""

    title: str
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


@dataclass(frozen=True, kw_only=True)
class Chart(Axes):
    """A line chart, laid out."""

    lines: list[Line]


def line_chart(title: str, series: Mapping[str, Points]) -> Chart:
    """Lay out curves over common axes.

    Args:
        title: what is shown.
        series: for each curve its (x, y) points; finite numbers, at least one point in all.

    Raises:
        ValueError: there is no point at all.
    """
    points = [point for curve in series.values() for point in curve]
    if not points:
        raise ValueError(f"chart {title!r} has no points")
    xs, ys = zip(*points, strict=True)
    x_values = nice_ticks(min(xs), max(xs), 6, whole=True)
    y_values = nice_ticks(min(ys), max(ys), 5)
    x_span = (min(xs), max(max(xs), min(xs) + 1))
    y_span = (y_values[0], y_values[-1])

    def place_x(x: float) -> float:
        share = (x - x_span[0]) / (x_span[1] - x_span[0])
        return round(float(_LEFT + share * (WIDTH - _LEFT - _RIGHT)), 1)

    def place_y(y: float) -> float:
        share = (y - y_span[0]) / (y_span[1] - y_span[0])
        return round(float(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)), 1)

    lines = []
    for name, curve in series.items():
        if curve:
            placed = [(place_x(x), place_y(y)) for x, y in curve]
            lines.append(Line(name, " ".join(f"{x},{y}" for x, y in placed), placed[-1]))
    return Chart(
        title=title,
        lines=lines,
        x_ticks=[Tick(place_x(x), f"{x:g}") for x in x_values if x_span[0] <= x <= x_span[1]],
        y_ticks=[Tick(place_y(y), f"{y:.4g}") for y in y_values],
    )


def nice_ticks(low: float, high: float, about: int, whole: bool = False) -> list[float]:
    """Round numbers, 1, 2 or 5 times a power of ten apart, from at or below `low` to at or above `high`.

    Args:
        low: the smallest value.
        high: the largest value.
        about: roughly how many steps.
        whole: only whole numbers.
    """
    if high <= low:
        high = low + (abs(low) * 0.1 or 1.0)
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    if whole:
        step = max(1.0, step)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


@dataclass(frozen=True)
class Bar:
    """A bar in SVG units, and its label."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Bars(Axes):
    """A histogram, laid out."""

    bars: list[Bar]


def histogram(title: str, values: Sequence[float], about: int = 16) -> Bars:
    """Count values in steps of a round size.

    Raises:
        ValueError: there are none.
    """
    if not values:
        raise ValueError(f"histogram {title!r} has no values")
    edges = nice_ticks(min(values), max(values), about)
    counts = [0] * (len(edges) - 1)
    for value in values:
        counts[min(bisect_right(edges, value), len(counts)) - 1] += 1
    up = nice_ticks(0, max(counts), 4, whole=True)
    wide, high = (WIDTH - _LEFT - _RIGHT) / len(counts), HEIGHT - _TOP - _BOTTOM
    bars = []
    for place, count in enumerate(counts):
        tall = round(count / up[-1] * high, 1)
        label = f"{edges[place]:g} to {edges[place + 1]:g}: {count}"
        bars.append(Bar(round(_LEFT + place * wide + 1, 1), HEIGHT - _BOTTOM - tall, round(wide - 2, 1), tall, label))
    every = max(1, len(edges) // 6)
    x_ticks = [Tick(round(_LEFT + place * wide, 1), f"{edge:g}") for place, edge in enumerate(edges)][::every]
    y_ticks = [Tick(round(HEIGHT - _BOTTOM - count / up[-1] * high, 1), f"{count:g}") for count in up]
    return Bars(title=title, bars=bars, x_ticks=x_ticks, y_ticks=y_ticks)
