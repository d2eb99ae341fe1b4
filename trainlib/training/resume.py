"""Checks that a checkpoint fits the config, so that a run can be measured or continued."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from torch import nn

from trainlib.checkpoints import KEY, CheckpointError, read_checkpoint
from trainlib.console.cli_errors import UsageError
from trainlib.tasks.base import Task

log = logging.getLogger(__name__)


def check_brought(path: Path, task: Task, resumes: bool) -> None:
    """Check that a checkpoint is one of this task and, for a resume, that training can continue from it.

    Raises:
        UsageError: it is not, or it cannot.
    """
    _check_checkpoint(path, task.name, {"name": task.network_name, "arguments": task.network_arguments})
    _check_parts(path, task)
    if resumes:
        _check_resume(path, asdict(task.optimisation))


def _check_parts(path: Path, task: nn.Module) -> None:
    """Check that a checkpoint has exactly the tensors of the task, including those outside the network.

    Raises:
        UsageError: it has not.
    """
    held = {name: value.shape for name, value in read_checkpoint(path).get("state_dict", {}).items()}
    wanted = {name: value.shape for name, value in task.state_dict().items()}
    differing = sorted(name for name in held.keys() | wanted.keys() if held.get(name) != wanted.get(name))
    if differing:
        parts = sorted({name.partition(".")[0] for name in differing})
        raise UsageError(
            f"{path}: its {' and '.join(parts)} is not that of the config ({differing[0]} differs, as {len(differing)} "
            "tensors do in all); give the settings that it was trained with"
        )


def _check_resume(path: Path, optimisation: Mapping[str, Any]) -> None:
    """Check that training can continue as it was started, and warn of settings that have no effect.

    Args:
        path: the checkpoint.
        optimisation: as the config has it.

    Raises:
        UsageError: its optimiser's state does not fit the configured optimiser.
    """
    held = read_checkpoint(path)[KEY].get("optimisation")
    if not isinstance(held, dict):
        return
    differing = {key: (held[key], optimisation[key]) for key in optimisation if held.get(key, ...) != optimisation[key]}
    shown = {key: f"{key} is {there!r} there and {here!r} here" for key, (there, here) in differing.items()}
    if other := [shown[key] for key in ("algorithm", "schedule", "freeze_encoder") if key in shown]:
        raise UsageError(
            f"{path}: {', '.join(other)}, and a run continues as it was started; give the same, or another --name"
        )
    if kept := [shown[key] for key in ("lr", "weight_decay", "momentum") if key in shown]:
        log.warning("%s; a run continues as it was started, with the checkpoint's value", ", ".join(kept))


def _check_checkpoint(path: Path, task: str, network: dict[str, Any]) -> None:
    """Check that a checkpoint holds the configured network.

    Args:
        path: the file.
        task: the configured task's name.
        network: the configured network as a checkpoint describes it: "name" and "arguments".

    Raises:
        UsageError: it does not.
    """
    try:
        description = read_checkpoint(path).get(KEY)
    except CheckpointError as error:
        raise UsageError(str(error)) from error
    if not isinstance(description, dict) or not isinstance(description.get("network"), dict):
        raise UsageError(f"{path}: not a packshot checkpoint ({KEY!r} is not complete)")
    if description.get("task") != task:
        raise UsageError(f"{path}: holds a {description.get('task')} network, the config trains {task}")
    held = description["network"].get("arguments")
    held = held if isinstance(held, dict) else {}
    wanted = network["arguments"]
    differing = [key for key in wanted if key not in held or held[key] != wanted[key]]
    if description["network"].get("name") != network["name"] or differing:
        details = ", ".join(f"{key} is {held.get(key)!r} there and {wanted[key]!r} here" for key in differing)
        raise UsageError(f"{path}: not the network of the config ({details or 'it is of another kind'})")
