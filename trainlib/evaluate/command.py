"""`python -m trainlib evaluate`: measures networks, other tools' masks and finished packshots."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from trainlib.console.cli_errors import fail
from trainlib.console.progress import count_progress, error_console
from trainlib.evaluate import rows
from trainlib.evaluate.measuring import FAILED as FAILED_LIMITS
from trainlib.evaluate.methods import Method, find_methods
from trainlib.evaluate.one_photo import evaluate_photo
from trainlib.evaluate.options import check_options, parser
from trainlib.evaluate.packshot_folders import evaluate_packshots, find_packshot_folders
from trainlib.evaluate.page import write_evaluation_page
from trainlib.evaluate.pairs import Pairs, find_pairs, keep_listed
from trainlib.evaluate.relighting_command import evaluate_relighting
from trainlib.evaluate.results import Results, gather
from trainlib.evaluate.rows import Row
from trainlib.evaluate.statistics import FEW
from trainlib.evaluate.tables import write_tables
from trainlib.evaluate.terminal import (
    overall_table,
    tell_confidence,
    tell_limits,
    tell_outliers,
    tell_pairs,
    tell_precision,
)
from trainlib.images.errors import PhotoError
from trainlib.inference.settings import PipelineSettings
from trainlib.process.exit_codes import FAILED, INTERRUPTED, SUCCESS
from trainlib.process.signals import sigterm_as_interrupt
from trainlib.records.evaluations import Input, write_inputs


@dataclass(frozen=True)
class Evaluation:
    """What is evaluated.

    Attributes:
        names: of the photos or packshots.
        evaluate: from a name to a row for each method.
        methods: whose results they are.
        title: what the page calls it.
        framing: how packshots are framed, in words.
        inputs: the files of photos with ground truth, for `suggest`.
    """

    names: Sequence[str]
    evaluate: Callable[[str], list[Row]]
    methods: Sequence[Method]
    title: str
    framing: str
    inputs: Sequence[Input] = ()


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `options.parser`."""
    options = parser().parse_args(argv)
    console = error_console()
    try:
        check_options(options)
        if options.relight:
            with sigterm_as_interrupt():
                return evaluate_relighting(options, console)
        evaluation = _of_packshots(options) if options.packshots else _of_photos(options, console)
        options.out.mkdir(parents=True, exist_ok=True)
        write_inputs(options.out, evaluation.inputs)
    except PhotoError as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"{error.filename}: {error.strerror}")
    try:
        with sigterm_as_interrupt():
            return _evaluate(evaluation, options, console)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return fail(
            f"--out {options.out}: cannot be written ({error.strerror}); fix that and run the same command again, "
            "what was measured is kept",
            FAILED,
        )


def _of_photos(options: argparse.Namespace, console: Console) -> Evaluation:
    """The evaluation of cut-outs on photos with ground truth.

    Raises:
        PhotoError: a folder or a network cannot be used.
    """
    pairs = find_pairs(options.photos, options.ground_truth, options.split)
    _tell_alone(pairs, console)
    if options.list is not None:
        pairs, missing = keep_listed(pairs, options.list, options.split)
        if missing:
            console.print(f"skipped: {len(missing)} listed names have no pair, the first is {missing[0]}")
    # Imported late: PyTorch takes seconds, and an error in a folder's path is said at once.
    from trainlib.checkpoints import CheckpointError
    from trainlib.inference.networks import DeviceError

    try:
        settings = PipelineSettings(options.device, options.tta, options.two_pass, grabcut=options.grabcut)
        methods = find_methods(options.cutout, options.masks, options.stage, settings)
    except (CheckpointError, DeviceError) as error:
        raise PhotoError(str(error)) from error
    by_name = {pair.name: pair for pair in pairs.pairs}
    before = {} if options.overwrite else rows.read(options.out)
    framing = "in the photo's own framing"
    if options.fill is not None:
        framing = f"framed by each cut-out as `predict --fill {options.fill:g}` does"

    def evaluate(name: str) -> list[Row]:
        return evaluate_photo(by_name[name], methods, before, options.out, options.fill)

    inputs = [Input(pair.name, pair.photo, pair.ground_truth) for pair in pairs.pairs]
    return Evaluation(list(by_name), evaluate, methods, options.photos.resolve().name, framing, inputs)


def _of_packshots(options: argparse.Namespace) -> Evaluation:
    """The evaluation of finished packshots.

    Raises:
        PhotoError: a folder cannot be used.
    """
    folders = find_packshot_folders(options.packshots)
    if options.out.resolve() in {one.source.resolve() for one in folders}:
        raise PhotoError(f"--out {options.out}: holds what is evaluated; give another folder")
    before = {} if options.overwrite else rows.read(options.out)

    def evaluate(name: str) -> list[Row]:
        return evaluate_packshots(name, folders, before, options.out)

    names = sorted({name for one in folders for name in one.files})
    return Evaluation(names, evaluate, folders, "Packshots", "as they are")


def _evaluate(evaluation: Evaluation, options: argparse.Namespace, console: Console) -> int:
    found: list[Row] = []
    interrupted = False
    with count_progress(console) as progress:
        task = progress.add_task("photos", total=len(evaluation.names))
        try:
            for name in evaluation.names:
                measured = evaluation.evaluate(name)
                found += measured
                for text in dict.fromkeys(row.error for row in measured if row.error):
                    console.print(f"left out  {name}: {text}")
                progress.advance(task)
        except KeyboardInterrupt:
            interrupted = True
    labels = [one.label for one in evaluation.methods]
    results = gather(found, labels, options.seed, options.resamples, options.limits)
    write_tables(options.out, results, evaluation.methods)
    order = options.order or ("dice" if results.sweeps else FAILED_LIMITS)
    if results.photos and order not in results.metrics:
        print(f"--order {order}: was not measured here; the page goes by {FAILED_LIMITS}", file=sys.stderr)
        order = FAILED_LIMITS
    title = f"{evaluation.title}: {' against '.join(results.labels)}"
    page = write_evaluation_page(options.out, title, results, order, options.shown, evaluation.framing)
    if interrupted:
        done, count = len({row.photo for row in found}), len(evaluation.names)
        print(f"interrupted: {done} of {count} photos are done; the same command continues; so far: {page}")
        return INTERRUPTED
    return _tell(results, page)


def _tell(results: Results, page: Path) -> int:
    """Print the main results; the exit code."""
    if not results.photos:
        print(f"no photo has a result of every method; look at {page} for the reasons")
        return FAILED
    # In a pipe nothing says how wide a line may be, so as wide as it is.
    width = None if sys.stdout.isatty() else 20 + 40 * len(results.labels)
    Console(highlight=False, width=width).print(overall_table(results))
    told = (tell_pairs, tell_precision, tell_limits, tell_confidence, tell_outliers)
    for line in (line for tell in told for line in tell(results)):
        print(line)
    if len(results.photos) < FEW:
        print("so few photos say little: their intervals are narrower than what more photos would show")
    left = f", {len(results.left_out)} left out" if results.left_out else ""
    print(f"{len(results.photos)} photos evaluated{left}; look at {page}")
    return SUCCESS


def _tell_alone(pairs: Pairs, console: Console) -> None:
    for names, text in (
        (pairs.photos_alone, "photos have no ground truth"),
        (pairs.ground_truth_alone, "masks or cut-outs have no photo"),
    ):
        if names:
            more = " …" if len(names) > 3 else ""
            console.print(f"skipped: {len(names)} {text}: {', '.join(names[:3])}{more}")
