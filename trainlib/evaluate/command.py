"""``python -m trainlib evaluate``: judges networks and other tools' masks on photos with truth."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from trainlib.evaluate import rows
from trainlib.evaluate.contestants import Contestant, find_contestants
from trainlib.evaluate.judging import FIGURES, judge
from trainlib.evaluate.mattes import Matte, read_matte
from trainlib.evaluate.page import picture_path, write_answer, write_evaluation_page, write_photo
from trainlib.evaluate.pairs import Pair, Pairs, find_pairs, keep_listed
from trainlib.evaluate.results import gather
from trainlib.evaluate.rows import Row
from trainlib.evaluate.tables import overall_table, tell_confidence, tell_pairs, write_tables
from trainlib.inference.held_out import SPLITS
from trainlib.inference.options import TTA
from trainlib.inference.photos import PhotoError, Picture, read_photo
from trainlib.mistakes import OneLineParser

INTERRUPTED = 130
VERSION = 3


def parser() -> argparse.ArgumentParser:
    """The command line of ``evaluate``."""
    result = OneLineParser(
        prog="python -m trainlib evaluate",
        description="Judges cut-outs on photos with truth, each at its own size: networks as `predict` runs them, and"
        " folders of masks that other tools made, side by side. Writes index.html (the worst photos first), photos.csv,"
        " overall.csv, pairs.csv, thresholds.csv and evaluation.json. Run again, it goes on where it was stopped.",
        epilog="Example: evaluate photos --truth cutouts --cutout out/train/a/best.ckpt --cutout b=other.ckpt"
        " --masks rembg=masks/rembg --out out/judged. Exit code: 0 if at least one photo was judged, 1 if none was,"
        " 2 if it could not start, 130 if it was interrupted.",
        allow_abbrev=False,
    )
    result.add_argument("photos", type=Path, help="a folder of photos, or a packshot dataset")
    result.add_argument(
        "--truth", type=Path, metavar="DIR",
        help="masks (1 bit or grey, white is product) or cut-outs (transparent), named as the photos up to the suffix;"
        " a dataset brings its own",
    )  # fmt: skip
    result.add_argument("--split", choices=SPLITS, default="test",
                        help="of a dataset or a splits.json: which split (default: test)")  # fmt: skip
    result.add_argument("--list", type=Path, metavar="FILE",
                        help="judge only these: a name a line, or the splits.json that `fit` leaves beside a run on"
                        " photos, whose --split is taken")  # fmt: skip
    result.add_argument("--cutout", action="append", nargs="+", default=[], metavar="CKPT",
                        help="cut-out networks; LABEL=CKPT gives one a name")  # fmt: skip
    result.add_argument("--masks", action="append", nargs="+", default=[], metavar="DIR",
                        help="folders of masks or cut-outs, NAME.png or NAME.mask.png; LABEL=DIR names it")  # fmt: skip
    result.add_argument("--out", type=Path, required=True, help="the folder for tables, pictures and the page")
    result.add_argument(
        "--stage", choices=("predict", "raw", "both"), default="predict",
        help="judge what `predict` makes of a network's answer (default), the network alone (photo reduced by area,"
        " answer brought up by cubic), or both side by side",
    )  # fmt: skip
    result.add_argument("--tta", choices=TTA, default="flip", help="as in `predict`: what is averaged (default: flip)")
    result.add_argument("--double-pass", action="store_true", help="as in `predict`: look again at the product's crop")
    result.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    result.add_argument("--order", choices=tuple(FIGURES), default="dice", help="what the worst photos are worst by")
    result.add_argument("--shown", type=int, default=200, metavar="N", help="photos on the page (default: 200)")
    result.add_argument("--seed", type=int, default=7, help="of the bootstrap's draws (default: 7)")
    result.add_argument("--resamples", type=int, default=10_000, metavar="N", help="draws (default: 10000)")
    result.add_argument("--overwrite", action="store_true", help="judge again what is judged already")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see ``parser``."""
    options = parser().parse_args(argv)
    networks, folders = ([word for words in given for word in words] for given in (options.cutout, options.masks))
    if not networks and not folders:
        return _fail("nothing to judge: give --cutout CKPT or --masks DIR")
    if options.resamples < 1 or options.shown < 0:
        return _fail("--resamples must be at least 1 and --shown at least 0")
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    try:
        pairs = find_pairs(options.photos, options.truth, options.split)
        _tell_alone(pairs, console)
        if options.list is not None:
            pairs, missing = keep_listed(pairs, options.list, options.split)
            if missing:
                console.print(f"left alone: {len(missing)} listed names have no pair, the first is {missing[0]}")
        if options.out.exists() and not options.out.is_dir():
            raise PhotoError(f"--out {options.out}: is a file; give a folder")
        if options.out.resolve() in {path.resolve() for path in (options.photos, options.truth) if path is not None}:
            raise PhotoError(f"--out {options.out}: holds what is judged; give another folder")
    except PhotoError as error:
        return _fail(str(error))
    # Imported late: PyTorch takes seconds, and a mistake in a folder's path is said at once.
    from trainlib.checkpoints import CheckpointError
    from trainlib.inference.networks import DeviceError

    try:
        contestants = find_contestants(networks, folders, options.stage, options.device, options.tta,
                                        options.double_pass)  # fmt: skip
        options.out.mkdir(parents=True, exist_ok=True)
    except (CheckpointError, DeviceError, PhotoError) as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}")
    try:
        return _evaluate(pairs, contestants, options, console)
    except OSError as error:
        print(f"error: --out {options.out}: cannot be written ({error.strerror}); mend that and run the same command "
              "again, judged photos are kept", file=sys.stderr)  # fmt: skip
        return 1


