"""Writes the results of a study: trials.csv, groups.csv, study.md, index.html and the plots as SVG."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from trainlib.records.files import replace_file, write_csv
from trainlib.report.page import duration, render, write_page
from trainlib.study.plan import Study, Trial
from trainlib.study.plot import draw_plot
from trainlib.study.running import Outcome
from trainlib.study.summary import Effect, Group, effects, groups, shown_metrics

# Not a possible name of an axis; "samples" is one in a study of data sizes.
COST = ("seconds", "samples seen", "optimiser steps")

Trials = Sequence[tuple[Trial, Outcome | None]]


def write_study(out: Path, study: Study, trials: Trials) -> Path:
    """Write all tables and the page of the finished trials.

    Returns:
        The page's path.

    Raises:
        OSError: the folder cannot be written.
    """
    done = [(trial, one) for trial, one in trials if one is not None]
    metrics = shown_metrics(study, [one for _, one in done])
    found, changes = groups(study, done, metrics), effects(study, done, metrics)
    _write_trials(out / "trials.csv", study, trials)
    _write_groups(out / "groups.csv", study, found, metrics)
    replace_file(out / "study.md", _markdown(study, trials, metrics, found, changes).encode())
    plots = [plot for name in metrics if (plot := draw_plot(study, found, name)) is not None]
    for plot in plots:
        svg = render("study_plot.svg", plot=plot)
        replace_file(out / f"{plot.title.replace('/', '_')}.svg", svg.encode())
    page = out / "index.html"
    html = render(
        "study.html",
        title=study.title,
        plots=plots,
        axes=list(study.axes),
        metrics=metrics,
        groups=found,
        effects=changes,
        trials=trials,
        pending=len(trials) - len(done),
    )
    write_page(page, html)
    return page


def _write_trials(path: Path, study: Study, trials: Trials) -> None:
    every = list(dict.fromkeys(name for _, one in trials if one is not None for name in one.metrics))
    rows = [
        [
            *trial.levels.values(),
            trial.seed,
            _state(one),
            *(_number(one, name) for name in every),
            *([f"{one.seconds:.1f}", one.samples, one.steps, one.epochs] if one and one.metrics else [""] * 4),
            trial.config,
            json.dumps(trial.settings),
            f"trials/{trial.name}",
        ]
        for trial, one in trials
    ]
    write_csv(path, [*study.axes, "seed", "state", *every, *COST, "epochs", "config", "settings", "folder"], rows)


def _write_groups(path: Path, study: Study, found: Sequence[Group], metrics: Sequence[str]) -> None:
    rows = []
    for group in found:
        spreads = [group.metrics.get(name) for name in metrics]
        numbers = [value for one in spreads for value in ((one.mean, one.low, one.high) if one else (None,) * 3)]
        shown = ("" if value is None else f"{value:.6g}" for value in numbers)
        cost = f"{group.seconds:.1f}", f"{group.samples:.0f}", f"{group.steps:.0f}"
        rows.append([*group.levels, group.seeds, *shown, *cost])
    columns = (f"{name} {kind}" for name in metrics for kind in ("mean", "low95", "high95"))
    write_csv(path, [*study.axes, "seeds", *columns, *COST], rows)


def _markdown(
    study: Study, trials: Trials, metrics: Sequence[str], found: Sequence[Group], changes: Sequence[Effect]
) -> str:
    """Means over seeds, the effect of each level, and every trial, as Markdown tables."""
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
        for group in found
    ]
    lines += _table([*axes, "seeds", *metrics, "time", *COST[1:]], rows)
    if changes:
        lines += ["", "What a level changes, seed by seed:", ""]
        rows = [
            [one.axis, f"{one.level} − {one.first}", one.others, one.metric, str(one.difference)] for one in changes
        ]
        lines += _table(["axis", "levels", "with", "metric", "difference"], rows)
    lines += ["", "Every trial:", ""]
    rows = [
        [
            *trial.levels.values(),
            str(trial.seed),
            _state(one),
            *(_number(one, name) for name in metrics),
            *([duration(one.seconds), str(one.samples), str(one.steps)] if one and one.metrics else [""] * 3),
        ]
        for trial, one in trials
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
