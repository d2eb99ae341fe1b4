"""Makes datasets without the panel: the functions behind the command line and the operators."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .batch.command import BlenderMissingError, worker_command
from .batch.events import Emit, Event, WorkerFailed, say
from .batch.job import Job, read_job
from .batch.memory import usual_limit_mb
from .batch.orphans import end_with_parent, is_orphaned
from .batch.plan import begin_at_shard, missing_ids
from .batch.request import Request
from .batch.summary import Summary
from .batch.summary_text import missing_words, print_summary
from .batch.supervisor import PATIENCE_S, Run
from .batch.temporary import sweep_temporary
from .batch.watch import watch
from .dataset.header import Asked, close_dataset, open_dataset, read_header
from .dataset.header_warnings import note_warnings
from .dataset.index import rebuild_index
from .dataset.layout import DatasetError
from .dataset.left_out import read_left_out
from .dataset.leftovers import sweep
from .dataset.wholeness import set_aside_damaged
from .exit_codes import FAILED, INTERRUPTED, SUCCESS
from .library.asset import Library
from .library.credits import LibraryError
from .library.scan import scan_library
from .spec import DatasetSpec
from .spec_toml import SpecError, spec_to_dict


@dataclass(frozen=True)
class Plan:
    """A started dataset, and the job that completes it."""

    job: Job
    command: list[str]
    workers: int
    warnings: list[str]
    patience_s: float
    samples_per_worker: int
    cleared: int
    """The number of files and folders of killed runs that were deleted."""


def prepare(request: Request) -> Plan:
    """Check everything that a run needs, start or continue the dataset, and find the missing samples (`job.ids`).

    Raises:
        BlenderMissingError, DatasetError, LibraryError: In one line, what is wrong and how to fix it.
    """
    library, warnings = _begin(request)
    known = read_left_out(request.out, library)
    warnings += [f"left out, as found before: {asset}: {reason}" for asset, reason in sorted(known.items())]
    cleared = len(sweep(request.out)) + len(sweep_temporary())
    warnings += [f"{text}; it is made again" for text in set_aside_damaged(request.out)]
    ids = begin_at_shard(missing_ids(request.out, request.spec.count), *request.shard)
    workers = max(1, min(request.workers, len(ids)))
    job = Job(
        spec_to_dict(request.spec),
        {kind: [str(place) for place in places] for kind, places in _folders(request).items()},
        str(request.out.resolve()),
        tuple(ids),
        max(1, cores() // workers),
        usual_limit_mb(workers) if request.worker_memory_mb is None else request.worker_memory_mb,
        device=request.device or request.spec.render.device,
    )
    patience_s = usual_patience_s(request.spec) if request.patience_s is None else request.patience_s
    return Plan(
        job, worker_command(request.blender), workers, warnings, patience_s, request.samples_per_worker, cleared
    )


def begin(request: Request) -> list[str]:
    """Only start the dataset, or check that the request continues it; returns warnings for people.

    Raises:
        BlenderMissingError, DatasetError, LibraryError: As `prepare`.
    """
    return _begin(request)[1]


def _begin(request: Request) -> tuple[Library, list[str]]:
    version = request.blender_version or _blender_version(request.blender)
    folders = _folders(request)
    library, scanned = scan_library(**folders)
    changes = open_dataset(request.out, Asked(spec_to_dict(request.spec), library, version))
    note_warnings(request.out, _below(scanned, [place for places in folders.values() for place in places]))
    return library, scanned + changes


def _below(texts: list[str], folders: Sequence[Path]) -> list[str]:
    """The texts with paths below these folders in place of this machine's."""
    for folder in folders:
        texts = [text.replace(f"{folder}{os.sep}", "") for text in texts]
    return texts


def _folders(request: Request) -> dict[str, tuple[Path, ...]]:
    """Folders of assets by their full paths, so that messages of run and workers agree."""
    asked = {"products": request.products, "hdris": request.hdris, "textures": request.textures}
    return {kind: tuple(place.resolve() for place in places) for kind, places in asked.items()}


