"""`python -m trainlib mine`: proposes the photos of a folder that are worth labelling; collects what is accepted."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from rich.console import Console

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.console.progress import count_progress, error_console
from trainlib.images.errors import PhotoError
from trainlib.images.photos import read_photo
from trainlib.inference.network_options import add_device
from trainlib.inference.photo_search import Photo, find_photos
from trainlib.inference.settings import PipelineSettings
from trainlib.mining import known as scores
from trainlib.mining.accepted import write_accepted
from trainlib.mining.groups import group_of, hardest, propose, read_categories
from trainlib.mining.known import Known
from trainlib.process.exit_codes import FAILED, INTERRUPTED, SUCCESS
from trainlib.process.signals import sigterm_as_interrupt
from trainlib.records import proposals
from trainlib.records.files import write_csv
from trainlib.records.proposals import Proposal
from trainlib.weights import network_option, shipped_names

if TYPE_CHECKING:
    from trainlib.inference.pipeline import Pipeline

VERSION = 1
"""Raised when scoring changes; scores of another version are computed again."""
MOST = 100
SHOWN = 8


def parser() -> argparse.ArgumentParser:
    """The command line of `mine`."""
    result = OneLineParser(
        prog="python -m trainlib mine",
        usage="%(prog)s PHOTOS --cutout NET [NET] --out DIR [option …]\n       %(prog)s PHOTOS --out DIR --accepted",
        description="Scores the photos of a folder, subfolders too, by how much views of a photo (mirrored, at other"
        " sizes) or two networks disagree and how undecided they are. Proposes the worst: proposals.jsonl, their"
        " cut-outs, photos.csv and groups.csv. With --accepted it collects the proposals that a person accepted as"
        " accepted/photos and accepted/cutouts. Run again, it continues where it was stopped.",
        epilog="Exit code: 0, 1 if no photo could be scored, 2 if it could not start, 130 if it was interrupted.",
        allow_abbrev=False,
    )
    result.add_argument("photos", type=Path, help="the folder of photos")
    result.add_argument(
        "--cutout",
        type=network_option("cutout"),
        nargs="+",
        default=[],
        metavar="NAME|FILE",
        help="one cut-out network or two: checkpoints, their ONNX files, or such that come with Packshot"
        f" ({', '.join(shipped_names('cutout'))})",
    )
    result.add_argument("--out", type=Path, required=True, help="the folder for the results")
    result.add_argument(
        "--categories", type=Path, metavar="CSV", help="photo and category, a line each (default: group by folder)"
    )
    result.add_argument("--most", type=int, default=MOST, metavar="N", help=f"propose this many (default: {MOST})")
    result.add_argument(
        "--per-group", type=int, metavar="N", help="propose at most this many of each group (default: all)"
    )
    add_device(result)
    result.add_argument("--accepted", action="store_true", help="collect what was accepted; nothing is scored")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options = parser().parse_args(argv)
    try:
        with sigterm_as_interrupt():
            return _collect(options) if options.accepted else _mine(options)
    except PhotoError as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"{error.filename or options.out}: {error.strerror}", FAILED)
    except KeyboardInterrupt:
        print("interrupted; the same command continues from what is scored")
        return INTERRUPTED


def _collect(options: argparse.Namespace) -> int:
    folder, count = write_accepted(options.photos, options.out)
    print(f"{count} accepted photos with cut-outs in {folder}")
    return SUCCESS


def _mine(options: argparse.Namespace) -> int:
    if not 1 <= len(options.cutout) <= 2:
        raise PhotoError(f"--cutout: {len(options.cutout)} networks given; give one or two")
    for name in ("most", "per_group"):
        value = getattr(options, name)
        if value is not None and value < 1:
            raise PhotoError(f"--{name.replace('_', '-')} {value}: give at least 1")
    if options.out.resolve() == options.photos.resolve():
        raise PhotoError(f"--out {options.out}: holds the photos; give another folder")
    categories = None if options.categories is None else read_categories(options.categories)
    inside = options.out.resolve()
    found = [one for one in find_photos(options.photos, True).photos if inside not in one.path.resolve().parents]
    if not found:
        raise PhotoError(f"{options.photos}: holds no photo")
    pipelines = _load(options.cutout, options.device)
    options.out.mkdir(parents=True, exist_ok=True)
    console = error_console()
    done = _score(found, pipelines, _digest(options.cutout), options.out, console)
    rated = {photo: one for photo, one in done.items() if not one.error}
    if not rated:
        print("no photo could be scored")
        return FAILED
    groups = {photo: group_of(photo, categories) for photo in rated}
    chosen = propose({photo: one.score for photo, one in rated.items()}, groups, options.most, options.per_group)
    _write(options, found, pipelines[0], rated, groups, chosen, console)
    return SUCCESS


def _load(paths: Sequence[Path], device: str) -> list[Pipeline]:
    # Imported late: PyTorch takes seconds, and an error in a folder's path is said at once.
    from trainlib.checkpoints import CheckpointError
    from trainlib.inference.networks import DeviceError
    from trainlib.inference.pipeline import Pipeline

    try:
        return [Pipeline.load(path, None, PipelineSettings(device)) for path in paths]
    except (CheckpointError, DeviceError) as error:
        raise PhotoError(str(error)) from error


def _digest(paths: Sequence[Path]) -> str:
    """A fingerprint of these networks."""
    parts = [str(VERSION)]
    for path in paths:
        with path.open("rb") as file:
            parts.append(hashlib.file_digest(file, "sha256").hexdigest())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _score(
    photos: Sequence[Photo], pipelines: Sequence[Pipeline], digest: str, out: Path, console: Console
) -> dict[str, Known]:
    """The score of each photo; scores that are still valid are reused."""
    before, done = scores.read(out), {}
    with count_progress(console) as progress:
        task = progress.add_task("photos", total=len(photos))
        for photo in photos:
            stamp = f"{digest}:{photo.path.stat().st_size}:{photo.path.stat().st_mtime_ns}"
            one = before.get(photo.source)
            if one is None or one.stamp != stamp or one.error:
                one = _score_one(photo, pipelines, stamp)
                scores.append(out, one)
            if one.error:
                console.print(f"left out  {photo.source}: {one.error}")
            done[photo.source] = one
            progress.advance(task)
    return done


def _score_one(photo: Photo, pipelines: Sequence[Pipeline], stamp: str) -> Known:
    from trainlib.mining.views import score

    try:
        found = score(read_photo(photo.path), pipelines)
    except PhotoError as error:
        return Known(photo.source, stamp, 0.0, {}, [], str(error))
    parts = {name: round(value, 4) for name, value in found.parts.items()}
    return Known(photo.source, stamp, round(found.value, 4), parts, list(found.reasons))


def _write(
    options: argparse.Namespace,
    photos: Sequence[Photo],
    pipeline: Pipeline,
    rated: Mapping[str, Known],
    groups: Mapping[str, str],
    chosen: Sequence[str],
    console: Console,
) -> None:
    """Write the proposals with their cut-outs and both tables, and print the hardest groups."""
    by_source = {one.source: one for one in photos}
    with count_progress(console) as progress:
        task = progress.add_task("cut-outs", total=len(chosen))
        for source in chosen:
            result = pipeline(read_photo(by_source[source].path))
            place = options.out / _cutout_of(by_source[source])
            place.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(np.dstack([result.foreground, result.mask])).save(place)
            progress.advance(task)
    proposals.write(
        options.out,
        (
            Proposal(one, groups[one], rated[one].score, tuple(rated[one].reasons), _cutout_of(by_source[one]))
            for one in chosen
        ),
    )
    names = ("mirrored", "scaled", "networks", "undecided")
    ordered = sorted(rated.values(), key=lambda one: (-one.score, one.photo))
    rows = ([one.photo, groups[one.photo], one.score, *(one.parts.get(name, "") for name in names)] for one in ordered)
    write_csv(options.out / "photos.csv", ["photo", "group", "score", *names], rows)
    hard = hardest({photo: one.score for photo, one in rated.items()}, groups)
    table = ([one.name, one.photos, f"{one.score:.4f}", f"{one.worst:.4f}"] for one in hard)
    write_csv(options.out / "groups.csv", ["group", "photos", "score", "worst"], table)
    for one in hard[:SHOWN]:
        print(f"{one.name or 'no group'}: {one.photos} photos, mean score {one.score:.2f}, worst {one.worst:.2f}")
    print(f"{len(rated)} photos scored, {len(chosen)} proposed; look at {options.out / proposals.PROPOSALS}")


def _cutout_of(photo: Photo) -> str:
    return f"cutouts/{photo.name}.png"
