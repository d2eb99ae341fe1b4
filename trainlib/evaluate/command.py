"""``python -m trainlib evaluate``: judges networks, other tools' masks and finished packshots."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from rich.console import Console

from trainlib.console.progress import count_progress, error_console
from trainlib.evaluate import rows
from trainlib.evaluate.contestants import Party, find_contestants
from trainlib.evaluate.finished import find_finished, judge_finished
from trainlib.evaluate.judging import FAILED
from trainlib.evaluate.marketplace import read_limits
from trainlib.evaluate.one_photo import judge_photo
from trainlib.evaluate.options import PHOTO_FRAMING, parser
from trainlib.evaluate.page import write_evaluation_page
from trainlib.evaluate.pairs import Pairs, find_pairs, keep_listed
from trainlib.evaluate.results import gather
from trainlib.evaluate.rows import Row
from trainlib.evaluate.statistics import FEW
from trainlib.evaluate.tables import overall_table, tell_confidence, tell_limits, tell_pairs, write_tables
from trainlib.images.errors import PhotoError
from trainlib.inference.settings import PipelineSettings
from trainlib.process.exit_codes import INTERRUPTED
from trainlib.process.signals import sigterm_as_interrupt

# From a photo's name to a row for each party.
Judge = Callable[[str], list[Row]]


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see ``options.parser``."""
    options = parser().parse_args(argv)
    console = error_console()
    try:
        _check(options)
        names, judge, parties, title, framing = (_packshots if options.packshots else _photos)(options, console)
        options.out.mkdir(parents=True, exist_ok=True)
    except PhotoError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}")
    try:
        with sigterm_as_interrupt():
            return _evaluate(names, judge, parties, title, framing, options, console)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        print(
            f"error: --out {options.out}: cannot be written ({error.strerror}); mend that and run the same command "
            "again, judged photos are kept",
            file=sys.stderr,
        )
        return 1


def _check(options: argparse.Namespace) -> None:
    """Mistakes that are plain from the words alone, and the lists in one piece.

    Raises:
        PhotoError: there is one.
    """
    for name in ("cutout", "masks", "packshots", "limits"):
        setattr(options, name, [word for words in getattr(options, name) for word in words])
    if options.packshots:
        given = {
            "PHOTOS": options.photos,
            "--truth": options.truth,
            "--list": options.list,
            "--cutout": options.cutout,
            "--masks": options.masks,
        }
        for name, value in given.items():
            if value:
                raise PhotoError(
                    f"--packshots and {name}: finished packshots are judged by themselves; give one of the two"
                )
    elif options.photos is None:
        raise PhotoError("nothing to judge on: give a folder of photos or a dataset, or --packshots DIR")
    elif not options.cutout and not options.masks:
        raise PhotoError("nothing to judge: give --cutout CKPT or --masks DIR")
    if options.resamples < 1 or options.shown < 0:
        raise PhotoError("--resamples must be at least 1 and --shown at least 0")
    options.limits = read_limits(options.limits)
    if options.fill == PHOTO_FRAMING:
        options.fill = None
    else:
        try:
            options.fill = float(options.fill)
        except ValueError:
            options.fill = float("nan")
        if not 0.1 <= options.fill <= 1:
            raise PhotoError(f"--fill: a share of the canvas from 0.1 to 1, such as 0.85, or {PHOTO_FRAMING}")
    if options.out.exists() and not options.out.is_dir():
        raise PhotoError(f"--out {options.out}: is a file; give a folder")
    if options.out.resolve() in {path.resolve() for path in (options.photos, options.truth) if path is not None}:
        raise PhotoError(f"--out {options.out}: holds what is judged; give another folder")


