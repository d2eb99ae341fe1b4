"""The command line for batch systems: python -m blender_addon submit | status."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from ..batch.command import ADDON, BlenderMissingError
from ..batch.request import Request
from ..dataset.files import disk_errors
from ..dataset.layout import LOGS, SUBMITTED, DatasetError
from ..dataset.lines import append_line, read_lines
from ..exit_codes import SUCCESS
from ..headless import begin
from ..options import add_making, positive
from ..request_options import making
from .script import array_script, read_option
from .slurm import submit_script, task_states
from .status import read_status, status_lines


def add_cluster_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `submit` and `status`."""
    send = commands.add_parser("submit", help="make a dataset by a Slurm job array; again: make what is missing")
    add_making(send)
    send.add_argument("--shards", type=positive, required=True, metavar="K", help="tasks of the job array")
    send.add_argument(
        "--sbatch-option",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="an option of sbatch, as time=2:00:00 or gres=gpu:1; can be given several times",
    )
    send.add_argument(
        "--python",
        default=sys.executable,
        metavar="CMD",
        help="what runs Python on the nodes, as 'apptainer exec --nv packshot.sif python3' (default: this Python)",
    )
    send.add_argument("--print", action="store_true", dest="shown", help="show the script, and submit nothing")
    send.set_defaults(run=_submit)
    look = commands.add_parser("status", help="the status of a dataset: done, running, failed, pace, time left")
    look.add_argument("dataset", type=Path, metavar="DIR")
    look.set_defaults(run=_status)


def _submit(arguments: argparse.Namespace) -> int:
    request, root = making(arguments), arguments.out.resolve()
    options = dict(read_option(text) for text in arguments.sbatch_option)
    try:
        python = shlex.split(arguments.python)
    except ValueError as error:
        raise DatasetError(f"--python {arguments.python!r}: {error}") from error
    command = [*(python or [sys.executable]), "-m", "blender_addon", "generate", *_generate_words(request, arguments)]
    script = array_script(command, arguments.shards, f"packshot-{root.name}", root / LOGS, options, ADDON.parent)
    if arguments.shown:
        print(script, end="")
        return SUCCESS
    try:
        for text in begin(request):
            print(f"warning: {text}")
    except BlenderMissingError:
        if arguments.python == sys.executable:
            raise
        print("no Blender here to ask for its version: the first task begins the dataset")
    with disk_errors("making room for logs", root):
        (root / LOGS).mkdir(parents=True, exist_ok=True)
    job = submit_script(script)
    with disk_errors("noting the job", root):
        append_line(root / SUBMITTED, {"job": job, "shards": arguments.shards})
    print(
        f"submitted as job {job}, {arguments.shards} task{'s'[: arguments.shards > 1]}; logs: {root / LOGS}/{job}_*.log"
    )
    print(f"status: python -m blender_addon status {shlex.quote(str(root))}")
    return SUCCESS


def _generate_words(request: Request, arguments: argparse.Namespace) -> list[str]:
    """The options of `generate` that make the same dataset from any folder."""
    spec = Path(arguments.spec)
    words = ["--spec", str(spec.resolve()) if spec.is_file() else arguments.spec, "--out", str(request.out.resolve())]
    width, height = request.spec.resolution
    words += ["--count", str(request.spec.count), "--seed", str(request.spec.seed), "--resolution", f"{width}x{height}"]
    for kind in ("products", "hdris", "textures"):
        folders = getattr(request, kind)
        words += [f"--{kind}", *(str(folder.resolve()) for folder in folders)] if folders else []
    words += ["--workers", str(request.workers), "--samples-per-worker", str(request.samples_per_worker)]
    words += ["--worker-memory", str(request.worker_memory_mb)] if request.worker_memory_mb is not None else []
    words += ["--patience", f"{request.patience_s / 60:g}"] if request.patience_s is not None else []
    words += ["--device", request.device] if request.device else []
    return words + (["--blender", request.blender] if request.blender else [])


def _status(arguments: argparse.Namespace) -> int:
    root = arguments.dataset
    for line in status_lines(read_status(root)):
        print(line)
    jobs = {entry["job"]: entry.get("shards") for entry in read_lines(root / SUBMITTED, key="job", kind=str)[0]}
    states = task_states(list(jobs)[-5:])
    for job, found in states.items():
        told = ", ".join(f"{count} {state.lower()}" for state, count in sorted(found.items()))
        print(f"job {job}, {_tasks(jobs[job])}: {told}")
    return SUCCESS


def _tasks(count: int | None) -> str:
    return f"{count} task{'s' if count != 1 else ''}"
