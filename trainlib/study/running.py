"""One trial: `fit`, `validate` and `test` through the real command line, each a process of its own."""

from __future__ import annotations

import csv
import fcntl
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trainlib.process.exit_codes import USAGE_ERROR
from trainlib.records.files import replace_file
from trainlib.records.run_files import CURVES
from trainlib.study.plan import StudyError, Trial

TRIAL, DONE, LOG, LOCK = "trial.json", "done.json", "log.txt", ".lock"
# How long a process may take to write its checkpoint when the study is stopped.
GRACE = 120


@dataclass(frozen=True)
class Outcome:
    """The outcome of a trial: its metrics ("val/dice") and cost, or why there are none."""

    metrics: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    samples: int = 0
    steps: int = 0
    epochs: int = 0
    error: str = ""
    usage: bool = False


def command(step: str, trial: Trial, root: Path, resume: bool = False) -> list[str]:
    """The command line of one step of a trial."""
    words = [sys.executable, "-m", "trainlib", step, "--config", trial.config]
    # A class comes before its settings, which would otherwise be checked against the previous class.
    ordered = sorted(trial.settings.items(), key=lambda item: (item[0].count("."), "class_path" not in item[0]))
    words += [f"--{key}={_word(value)}" for key, value in ordered]
    words += [f"--name={trial.name}", f"--out={root}"]
    return [*words, "--ckpt_path=last"] if resume else words


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def run_trial(trial: Trial, root: Path, test: bool, tell: Callable[[str], None]) -> Outcome:
    """Train and measure a trial, or continue with one that was stopped, or take what is done.

    Args:
        trial: which one.
        root: the folder of all trials' folders.
        test: whether to measure the split test, too.
        tell: is given the latest line of the running process.

    Raises:
        StudyError: the folder holds a trial with other settings.
        KeyboardInterrupt: after the running process has kept its checkpoint.
    """
    folder = root / trial.name
    record_trial(trial, folder)
    steps = ["fit", "validate", *(["test"] if test else [])]
    done = _read(folder / DONE).get("steps", [])
    for step in steps:
        if step in done:
            continue
        resume = step == "fit" and (folder / "last.ckpt").is_file()
        code, last = _run(command(step, trial, root, resume), folder / LOG, tell)
        if code != 0:
            return Outcome(error=f"{step}: {last or f'exit code {code}'}", usage=code == USAGE_ERROR)
        done = [*done, step]
        replace_file(folder / DONE, json.dumps({"steps": done}).encode())
    return _read_outcome(folder, steps)


def finished_outcome(trial: Trial, root: Path, test: bool) -> Outcome | None:
    """The outcome of a trial whose steps are all done; None if some are not."""
    steps = ["fit", "validate", *(["test"] if test else [])]
    done = _read(root / trial.name / DONE).get("steps", [])
    return _read_outcome(root / trial.name, steps) if isinstance(done, list) and set(steps) <= set(done) else None


def record_trial(trial: Trial, folder: Path) -> None:
    """Record a trial's settings before it runs.

    Raises:
        StudyError: the folder was made for other settings.
    """
    wanted = {"config": trial.config, "levels": trial.levels, "seed": trial.seed, "settings": trial.settings}
    path = folder / TRIAL
    if path.is_file():
        held = _read(path)
        for key in sorted({*wanted["settings"], *held.get("settings", {})}):  # type: ignore[misc]
            there, here = held.get("settings", {}).get(key), trial.settings.get(key)
            if there != json.loads(json.dumps(here)):
                raise StudyError(
                    f"{folder}: was made with {key} {there!r}, this study has {here!r}; "
                    f"take another --out, or delete that folder"
                )
        if held.get("config") != trial.config:
            raise StudyError(f"{folder}: was made with config {held.get('config')!r}; take another --out")
        return
    replace_file(path, (json.dumps(wanted, indent=2) + "\n").encode())


def _read_outcome(folder: Path, steps: list[str]) -> Outcome:
    """The metrics and the cost of a trial that is done."""
    metrics: dict[str, float] = {}
    for step in steps[1:]:
        metrics |= {key: float(value) for key, value in _read(folder / f"{step}.json").get("metrics", {}).items()}
    try:
        with (folder / CURVES).open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except OSError:
        rows = []
    last = rows[-1] if rows else {}
    cost = {key: float(last.get(key) or 0) for key in ("seconds", "samples", "step")}
    return Outcome(metrics, cost["seconds"], int(cost["samples"]), int(cost["step"]), len(rows))


def _run(words: list[str], log: Path, tell: Callable[[str], None]) -> tuple[int, str]:
    """Run a process with its output in the log; its exit code and its last line.

    The process holds the trial's lock while it lives. So a study that was killed and started again does not train
    beside what the first one left running.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as file, (log.parent / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return 1, "a study that was killed, or another one, still runs it; end that process or wait for it"
        file.write(f"$ {' '.join(words)}\n")
        file.flush()
        start = log.stat().st_size
        # In a new session, so that Ctrl-C reaches only this process, which forwards it once and waits.
        with subprocess.Popen(
            words, stdout=file, stderr=subprocess.STDOUT, start_new_session=True, pass_fds=[lock.fileno()]
        ) as process:
            try:
                while True:
                    try:
                        code = process.wait(timeout=1)
                        return code, _last_line(log, start)
                    except subprocess.TimeoutExpired:
                        tell(_last_line(log, start))
            except BaseException:
                _stop(process)
                raise


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=GRACE)
    except subprocess.TimeoutExpired:
        process.kill()


def _last_line(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(max(start, log.stat().st_size - 2000))
        lines = [line.strip() for line in file.read().decode("utf-8", errors="replace").splitlines()]
    # Skip lines that only draw tables.
    lines = [line for line in lines if any(map(str.isalnum, line))]
    errors = [line for line in lines if line.startswith("error: ")]
    return (errors or lines or [""])[-1].removeprefix("error: ")[:300]


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