def _photos(options: argparse.Namespace, console: Console) -> tuple[Sequence[str], Judge, Sequence[Party], str, str]:
    """What is judged on photos with truth: their names, how, whom, and what the page says of it.

    Raises:
        PhotoError: a folder or a network cannot be used.
    """
    pairs = find_pairs(options.photos, options.truth, options.split)
    _tell_alone(pairs, console)
    if options.list is not None:
        pairs, missing = keep_listed(pairs, options.list, options.split)
        if missing:
            console.print(f"left alone: {len(missing)} listed names have no pair, the first is {missing[0]}")
    # Imported late: PyTorch takes seconds, and a mistake in a folder's path is said at once.
    from trainlib.checkpoints import CheckpointError
    from trainlib.inference.networks import DeviceError

    try:
        settings = PipelineSettings(options.device, options.tta, options.two_pass)
        parties = find_contestants(options.cutout, options.masks, options.stage, settings)
    except (CheckpointError, DeviceError) as error:
        raise PhotoError(str(error)) from error
    by_name = {pair.name: pair for pair in pairs.pairs}
    before = {} if options.overwrite else rows.read(options.out)

    def judge(name: str) -> list[Row]:
        return judge_photo(by_name[name], parties, before, options.out, options.fill)

    framing = (
        "in the photo's own framing"
        if options.fill is None
        else f"framed by each answer as `predict --fill {options.fill:g}` does"
    )
    return list(by_name), judge, parties, options.photos.resolve().name, framing


def _packshots(options: argparse.Namespace, _: Console) -> tuple[Sequence[str], Judge, Sequence[Party], str, str]:
    """The same of finished packshots.

    Raises:
        PhotoError: a folder cannot be used.
    """
    folders = find_finished(options.packshots)
    if options.out.resolve() in {one.source.resolve() for one in folders}:
        raise PhotoError(f"--out {options.out}: holds what is judged; give another folder")
    before = {} if options.overwrite else rows.read(options.out)

    def judge(name: str) -> list[Row]:
        return judge_finished(name, folders, before, options.out)

    names = sorted({name for one in folders for name in one.files})
    return names, judge, folders, "Packshots", "as they are"


def _evaluate(
    names: Sequence[str],
    judge: Judge,
    parties: Sequence[Party],
    title: str,
    framing: str,
    options: argparse.Namespace,
    console: Console,
) -> int:
    found: list[Row] = []
    interrupted = False
    with count_progress(console) as progress:
        task = progress.add_task("photos", total=len(names))
        try:
            for name in names:
                judged = judge(name)
                found += judged
                for text in dict.fromkeys(row.error for row in judged if row.error):
                    console.print(f"left out  {name}: {text}")
                progress.advance(task)
        except KeyboardInterrupt:
            interrupted = True
    results = gather(found, [one.label for one in parties], options.seed, options.resamples, options.limits)
    write_tables(options.out, results, parties)
    order = options.order or ("dice" if results.sweeps else FAILED)
    if results.photos and order not in results.metrics:
        print(f"--order {order}: was not measured here; the page goes by {FAILED}", file=sys.stderr)
        order = FAILED
    title = f"{title}: {' against '.join(results.labels)}"
    page = write_evaluation_page(options.out, title, results, order, options.shown, framing)
    if interrupted:
        done = len({row.photo for row in found})
        print(f"interrupted: {done} of {len(names)} photos are judged; the same command goes on; so far: {page}")
        return INTERRUPTED
    if not results.photos:
        print(f"no photo has an answer of every contestant; look at {page} for the reasons")
        return 1
    # In a pipe nothing says how wide a line may be, so as wide as it is.
    width = None if sys.stdout.isatty() else 20 + 40 * len(parties)
    Console(highlight=False, width=width).print(overall_table(results))
    for line in (*tell_pairs(results), *tell_limits(results), *tell_confidence(results)):
        print(line)
    if len(results.photos) < FEW:
        print("so few photos say little: their intervals are narrower than what more photos would show")
    left = f", {len(results.left_out)} left out" if results.left_out else ""
    print(f"{len(results.photos)} photos judged{left}; look at {page}")
    return 0


def _tell_alone(pairs: Pairs, console: Console) -> None:
    for names, text in ((pairs.photos_alone, "photos have no truth"), (pairs.truths_alone, "truths have no photo")):
        if names:
            more = " …" if len(names) > 3 else ""
            console.print(f"left alone: {len(names)} {text}: {', '.join(names[:3])}{more}")


def _fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    return 2
