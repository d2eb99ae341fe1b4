"""The shell script of a Slurm job array, each task of which runs `generate` on the same dataset."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..dataset.layout import DatasetError

SET_HERE = {
    "array": "--shards sets it",
    "wrap": "submit writes the script",
    "output": "logs lie in the dataset, where status finds them",
}
"""Options of sbatch that `submit` sets itself, and why."""
_WARNED_S = 120
"""Seconds before its time limit at which a task ends in order and queues again."""

# bash runs a trap only after the foreground command, so the command runs in the background. A signal ends `wait` early,
# hence the loop. Exit code 130 means that `generate` has ended in order.
_BODY = """\

cd {folder} || exit 1
export PYTHONPATH={home}${{PYTHONPATH:+:$PYTHONPATH}} PYTHONUNBUFFERED=1
again=
{command} &
child=$!
trap 'again=yes; kill -TERM "$child" 2>/dev/null' USR1
trap 'kill -TERM "$child" 2>/dev/null' TERM INT
wait "$child"; code=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
if [ -n "$again" ] && [ "$code" -eq 130 ]; then
    echo "the time limit is near: this task queues again"
    scontrol requeue "${{SLURM_ARRAY_JOB_ID}}_${{SLURM_ARRAY_TASK_ID}}" && sleep 60
fi
exit "$code"
"""


def array_script(
    command: Sequence[str], shards: int, name: str, logs: Path, options: Mapping[str, str | None], home: Path
) -> str:
    """A script for `sbatch`.

    Args:
        command: The command of each task; `--shard` with the task's number is appended.
        shards: How many tasks.
        name: The job's.
        logs: Folder of the tasks' logs, which has to exist.
        options: Further options of sbatch without dashes, which override the ones set here; None: without a value.
        home: The folder that holds this package, and in which the tasks run.
    """
    settings: dict[str, str | None] = {
        "job-name": name,
        "array": f"0-{shards - 1}",
        "output": f"{logs}/%A_%a.log",
        "open-mode": "append",  # a task that is queued again continues in its own log
        "requeue": None,
        "signal": f"B:USR1@{_WARNED_S}",
        **options,
    }
    lines = [f"#SBATCH --{key}" + ("" if value is None else f"={_quoted(value)}") for key, value in settings.items()]
    words = f'{shlex.join(command)} --shard "$SLURM_ARRAY_TASK_ID/{shards}"'
    body = _BODY.format(folder=shlex.quote(str(home)), home=shlex.quote(str(home)), command=words)
    return "\n".join(["#!/bin/bash", *lines]) + "\n" + body


def read_option(text: str) -> tuple[str, str | None]:
    """An option of sbatch: "time=2:00:00", "--time=2:00:00" or "exclusive".

    Raises:
        DatasetError: It is not an option, or `submit` sets it itself.
    """
    key, equals, value = text.strip().lstrip("-").partition("=")
    if not key or not all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in key):
        raise DatasetError(f"--sbatch-option {text!r}: give sbatch's long option, such as time=2:00:00")
    if any(ord(letter) < 32 for letter in value):
        raise DatasetError(f"--sbatch-option {key}: its value holds a control character")
    if key in SET_HERE:
        raise DatasetError(f"--sbatch-option {key}: {SET_HERE[key]}; leave it out")
    return key, value if equals else None


def _quoted(value: str) -> str:
    """A value for an #SBATCH line: in double quotes if it has a space or a quote."""
    if not any(letter in value for letter in " \t\"'#\\"):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
