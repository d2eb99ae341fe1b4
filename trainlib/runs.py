"""A run's folder: what it may hold, which of its checkpoints is meant, and how it is computed."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
import yaml
from torch import nn

from trainlib.callbacks import BEST, LAST
from trainlib.callbacks.curves import FILE as CURVES
from trainlib.callbacks.pictures import FILE as PICTURES
from trainlib.checkpoints import KEY, CheckpointError, read_checkpoint
from trainlib.tasks.base import Task

log = logging.getLogger(__name__)


class UsageError(Exception):
    """Something that was asked for cannot be done; the message is one line for the one who asked."""


def check_config(path: Path) -> None:
    """See that a config can be read and holds settings by name.

    Raises:
        UsageError: where it does not.
    """
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: no YAML file (it is not text in UTF-8)") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: not readable as YAML: {' '.join(str(error).split())[:200]}") from error
    if not isinstance(settings, dict):
        found = "is empty" if settings is None else f"holds a {type(settings).__name__}"
        raise UsageError(f"{path}: {found}, expected settings by name, as in the configs that ship")


def claim_folder(folder: Path, overwrite: bool) -> None:
    """Make sure that a new run ends no other's: remove what an earlier one left only where that is asked for.

    Raises:
        UsageError: where the folder holds a run, or cannot be made.
    """
    if (folder / f"{LAST}.ckpt").exists() and not overwrite:
        raise UsageError(
            f"{folder} holds a run already: go on with --ckpt_path last, choose another --name, or say --overwrite true"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made ({error.strerror}); choose another --out") from error
    leftovers = [folder / name for name in (f"{BEST}.ckpt", f"{LAST}.ckpt", CURVES, PICTURES)]
    for path in [*leftovers, *folder.glob("events.out.tfevents.*")]:
        path.unlink(missing_ok=True)


def find_checkpoint(folder: Path, asked: str) -> Path:
    """The file that "best", "last" or a path names.

    Raises:
        UsageError: where there is none.
    """
    path = folder / f"{asked}.ckpt" if asked in (BEST, LAST) else Path(asked).expanduser()
    if not path.is_file():
        begin = " (a run that ended before it kept one is begun without --ckpt_path)" if asked == LAST else ""
        raise UsageError(f"{path}: no such checkpoint; train one with fit{begin}, or name a file with --ckpt_path")
    return path


def check_checkpoint(path: Path, task: str, network: dict[str, Any]) -> None:
    """See that a checkpoint holds the very network that is configured.

    Args:
        path: the file.
        task: the configured task's name.
        network: the configured network as a checkpoint describes it: "name" and "arguments".

    Raises:
        UsageError: where it does not.
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


def choose_precision(accelerator: str) -> str:
    """The fastest arithmetic that trains well on this machine, as Lightning names it.

    Mixed precision where hardware multiplies 16-bit numbers: bfloat16, or half on older GPUs.
    """
    if accelerator in ("auto", "gpu", "cuda") and torch.cuda.is_available():
        return "bf16-mixed" if torch.cuda.is_bf16_supported() else "16-mixed"
    if accelerator in ("auto", "cpu") and multiplies_bfloat16():
        return "bf16-mixed"
    return "32-true"


def multiplies_bfloat16() -> bool:
    """Whether this CPU has instructions for bfloat16 products; without them mixed precision slows it down."""
    flags = Path("/proc/cpuinfo")
    if not flags.is_file():
        return False
    known = flags.read_text(encoding="utf-8", errors="replace")
    return "avx512_bf16" in known or "amx_bf16" in known


def check_brought(path: Path, task: Task, resumes: bool) -> None:
    """See that a checkpoint is one of this task, and where training is to go on, that it can.

    Raises:
        UsageError: where it is not, or cannot.
    """
    check_checkpoint(path, task.name, {"name": task.network_name, "arguments": task.network_arguments})
    check_parts(path, task)
    if resumes:
        check_resume(path, asdict(task.optimisation))


def check_parts(path: Path, task: nn.Module) -> None:
    """See that a checkpoint has the tensors of all that is trained, and no others: also of what stands by the network.

    Raises:
        UsageError: where it has not.
    """
    held = {name: value.shape for name, value in read_checkpoint(path).get("state_dict", {}).items()}
    held = {name: shape for name, shape in held.items() if not name.startswith("frozen.")}
    wanted = {name: value.shape for name, value in task.state_dict().items()}
    differing = sorted(name for name in held.keys() | wanted.keys() if held.get(name) != wanted.get(name))
    if differing:
        parts = sorted({name.partition(".")[0] for name in differing})
        raise UsageError(
            f"{path}: its {' and '.join(parts)} is not that of the config ({differing[0]} differs, as {len(differing)} "
            "tensors do in all); give the settings that it was trained with"
        )


def check_resume(path: Path, optimisation: Mapping[str, Any]) -> None:
    """See that training can go on as it was begun, and say so where a setting will not tell.

    Args:
        path: the checkpoint.
        optimisation: as the config has it.

    Raises:
        UsageError: where its optimiser's state means nothing to the configured one.
    """
    held = read_checkpoint(path)[KEY].get("optimisation")
    if not isinstance(held, dict):
        return
    differing = {key: (held[key], optimisation[key]) for key in optimisation if held.get(key, ...) != optimisation[key]}
    shown = {key: f"{key} is {there!r} there and {here!r} here" for key, (there, here) in differing.items()}
    if other := [shown[key] for key in ("algorithm", "schedule", "freeze_encoder") if key in shown]:
        raise UsageError(
            f"{path}: {', '.join(other)}, and a run goes on as it was begun; give the same, or begin another --name"
        )
    if kept := [shown[key] for key in ("learning_rate", "weight_decay", "momentum") if key in shown]:
        log.warning("%s; a run goes on as it was begun, with what stands there", ", ".join(kept))


# Lightning's names of the ways to train in several processes that can leave out gradients.
SHARED = ("ddp", "ddp_spawn", "ddp_fork", "ddp_notebook")


def wait_for_no_other(strategy: Any, accelerator: Any, devices: Any) -> Any:
    """The strategy for a task of which a step leaves some weights without gradients.

    So does each of two optimisers with the other's network, and a network that does not use all of its encoder.

    Args:
        strategy: as asked for: a name, or one that has been made.
        accelerator: as asked for.
        devices: as asked for: a number, a list, or "auto".
    """
    if strategy == "auto" and several(str(accelerator), devices):
        strategy = "ddp"
    return f"{strategy}_find_unused_parameters_true" if strategy in SHARED else strategy


def several(accelerator: str, devices: Any) -> bool:
    """Whether Lightning will take more than one device."""
    if str(devices) in ("auto", "-1"):
        return accelerator in ("auto", "gpu", "cuda") and torch.cuda.device_count() > 1
    if isinstance(devices, list) or "," in str(devices):
        return len(devices if isinstance(devices, list) else str(devices).strip(",").split(",")) > 1
    return str(devices).isdecimal() and int(devices) > 1
