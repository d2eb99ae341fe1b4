"""The tables of a model card: what `evaluate` measured of a network on photos, or on pairs."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

METRIC = "dice"
RELIT = "relighting.csv"


@dataclass(frozen=True)
class Measures:
    """A table, and a sentence that introduces it."""

    about: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def read_measures(folder: Path) -> Measures:
    """The main results in an output folder of `evaluate`.

    Raises:
        OSError: they cannot be read.
    """
    return _of_relighting(folder) if (folder / RELIT).is_file() else _of_cutouts(folder)


def _of_cutouts(folder: Path) -> Measures:
    """Mean Dice of each group, and the mean of these; photos are grouped by their names up to the first "_"."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    methods: dict[str, None] = {}
    for row in _rows(folder / "photos.csv"):
        methods[row["method"]] = None
        if row.get(METRIC):
            values[row["photo"].partition("_")[0]][row["method"]].append(float(row[METRIC]))
    groups = sorted(values.items())
    means = [[float(np.mean(of[one])) for one in methods] for _, of in groups]
    counts = [len(of[next(iter(methods))]) for _, of in groups]
    named = zip([group for group, _ in groups], counts, means, strict=True)
    rows = [[group, str(count), *map(_three, mean)] for group, count, mean in named]
    rows.append(["**mean of groups**", str(sum(counts)), *map(_three, np.mean(means, axis=0))])
    about = f"**{folder.name}**, {sum(counts)} photos at full size, Dice of masks at a threshold of one half:"
    return Measures(about, ["group", "photos", *methods], rows)


def _of_relighting(folder: Path) -> Measures:
    """Mean colour errors of each method."""
    values: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(folder / RELIT):
        values[row["method"]].append(row)
    names = {"delta_e": "ΔE2000", "lightness": "difference in L*", "chroma": "distance in a* and b*"}
    rows = [
        [method, *(f"{np.mean([float(row[name]) for row in found]):.2f}" for name in names)]
        for method, found in values.items()
    ]
    count = len(next(iter(values.values()), []))
    about = f"**{folder.name}**, {count} pairs, the product's colours against the true packshot's, means:"
    return Measures(about, ["", *names.values()], rows)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _three(value: float) -> str:
    return f"{value:.3f}"
