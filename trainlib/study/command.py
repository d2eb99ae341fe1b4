"""`python -m trainlib study`: trains and measures every trial of a grid, and puts them into one table and plot."""

from __future__ import annotations

import argparse
import fcntl
from pathlib import Path
from typing import Any

import yaml

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.console.progress import count_progress, error_console
from trainlib.process.exit_codes import FAILED, INTERRUPTED, SUCCESS, USAGE_ERROR
from trainlib.process.signals import sigterm_as_interrupt
from trainlib.study.plan import Study, StudyError, Trial
from trainlib.study.running import Outcome, finished_outcome, record_trial, run_trial
from trainlib.study.study_file import SHIPPED, find_study, read_study
from trainlib.study.submitting import LOGS, submit_trials
from trainlib.study.tables import write_study


def parser() -> argparse.ArgumentParser:
    """The command line of `study`."""
    result = OneLineParser(
        prog="python -m trainlib study",
        usage="%(prog)s STUDY --out DIR [option …] [--any.setting.of.fit VALUE …]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Trains and measures every combination of settings that a study's file names, with every seed,\n"
        "each by `fit`, `validate` and, where the study says so, `test` in a folder of its own. Writes trials.csv,\n"
        "groups.csv, study.md, and index.html with plots: mean and interval over seeds. Run again, it continues\n"
        "where it stopped.",
        epilog="Studies that ship:\n" + "\n".join(_shipped()) + "\n\n"
        "Every other option is a setting of `fit` for all trials. Small, for a CPU:\n"
        "  study size_curve --out out/size --data.root DATASET --only samples=100,333 --seeds 1 2 \\\n"
        "      --trainer.max_epochs 5 --data.size 64\n\n"
        "Exit code: 0 if all trials are done, 1 if some failed, 2 if it could not start, 130 if it was interrupted.",
        allow_abbrev=False,
    )
    result.add_argument("study", help="a YAML file, or one that ships, see below")
    result.add_argument("--out", type=Path, required=True, help="the folder for tables, plots and the trials' runs")
    result.add_argument("--seeds", type=int, nargs="+", metavar="N", help="instead of the study's")
    result.add_argument(
        "--only", action="append", default=[], metavar="AXIS=LEVEL,…", help="these levels of an axis alone"
    )
    result.add_argument("--submit", action="store_true", help="make each trial a task of a Slurm job array")
    result.add_argument(
        "--sbatch-option", action="append", default=[], metavar="KEY=VALUE", help="with --submit, as time=2:00:00"
    )
    result.add_argument("--trial", type=int, metavar="I", help="run this one alone, from 0 in the order of --dry-run")
    result.add_argument("--dry-run", action="store_true", help="list the trials and stop")
    return result


def _shipped() -> list[str]:
    """A line for each study that ships: its name, title, axes and number of runs."""
    studies = [(path.stem, read_study(path)) for path in sorted(SHIPPED.glob("*.yaml"))]
    return [
        f"  {name:20}{study.title}: {' x '.join(study.axes)} ({len(study.trials())} runs)" for name, study in studies
    ]


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options, rest = parser().parse_known_args(argv)
    try:
        study = _asked_study(options, rest)
        trials = study.trials()
        if options.dry_run:
            for trial in trials:
                print(f"{trial.name}: {trial.described}")
            print(f"{len(trials)} trials")
            return SUCCESS
        if options.trial is not None and not 0 <= options.trial < len(trials):
            raise StudyError(f"--trial {options.trial}: there are {len(trials)}, from 0")
        for trial in trials:
            record_trial(trial, options.out / "trials" / trial.name)
        if options.submit:
            return _submit(argv, study, trials, options)
    except StudyError as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"--out {options.out}: cannot be written ({error.strerror})")
    with sigterm_as_interrupt():  # the running trial keeps its checkpoint
        return _run(study, trials, options.out, None if options.trial is None else trials[options.trial])


