"""A study's outcome as files: cells.csv, groups.csv, study.md, index.html and the plots as SVG."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from trainlib.records.files import replace_file
from trainlib.report.page import duration, render, write_page
from trainlib.study.plan import Cell, Study
from trainlib.study.plot import draw_plot
from trainlib.study.running import Outcome
from trainlib.study.summary import effects, groups, shown_metrics

# Called as no axis is: a study of data sizes has one called samples.
COST = ("seconds", "samples seen", "optimiser steps")

Cells = Sequence[tuple[Cell, Outcome | None]]


def write_study(out: Path, study: Study, cells: Cells) -> Path:
    """Write all tables and the page of what there is so far; cells without an outcome are yet to run.

    Returns:
        The page's path.

    Raises:
        OSError: the folder cannot be written.
    """
    done = [(cell, one) for cell, one in cells if one is not None]
    metrics = shown_metrics(study, [one for _, one in done])
    found, changes = groups(study, done, metrics), effects(study, done, metrics)
    every = list(dict.fromkeys(name for _, one in done for name in one.metrics))
    axes = list(study.axes)
    rows = [
        [
            *cell.levels.values(),
            cell.seed,
            _state(one),
            *(_number(one, name) for name in every),
            *([f"{one.seconds:.1f}", one.samples, one.steps, one.epochs] if one and one.metrics else [""] * 4),
            cell.config,
            json.dumps(cell.settings),
            f"cells/{cell.name}",
        ]
        for cell, one in cells
    ]
    head = [*axes, "seed", "state", *every, *COST, "epochs", "config", "settings", "folder"]
    _write(out / "cells.csv", head, rows)
    head = [*axes, "seeds", *(f"{name} {kind}" for name in metrics for kind in ("mean", "low95", "high95")), *COST]
    rows = []
    for group in found:
        spreads = [group.metrics.get(name) for name in metrics]
        numbers = [value for one in spreads for value in ((one.mean, one.low, one.high) if one else (None,) * 3)]
        rows.append(
            [
                *group.levels,
                group.seeds,
                *("" if value is None else f"{value:.6g}" for value in numbers),
                f"{group.seconds:.1f}",
                f"{group.samples:.0f}",
                f"{group.steps:.0f}",
            ]
        )
    _write(out / "groups.csv", head, rows)
    plots = [plot for name in metrics if (plot := draw_plot(study, found, name)) is not None]
    for plot in plots:
        svg = render("study_plot.svg", plot=plot)
        replace_file(out / f"{plot.title.replace('/', '_')}.svg", svg.encode())
    pending = sum(one is None for _, one in cells)
    broken = [(cell, one) for cell, one in done if one.error]
    context = {
        "study": study,
        "axes": axes,
        "metrics": metrics,
        "groups": found,
        "effects": changes,
        "cells": cells,
        "pending": pending,
        "broken": broken,
    }
    replace_file(out / "study.md", _markdown(study, cells, metrics).encode())
    page = out / "index.html"
    write_page(page, render("study.html", title=study.title, plots=plots, **context))
    return page


def _markdown(study: Study, cells: Cells, metrics: Sequence[str]) -> str:
    """Means over seeds, what each level changes, and every cell, as Markdown tables."""
    done = [(cell, one) for cell, one in cells if one is not None]
    axes = list(study.axes)
    lines = [f"# {study.title}", "", "Means over seeds with Student's 95 % interval.", ""]
    rows = [
        [
            *group.levels,
            str(group.seeds),
            *(str(group.metrics.get(name, "")) for name in metrics),
            duration(group.seconds),
            f"{group.samples:.0f}",
            f"{group.steps:.0f}",
        ]
        for group in groups(study, done, metrics)
    ]
    lines += _table([*axes, "seeds", *metrics, "time", *COST[1:]], rows)
    changes = effects(study, done, metrics)
    if changes:
        lines += ["", "What a level changes, seed by seed:", ""]
        rows = [
            [one.axis, f"{one.level} − {one.first}", one.others, one.metric, str(one.difference)] for one in changes
        ]
        lines += _table(["axis", "levels", "with", "metric", "difference"], rows)
    lines += ["", "Every cell:", ""]
    rows = [
        [
            *cell.levels.values(),
            str(cell.seed),
            _state(one),
            *(_number(one, name) for name in metrics),
            *([duration(one.seconds), str(one.samples), str(one.steps)] if one and one.metrics else [""] * 3),
        ]
        for cell, one in cells
    ]
    lines += _table([*axes, "seed", "state", *metrics, "time", *COST[1:]], rows)
    return "\n".join(lines) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return [line(head), "|" + " --- |" * len(head), *map(line, rows)]


def _state(one: Outcome | None) -> str:
    if one is None:
        return "to do"
    return f"failed: {one.error}" if one.error else "done"


def _number(one: Outcome | None, name: str) -> str:
    value = one.metrics.get(name) if one else None
    return "" if value is None else f"{value:.5g}"


def _write(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    replace_file(path, text.getvalue().encode())