def usual_patience_s(spec: DatasetSpec) -> float:
    """Seconds that a sample of this spec may take while no duration is known: more for more paths than usual."""
    width, height = spec.resolution
    paths = width * height * (spec.render.room_samples + spec.render.studio_samples)
    usual = DatasetSpec()
    unit = usual.resolution[0] * usual.resolution[1] * (usual.render.room_samples + usual.render.studio_samples)
    return PATIENCE_S * max(1.0, paths / unit)


def start(plan: Plan, on_event: Emit) -> Run:
    """Start the plan's workers. The caller polls, and calls `complete` when `poll` returns False."""
    return Run(plan.job, plan.workers, plan.command, on_event, plan.samples_per_worker, plan.patience_s)


def complete(root: Path) -> int:
    """Clean up after a run, complete or not: files of dead workers, the index, the credits. Returns how many samples
    are missing.

    Raises:
        DatasetError: In one line, what is wrong and how to fix it.
    """
    rebuild_index(root)
    close_dataset(root)
    sweep(root)
    return len(missing_ids(root, int(read_header(root)["count"])))


def generate(request: Request) -> int:
    """Make the dataset with progress on the standard output; returns the exit code."""
    plan = prepare(request)
    for text in plan.warnings:
        print(f"warning: {text}")
    if plan.cleared:
        print(f"cleared {plan.cleared} leftover{'s' if plan.cleared > 1 else ''} of runs that were killed")
    total = len(plan.job.ids)
    there = request.spec.count - total
    print(f"{request.out}: {request.spec.count} samples, {there} there already, {total} to make")
    summary, wall = Summary(0), 0.0
    if total:
        summary, wall = watch(partial(start, plan), plan.warnings)
    complete(request.out)
    missing = len(missing_ids(request.out, request.spec.count))
    print_summary(request.out, summary, wall, plan.warnings)
    if summary.stopped:
        print(f"stopped; {missing_words(missing)}: the same command again makes them")
        return INTERRUPTED
    if summary.fatal:
        print(f"error: {summary.fatal}", file=sys.stderr)
    if missing:
        print(f"{missing_words(missing)}; the same command again tries once more", file=sys.stderr)
    return FAILED if missing or summary.fatal else SUCCESS


def write_scene_file(job_file: Path) -> int:
    """Build a sample's room and save it, see `batch.scene_file`. Needs bpy."""
    from .batch.scene_file import write_scene

    write_scene(job_file)
    return SUCCESS


def work(job_file: Path) -> int:
    """Run as a worker: make the job's samples and report each to the supervisor. Needs bpy."""
    from .batch.worker import run_job
    from .render.device_choice import DeviceError

    job = read_job(job_file)
    if job.supervised:
        end_with_parent()

    def emit(event: Event) -> None:
        say(event)
        if job.supervised and is_orphaned():
            raise SystemExit(1)

    try:
        run_job(job, emit)
    except (DatasetError, DeviceError, LibraryError, SpecError) as error:
        say(WorkerFailed(str(error)))
        return FAILED
    return SUCCESS


def _blender_version(blender: str = "") -> str:
    """The version of Blender that will render ("4.5.15"): an executable, or this Python's bpy.

    Raises:
        BlenderMissingError: Neither is there.
    """
    if not blender:
        try:
            return importlib.metadata.version("bpy")
        except importlib.metadata.PackageNotFoundError as error:
            raise BlenderMissingError(
                f"{sys.executable} has no bpy to render with: use .venv-blender/bin/python -m blender_addon "
                "(`make setup` makes that environment), or name a Blender by --blender"
            ) from error
    try:
        run = subprocess.run([blender, "--version"], capture_output=True, text=True, timeout=60, check=True)
        return run.stdout.split()[1]
    except (OSError, subprocess.SubprocessError, IndexError) as error:
        raise BlenderMissingError(f"{blender}: is not a Blender that runs: {error}") from error


def cores() -> int:
    """How many cores this process may use, which a batch system may limit."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    given = os.environ.get("SLURM_CPUS_PER_TASK", "")  # not every Slurm limits a task to its cores
    return min(there, int(given)) if given.isdigit() and int(given) else there