def _asked_study(options: argparse.Namespace, rest: list[str]) -> Study:
    """The study of the command line, changed by its options.

    Raises:
        StudyError: there is no such study, or an option is wrong.
    """
    study = read_study(find_study(options.study))
    only: dict[str, list[str]] = {}
    for word in options.only:
        axis, equals, labels = word.partition("=")
        if not equals or not labels:
            raise StudyError(f"{word!r}: expected --only AXIS=LEVEL,…")
        only.setdefault(axis, []).extend(labels.split(","))
    if options.out.exists() and not options.out.is_dir():
        raise StudyError(f"--out {options.out}: is a file; give a folder")
    return study.with_options(_settings(rest), only, options.seeds)


def _submit(argv: list[str], study: Study, trials: list[Trial], options: argparse.Namespace) -> int:
    """Submit the trials that are not done to Slurm."""
    left = [
        number
        for number, trial in enumerate(trials)
        if finished_outcome(trial, options.out / "trials", study.test) is None
    ]
    if not left:
        print(f"{len(trials)} trials are done; look at {options.out / 'index.html'}")
        return SUCCESS
    job = submit_trials(argv, left, options.out, options.sbatch_option)
    print(f"submitted as job {job}: {len(left)} of {len(trials)} trials; logs: {options.out / LOGS}/{job}_*.log")
    return SUCCESS


def _run(study: Study, trials: list[Trial], out: Path, alone: Trial | None = None) -> int:
    """Run the trials, or one of them while others run elsewhere; the exit code."""
    outcomes: dict[str, Outcome] = {}
    console = error_console()
    asked = trials if alone is None else [alone]

    def write_so_far() -> Path:
        with (out / ".tables.lock").open("w") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX)  # another task may write them now
            for trial in trials if alone is not None else []:
                one = finished_outcome(trial, out / "trials", study.test)
                if one is not None:
                    outcomes[trial.name] = one
            return write_study(out, study, [(trial, outcomes.get(trial.name)) for trial in trials])

    with count_progress(console) as progress:
        task = progress.add_task("", total=len(asked))
        try:
            for trial in asked:
                progress.update(task, description=trial.described)

                def show(line: str, trial: Trial = trial) -> None:
                    progress.update(task, description=f"{trial.described}: {line[:100]}")

                one = outcomes[trial.name] = run_trial(trial, out / "trials", study.test, show)
                state = f"failed  {trial.described}: {one.error}" if one.error else f"done    {trial.described}"
                console.print(state if one.error else f"{state}: {_brief(study, one)}")
                write_so_far()
                progress.advance(task)
                if one.usage and len(outcomes) == 1:
                    break  # a setting that fails in the first trial would fail in all
        except KeyboardInterrupt:
            done = sum(not one.error for one in outcomes.values())
            page = write_so_far()
            print(f"interrupted: {done} of {len(trials)} trials are done; the same command continues; so far: {page}")
            return INTERRUPTED
    page = write_so_far()
    return _report([outcomes[trial.name] for trial in asked if trial.name in outcomes], len(asked), out, page)


def _report(outcomes: list[Outcome], count: int, out: Path, page: Path) -> int:
    """Print the outcome of the trials; the exit code."""
    failed = [one for one in outcomes if one.error]
    done = len(outcomes) - len(failed)
    if done == count:
        print(f"{done} trial{'s are' if done > 1 else ' is'} done; look at {page}")
        return SUCCESS
    return fail(
        f"{count - done} of {count} trials are not done, the first: {failed[0].error}; "
        f"{out}/trials/*/log.txt tell more; the same command tries them again",
        USAGE_ERROR if done == 0 and failed[0].usage else FAILED,
    )


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
            raise StudyError(f"--{key}: the study sets it for each trial; leave it out")
        try:
            read = yaml.safe_load(value)
        except yaml.YAMLError:
            read = value
        # YAML reads 1e-3 as text; `fit` still reads it as a number.
        found[key] = value if isinstance(read, str) else read
    return found
