"""`python -m trainlib predict`: photos in, packshots and a contact sheet out."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from trainlib.console.cli_errors import fail
from trainlib.console.hints import innermost
from trainlib.console.progress import count_progress, error_console
from trainlib.images.errors import PhotoError
from trainlib.images.photos import read_photo
from trainlib.inference.dataset_inputs import find_dataset_inputs, is_dataset
from trainlib.inference.framing import Frame, reframe
from trainlib.inference.messages import check_output_folder, describe_empty, describe_skipped
from trainlib.inference.options import OptionError, frame_of, parser, settings_of
from trainlib.inference.outputs import SUFFIXES, fingerprint, valid_results, write_result
from trainlib.inference.photo_search import Photo, Search, find_photos
from trainlib.inference.settings import PipelineSettings
from trainlib.process.exit_codes import FAILED, INTERRUPTED, SUCCESS
from trainlib.process.file_lock import FileHeldError, hold_file
from trainlib.process.memory import is_out_of_memory
from trainlib.process.signals import sigterm_as_interrupt
from trainlib.records import predictions
from trainlib.records.predictions import Prediction
from trainlib.report.contact_sheet import has_thumbnails, write_contact_sheet, write_thumbnails

if TYPE_CHECKING:
    from trainlib.inference.pipeline import Pipeline


# In the output folder, held while a run writes there.
LOCK = ".predicting"


@dataclass(frozen=True)
class Job:
    """What is made of each photo, and where it goes.

    Attributes:
        pipeline: makes it.
        fingerprint: of networks and options.
        out: the folder.
        write: which files, of `outputs.SUFFIXES`.
        frame: how the packshot is framed; None where it lies over the photo.
        overwrite: whether finished photos are made again.
    """

    pipeline: Pipeline
    fingerprint: str
    out: Path
    write: tuple[str, ...]
    frame: Frame | None
    overwrite: bool


@dataclass
class Tally:
    """The outcome of a run's photos."""

    made: list[Prediction] = field(default_factory=list)
    kept: list[Prediction] = field(default_factory=list)
    broken: list[Prediction] = field(default_factory=list)

    @property
    def all(self) -> list[Prediction]:
        """All photos of the run."""
        return [*self.made, *self.kept, *self.broken]

    def __str__(self) -> str:
        return f"{len(self.made)} made, {len(self.kept)} kept, {len(self.broken)} not read"


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser` for their meaning."""
    options = parser().parse_args(argv)
    try:
        with sigterm_as_interrupt():
            return _run(options)
    except KeyboardInterrupt:
        print("interrupted; the same command continues from what is finished")
        return INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    console = error_console()
    try:
        frame, settings = frame_of(options), settings_of(options)
        search = _find(options, console)
        # Loaded after the photos were found: PyTorch takes seconds, and an error in their path is said at once.
        job = _load(options, settings, frame)
    except (PhotoError, OptionError) as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"{error.filename}: {error.strerror}")
    try:
        with hold_file(options.out / LOCK):
            return _predict(search, job, options.photos, console)
    except FileHeldError as holder:
        return fail(f"--out {options.out}: another predict writes there ({holder}); wait for it, or give another --out")
    except OSError as error:
        return fail(
            f"--out {options.out}: cannot be written ({error.strerror}); fix that and run the same command again,"
            " finished photos are kept",
            FAILED,
        )


def _find(options: argparse.Namespace, console: Console) -> Search:
    """The photos that the options name.

    Raises:
        PhotoError: there are none, or the output folder cannot be used.
    """
    if is_dataset(options.photos):
        search = find_dataset_inputs(options.photos, options.split)
    else:
        search = find_photos(options.photos, options.recursive)
    check_output_folder(options.photos, options.out, options.recursive)
    for line in describe_skipped(search):
        console.print(line)
    if not search.photos:
        raise PhotoError(describe_empty(options.photos, options.recursive))
    return search


def _load(options: argparse.Namespace, settings: PipelineSettings, frame: Frame | None) -> Job:
    """Read the networks and make the output folder.

    Raises:
        OptionError: a network or the device cannot be used.
        OSError: the folder cannot be made, or a network cannot be read.
    """
    from trainlib.checkpoints import CheckpointError
    from trainlib.inference.networks import DeviceError
    from trainlib.inference.pipeline import Pipeline

    try:
        pipeline = Pipeline.load(options.cutout, options.relight, settings)
    except (CheckpointError, DeviceError) as error:
        raise OptionError(str(error)) from error
    made_with = fingerprint(options.cutout, options.relight, settings, frame)
    options.out.mkdir(parents=True, exist_ok=True)
    return Job(pipeline, made_with, options.out, options.write, frame, options.overwrite)


def _predict(search: Search, job: Job, source: Path, console: Console) -> int:
    before = predictions.read(job.out)
    tally = Tally()
    interrupted = False
    with count_progress(console) as progress:
        task = progress.add_task("photos", total=len(search.photos))
        try:
            for photo in search.photos:
                console.print(_predict_or_keep(photo, job, before.get(photo.source), tally))
                progress.advance(task)
        except KeyboardInterrupt:
            interrupted = True
    everything = _all_there(job.out, before, tally)
    predictions.rewrite(job.out, everything)
    page = write_contact_sheet(job.out, f"Packshots of {source.resolve().name}", everything)
    if interrupted:
        done, total = len(tally.all), len(search.photos)
        print(f"interrupted: {done} of {total} photos are finished; the same command continues from there")
        return INTERRUPTED
    print(f"{tally}; look at {page}")
    return SUCCESS if tally.made or tally.kept else FAILED


def _predict_or_keep(photo: Photo, job: Job, known: Prediction | None, tally: Tally) -> str:
    """Make the results of one photo, unless they are there, and add it to the tally; a line that says which."""
    valid = valid_results(job.out, photo, known, job.fingerprint)
    there = valid.issuperset(job.write) and has_thumbnails(job.out, photo.name)
    if known and there and not job.overwrite:
        tally.kept.append(known)
        return f"kept      {photo.source}"
    done = _predict_one(photo, job, valid)
    predictions.append(job.out, done)
    (tally.broken if done.error else tally.made).append(done)
    return f"not read  {photo.source}: {done.error}" if done.error else f"made      {photo.source}"


def _predict_one(photo: Photo, job: Job, valid: set[str]) -> Prediction:
    """Make and write the results of one photo; a photo that cannot be used comes back with an `error`.

    `valid` are results of it that are there already and stay true.
    """
    done = Prediction(photo.source, photo.name, 0, 0, job.fingerprint)
    try:
        found = photo.path.stat()
    except FileNotFoundError:
        return replace(done, error="it is gone: moved or deleted since the folder was listed")
    except OSError as error:
        return replace(done, error=f"cannot be read: {error.strerror}")
    done = replace(done, size_bytes=found.st_size, modified_ns=found.st_mtime_ns)
    try:
        image = read_photo(photo.path)
        start = time.perf_counter()
        result = job.pipeline(image)
        packshot = result.packshot if job.frame is None else reframe(result.packshot, result.mask, job.frame)
        seconds = time.perf_counter() - start
    except Exception as error:  # one unexpected photo must not end a long run
        return replace(done, error=_why(error))
    write_result(job.out, photo.name, result, packshot, job.write)
    write_thumbnails(job.out, photo.name, image, result.mask, packshot)
    return replace(
        done,
        width=image.shape[1],
        height=image.shape[0],
        confidence=round(result.confidence, 4),
        coverage=round(float(result.mask.mean()) / 255, 4),
        seconds=round(seconds, 4),
        files=",".join(kind for kind in SUFFIXES if kind in valid or kind in job.write),
    )


def _why(error: Exception) -> str:
    """Why a photo has no result, in one line."""
    if isinstance(error, PhotoError):
        return str(error)
    from trainlib.inference.networks import BrokenNetworkError

    if isinstance(error, BrokenNetworkError):
        return str(error)
    if is_out_of_memory(error):
        return "not enough memory for it; make the photo smaller"
    return f"failed on it, please report it: {type(error).__name__}: {innermost(str(error))}"


def _all_there(out: Path, before: dict[str, Prediction], tally: Tally) -> list[Prediction]:
    """The folder's content: this run's photos, and those of earlier runs whose results still exist."""
    now = {one.photo: one for one in tally.all}
    earlier = [
        one
        for source, one in before.items()
        if source not in now
        and not one.error
        and any((out / f"{one.name}{suffix}").is_file() for suffix in SUFFIXES.values())
        and not any(one.name == other.name for other in now.values())
    ]
    return [*now.values(), *earlier]
