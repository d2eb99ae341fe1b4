"""``python -m trainlib study``: trains and measures every cell of a grid, and puts them into one table and plot."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from trainlib.console.cli_errors import OneLineParser
from trainlib.console.progress import count_progress, error_console
from trainlib.process.exit_codes import INTERRUPTED
from trainlib.process.signals import sigterm_as_interrupt
from trainlib.study.plan import SHIPPED, Cell, Study, StudyError, find_study, read_study
from trainlib.study.running import Outcome, claim, run_cell
from trainlib.study.tables import write_study


def parser() -> argparse.ArgumentParser:
    """The command line of ``study``."""
    result = OneLineParser(
        prog="python -m trainlib study",
        usage="%(prog)s STUDY --out DIR [option …] [--any.setting.of.fit VALUE …]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Trains and measures every combination of settings that a study's file names, with every seed,\n"
        "each by `fit`, `validate` and, where the study says so, `test` in a folder of its own. Writes cells.csv,\n"
        "groups.csv, study.md, and index.html with plots: mean and interval over seeds. Run again, it goes on\n"
        "where it stopped.",
        epilog="Studies that ship:\n" + "\n".join(_shipped()) + "\n\n"
        "Every other option is a setting of `fit` for all cells. Small, for a CPU:\n"
        "  study size_curve --out out/size --data.root DATASET --only samples=100,333 --seeds 1 2 \\\n"
        "      --trainer.max_epochs 5 --data.size 64\n\n"
        "Exit code: 0 if all cells are done, 1 if some failed, 2 if it could not start, 130 if it was interrupted.",
        allow_abbrev=False,
    )
    result.add_argument("study", help="a YAML file, or one that ships, see below")
    result.add_argument("--out", type=Path, required=True, help="the folder for tables, plots and the cells' runs")
    result.add_argument("--seeds", type=int, nargs="+", metavar="N", help="instead of the study's")
    result.add_argument(
        "--only", action="append", default=[], metavar="AXIS=LEVEL,…", help="these levels of an axis alone"
    )
    result.add_argument("--dry-run", action="store_true", help="list the cells and stop")
    return result


def _shipped() -> list[str]:
    """A line for each study that ships: its name, what it asks, its axes and how many runs it takes."""
    studies = [(path.stem, read_study(path)) for path in sorted(SHIPPED.glob("*.yaml"))]
    return [
        f"  {name:20}{study.title}: {' x '.join(study.axes)} ({len(study.cells())} runs)" for name, study in studies
    ]


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see ``parser``."""
    options, rest = parser().parse_known_args(argv)
    try:
        study = read_study(find_study(options.study))
        chosen: dict[str, list[str]] = {}
        for axis, labels in (_split(word, "--only AXIS=LEVEL,…") for word in options.only):
            chosen.setdefault(axis, []).extend(labels.split(","))
        study = study.with_options(_settings(rest), chosen, options.seeds)
        cells = study.cells()
        if options.out.exists() and not options.out.is_dir():
            raise StudyError(f"--out {options.out}: is a file; give a folder")
        if options.dry_run:
            for cell in cells:
                print(f"{cell.name}: {cell.described}")
            print(f"{len(cells)} cells")
            return 0
        for cell in cells:
            claim(cell, options.out / "cells" / cell.name)
    except StudyError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: --out {options.out}: cannot be written ({error.strerror})", file=sys.stderr)
        return 2
    with sigterm_as_interrupt():  # the running cell keeps its checkpoint
        return _run(study, cells, options.out)


def _run(study: Study, cells: list[Cell], out: Path) -> int:
    outcomes: dict[str, Outcome] = {}
    console = error_console()
    interrupted = False

    def written() -> Path:
        return write_study(out, study, [(cell, outcomes.get(cell.name)) for cell in cells])

    with count_progress(console) as progress:
        task = progress.add_task("", total=len(cells))
        try:
            for cell in cells:
                progress.update(task, description=cell.described)

                def tell(line: str, cell: Cell = cell) -> None:
                    progress.update(task, description=f"{cell.described}: {line[:100]}")

                one = outcomes[cell.name] = run_cell(cell, out / "cells", study.test, tell)
                state = f"failed  {cell.described}: {one.error}" if one.error else f"done    {cell.described}"
                console.print(state if one.error else f"{state}: {_brief(study, one)}")
                written()
                progress.advance(task)
                if one.usage and len(outcomes) == 1:
                    break  # what the first cell cannot be asked, no other can
        except KeyboardInterrupt:
            interrupted = True
    page = written()
    finished = sum(not one.error for one in outcomes.values())
    if interrupted:
        print(f"interrupted: {finished} of {len(cells)} cells are done; the same command goes on; so far: {page}")
        return INTERRUPTED
    if finished == len(cells):
        print(f"{finished} cells are done; look at {page}")
        return 0
    first = next(one for one in outcomes.values() if one.error)
    print(
        f"error: {len(cells) - finished} of {len(cells)} cells are not done, the first: {first.error}; "
        f"{out}/cells/*/log.txt tell more; the same command tries them again",
        file=sys.stderr,
    )
    return 2 if finished == 0 and first.usage else 1


def _brief(study: Study, one: Outcome) -> str:
    names = [name for name in study.metrics if name in one.metrics] or sorted(one.metrics)[:3]
    return ", ".join(f"{name} {one.metrics[name]:.4f}" for name in names[:4])


def _settings(words: list[str]) -> dict[str, Any]:
    """Settings of `fit` from words: --KEY VALUE or --KEY=VALUE.

    Raises:
        StudyError: a word is neither.
    """
    found: dict[str, Any] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise StudyError(f"{word!r}: expected --SETTING VALUE")
        key, equals, value = word[2:].partition("=")
        if not equals:
            if not rest:
                raise StudyError(f"--{key}: its value is missing")
            value = rest.pop(0)
        if key in ("name", "overwrite", "ckpt_path", "config", "out"):
            raise StudyError(f"--{key}: the study sets it for each cell; leave it out")
        try:
            read = yaml.safe_load(value)
        except yaml.YAMLError:
            read = value
        # YAML takes 1e-3 for a word; fit reads it as a number all the same.
        found[key] = value if isinstance(read, str) else read
    return found


def _split(word: str, expected: str) -> tuple[str, str]:
    axis, equals, labels = word.partition("=")
    if not equals or not labels:
        raise StudyError(f"{word!r}: expected {expected}")
    return axis, labels
