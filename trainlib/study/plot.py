"""A study's plot: a metric's mean and interval over seeds along one axis, a line for each of the other levels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainlib.report.charts import Axes, Tick, nice_ticks
from trainlib.study.plan import Study
from trainlib.study.summary import Group, Spread

WIDTH, HEIGHT = 520, 280
LEFT, RIGHT, TOP, BOTTOM = 60, 14, 12, 34
COLOURS = ("#1f5fbf", "#c25a00", "#1e7d4f", "#8a3fa8", "#b3263e", "#707b8a")
# From this ratio of the largest to the smallest number on, the axis is logarithmic.
WIDE = 8


@dataclass(frozen=True)
class Mark:
    """A mean with its interval (None with one seed), the values of its seeds, in SVG units, and its label."""

    x: float
    y: float
    low: float | None
    high: float | None
    seeds: tuple[float, ...]
    label: str


@dataclass(frozen=True)
class Series:
    """The marks of one combination of the other axes; `line` joins them where the axis is one of numbers."""

    name: str
    colour: str
    marks: list[Mark]
    line: str


@dataclass(frozen=True, kw_only=True)
class Plot(Axes):
    """A metric's plot."""

    x_name: str
    series: list[Series]


def draw_plot(study: Study, groups: Sequence[Group], metric: str) -> Plot | None:
    """Lay out one metric; None where no group has it."""
    shown = [group for group in groups if metric in group.metrics]
    if not shown:
        return None
    place = list(study.axes).index(study.x_axis)
    labels = [label for label in study.axes[study.x_axis] if any(group.levels[place] == label for group in shown)]
    numbers = _numbers(labels)
    at = _positions(labels, numbers)
    ends = [value for group in shown for value in (*group.metrics[metric].values, *_ends(group, metric))]
    ticks = nice_ticks(min(ends), max(ends), 5)

    def y_of(value: float) -> float:
        return round(HEIGHT - BOTTOM - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (HEIGHT - TOP - BOTTOM), 1)

    shown.sort(key=lambda group: labels.index(group.levels[place]))
    names = list(dict.fromkeys(_name(study, group, place) for group in groups if group in shown))
    series = []
    for number, name in enumerate(names):
        # Marks at the same position are placed side by side.
        aside = (number - (len(names) - 1) / 2) * 9
        marks = []
        for group in shown:
            if _name(study, group, place) == name:
                label = f"{name or metric}, {study.x_axis} {group.levels[place]}: {group.metrics[metric]}"
                x = round(at[group.levels[place]] + aside, 1)
                marks.append(_mark(group.metrics[metric], x, y_of, f"{label}, {group.seeds} seeds"))
        line = " ".join(f"{mark.x},{mark.y}" for mark in marks) if numbers else ""
        series.append(Series(name, COLOURS[number % len(COLOURS)], marks, line))
    return Plot(
        title=metric,
        x_name=study.x_axis,
        series=series,
        x_ticks=[Tick(round(at[label], 1), label) for label in labels],
        y_ticks=[Tick(y_of(tick), f"{tick:.4g}") for tick in ticks],
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        top=TOP,
        bottom=HEIGHT - BOTTOM,
    )


def _mark(spread: Spread, x: float, y_of: Callable[[float], float], label: str) -> Mark:
    low, high = (None if end is None else y_of(end) for end in (spread.low, spread.high))
    return Mark(x, y_of(spread.mean), low, high, tuple(map(y_of, spread.values)), label)


def _ends(group: Group, metric: str) -> list[float]:
    found = group.metrics[metric]
    return [end for end in (found.low, found.high) if end is not None]


def _name(study: Study, group: Group, place: int) -> str:
    """The levels of all other axes that have more than one."""
    return ", ".join(
        f"{axis.rpartition('.')[2]} {label}"
        for number, (axis, label) in enumerate(zip(study.axes, group.levels, strict=True))
        if number != place and len(study.axes[axis]) > 1
    )


def _numbers(labels: Sequence[str]) -> list[float]:
    """The labels as ascending numbers, or nothing."""
    try:
        numbers = [float(label) for label in labels]
    except ValueError:
        return []
    return numbers if numbers == sorted(numbers) and all(map(math.isfinite, numbers)) else []


def _positions(labels: Sequence[str], numbers: list[float]) -> dict[str, float]:
    """Where each label stands: by its number, or evenly."""
    room, margin = WIDTH - LEFT - RIGHT, 40
    if len(numbers) > 1:
        wide = numbers[0] > 0 and numbers[-1] / numbers[0] >= WIDE
        values = [math.log(number) for number in numbers] if wide else numbers
        span = values[-1] - values[0]
        shares = [(value - values[0]) / span for value in values]
        return {label: LEFT + margin + share * (room - 2 * margin) for label, share in zip(labels, shares, strict=True)}
    return {label: LEFT + (place + 0.5) / len(labels) * room for place, label in enumerate(labels)}