def _evaluate(
    pairs: Pairs, contestants: Sequence[Contestant], options: argparse.Namespace, console: Console
) -> int:
    before = {} if options.overwrite else rows.read(options.out)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("time left"),
               TimeRemainingColumn())  # fmt: skip
    found: list[Row] = []
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("photos", total=len(pairs.pairs))
        try:
            for pair in pairs.pairs:
                judged = _judge_photo(pair, contestants, before, options.out)
                found += judged
                for text in dict.fromkeys(row.error for row in judged if row.error):
                    console.print(f"left out  {pair.name}: {text}")
                progress.advance(task)
        except KeyboardInterrupt:
            progress.stop()
            done = len({row.photo for row in found})
            print(f"interrupted: {done} of {len(pairs.pairs)} photos are judged; the same command goes on from there")
            return INTERRUPTED
    results = gather(found, [one.label for one in contestants], options.seed, options.resamples)
    write_tables(options.out, results, contestants)
    title = f"{options.photos.resolve().name}: {' against '.join(results.labels)}"
    page = write_evaluation_page(options.out, title, results, options.order, options.shown)
    if not results.photos:
        print(f"no photo has an answer of every contestant; look at {page} for the reasons")
        return 1
    # In a pipe nothing says how wide a line may be, so as wide as it is.
    width = None if sys.stdout.isatty() else 20 + 40 * len(contestants)
    Console(highlight=False, width=width).print(overall_table(results))
    for line in (*tell_pairs(results), *tell_confidence(results)):
        print(line)
    left = f", {len(results.left_out)} left out" if results.left_out else ""
    print(f"{len(results.photos)} photos judged{left}; look at {page}")
    return 0


def _judge_photo(
    pair: Pair, contestants: Sequence[Contestant], before: dict[tuple[str, str], Row], out: Path
) -> list[Row]:
    """A row for each contestant; those that still hold are taken from before, the rest are judged and recorded."""
    fresh = [Row(pair.name, one.label, _stamp(pair, one)) for one in contestants]
    done = []
    for row in fresh:
        known = before.get((row.photo, row.contestant))
        holds = known is not None and known.stamp == row.stamp and not known.error
        if known is not None and holds and (out / picture_path(row.photo, row.contestant)).is_file():
            done.append(known)
        else:
            done.append(row)
    if all(row.figures for row in done):
        return done
    try:
        picture, truth = _read(pair)
    except PhotoError as error:
        done = [replace(row, error=str(error)) for row in fresh]
        for row in done:
            rows.append(out, row)
        return done
    write_photo(out, pair.name, picture)
    for place, (row, contestant) in enumerate(zip(done, contestants, strict=True)):
        if not row.figures:
            done[place] = _judge_one(row, contestant, picture, truth, out)
            rows.append(out, done[place])
    return done


def _judge_one(row: Row, contestant: Contestant, picture: Picture, truth: Matte, out: Path) -> Row:
    row = replace(row, width=picture.shape[1], height=picture.shape[0])
    try:
        start = time.perf_counter()
        answer = contestant.answer(row.photo, picture)
        seconds = time.perf_counter() - start
        judged = judge(answer, truth)
    except PhotoError as error:
        return replace(row, error=str(error))
    except MemoryError:
        return replace(row, error="not enough memory for it")
    write_answer(out, row.photo, row.contestant, picture, answer.alpha, truth.alpha)
    return replace(row, figures=judged.figures, sweep=judged.sweep, product=judged.product, seconds=round(seconds, 4),
                   confidence=answer.confidence)  # fmt: skip


def _read(pair: Pair) -> tuple[Picture, Matte]:
    """The photo and its truth, of one size."""
    picture, truth = read_photo(pair.photo), read_matte(pair.truth)
    if truth.alpha.shape != picture.shape[:2]:
        height, width = truth.alpha.shape
        raise PhotoError(f"truth {pair.truth.name} is {width} x {height}, the photo {picture.shape[1]} x "
                         f"{picture.shape[0]}")  # fmt: skip
    if not np.any(truth.alpha >= 0.5):
        raise PhotoError(f"truth {pair.truth.name} is empty: nothing in it is product")
    return picture, truth


def _stamp(pair: Pair, contestant: Contestant) -> str:
    parts = [str(VERSION), contestant.settings, contestant.stamp(pair.name)]
    for path in (pair.photo, pair.truth):
        try:
            found = path.stat()
            parts.append(f"{found.st_size}:{found.st_mtime_ns}")
        except OSError:
            parts.append("gone")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _tell_alone(pairs: Pairs, console: Console) -> None:
    for names, text in ((pairs.photos_alone, "photos have no truth"), (pairs.truths_alone, "truths have no photo")):
        if names:
            more = " …" if len(names) > 3 else ""
            console.print(f"left alone: {len(names)} {text}: {', '.join(names[:3])}{more}")


def _fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    return 2
