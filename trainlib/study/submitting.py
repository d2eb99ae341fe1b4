"""Submits a study's trials as tasks of a Slurm job array: each runs `study` with one trial's number."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from trainlib.study.plan import StudyError

# Options of the submission, which the tasks do not get.
SUBMIT, SBATCH, TRIAL = "--submit", "--sbatch-option", "--trial"
LOGS = "logs"
# Options of sbatch that are set here.
OURS = ("array", "wrap", "output")
# How long sbatch may take to answer.
PATIENCE_S = 60.0

# bash runs a trap only once `wait` returns, so the command is in the background. A signal ends `wait` early, hence the
# loop. 130 is a run that has kept its checkpoint.
BODY = """\

cd {folder} || exit 1
export PYTHONPATH={home}${{PYTHONPATH:+:$PYTHONPATH}} PYTHONUNBUFFERED=1
again=
{command} {trial} "$SLURM_ARRAY_TASK_ID" &
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


def submit_trials(argv: Sequence[str], numbers: Sequence[int], out: Path, options: Sequence[str]) -> str:
    """Hand trials to sbatch.

    Args:
        argv: the words after `study`, including those of the submission.
        numbers: which trials, from 0.
        out: the study's folder, which gets the tasks' logs.
        options: of sbatch, as "time=2:00:00".

    Returns:
        the job's id.

    Raises:
        StudyError: there is no sbatch, it refuses, or an option is none.
        OSError: the folder cannot be written.
    """
    logs = out.resolve() / LOGS
    script = array_script(task_words(argv), numbers, f"study-{out.resolve().name}", logs, options)
    if shutil.which("sbatch") is None:
        raise StudyError(f"{SUBMIT}: sbatch is not found here; submit where Slurm is")
    logs.mkdir(parents=True, exist_ok=True)
    try:
        told = subprocess.run(
            ["sbatch", "--parsable"], input=script, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise StudyError(f"{SUBMIT}: sbatch does not answer") from error
    if told.returncode:
        raise StudyError(f"{SUBMIT}: sbatch refuses: {' '.join(told.stderr.split())[:300]}")
    return told.stdout.strip().partition(";")[0]


def array_script(words: Sequence[str], numbers: Sequence[int], name: str, logs: Path, options: Sequence[str]) -> str:
    """The script of the job array; StudyError where an option of sbatch is none."""
    settings = {
        "job-name": name,
        "array": ",".join(map(str, numbers)),
        "output": f"{logs}/%A_%a.log",
        "open-mode": "append",
        "requeue": "",
        "signal": "B:USR1@120",
        **_read_options(options),
    }
    lines = [f"#SBATCH --{key}" + (f'="{value}"' if value else "") for key, value in settings.items()]
    home = shlex.quote(str(Path(__file__).resolve().parents[2]))
    body = BODY.format(folder=shlex.quote(str(Path.cwd())), home=home, command=shlex.join(words), trial=TRIAL)
    return "\n".join(["#!/bin/bash", *lines]) + "\n" + body


def task_words(argv: Sequence[str]) -> list[str]:
    """The command of one task without its trial's number: the same study without the options of the submission."""
    words, skip = [sys.executable, "-m", "trainlib", "study"], False
    for word in argv:
        if not skip and word != SUBMIT and word.partition("=")[0] != SBATCH:
            words.append(word)
        skip = not skip and word == SBATCH
    return words


def _read_options(options: Sequence[str]) -> Mapping[str, str]:
    found = {}
    for text in options:
        key, _, value = text.strip().lstrip("-").partition("=")
        if not key.replace("-", "").isalnum() or '"' in value or not value.isprintable():
            raise StudyError(f"{SBATCH} {text!r}: give sbatch's long option, such as time=2:00:00")
        if key in OURS:
            raise StudyError(f"{SBATCH} {key}: the study sets it; leave it out")
        found[key] = value
    return found
