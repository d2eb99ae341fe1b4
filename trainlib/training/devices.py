"""Chooses precision, and the strategy for several devices."""

from pathlib import Path
from typing import Any

import torch
from lightning.fabric.utilities import rank_zero_only

# Lightning's strategies for several processes that allow missing gradients.
SHARED = ("ddp", "ddp_spawn", "ddp_fork", "ddp_notebook")


# The supported precisions by Lightning's names. True 16-bit weights are not among them, because the batch becomes
# 32-bit after Lightning has converted it.
PRECISIONS = ("32-true", "16-mixed", "bf16-mixed", "64-true")
SHORT_NAMES = ("32", "16", "bf16", "64")


def check_precision(precision: str | int) -> None:
    """Refuse precisions that networks are not trained in.

    Raises:
        ValueError: it is not supported; the message names those that are.
    """
    if str(precision) not in (*PRECISIONS, *SHORT_NAMES):
        raise ValueError(f"trainer.precision is {precision!r}; expected one of {', '.join(PRECISIONS)}")


def choose_precision(accelerator: str) -> str:
    """The fastest precision that trains well on this machine, by Lightning's name.

    Mixed precision if the hardware multiplies 16-bit numbers: bfloat16, or half on older GPUs.
    """
    if accelerator in ("auto", "gpu", "cuda") and torch.cuda.is_available():
        return "bf16-mixed" if torch.cuda.is_bf16_supported() else "16-mixed"
    if accelerator in ("auto", "cpu") and _multiplies_bfloat16():
        return "bf16-mixed"
    return "32-true"


def _multiplies_bfloat16() -> bool:
    """Whether this CPU has instructions for bfloat16 products; without them mixed precision slows it down."""
    flags = Path("/proc/cpuinfo")
    if not flags.is_file():
        return False
    known = flags.read_text(encoding="utf-8", errors="replace")
    return "avx512_bf16" in known or "amx_bf16" in known


def allow_unused_weights(strategy: Any, accelerator: Any, devices: Any) -> Any:
    """The strategy for a task whose steps leave some weights without gradients.

    Two optimisers do so with each other's network, and so does a network that does not use all of its encoder.

    Args:
        strategy: as asked for: a name, or one that has been made.
        accelerator: as asked for.
        devices: as asked for: a number, a list, or "auto".
    """
    if strategy == "auto" and several(str(accelerator), devices):
        strategy = "ddp"
    return f"{strategy}_find_unused_parameters_true" if strategy in SHARED else strategy


def several(accelerator: str, devices: Any) -> bool:
    """Whether Lightning will use more than one device."""
    if str(devices) in ("auto", "-1"):
        return accelerator in ("auto", "gpu", "cuda") and torch.cuda.device_count() > 1
    if isinstance(devices, list) or "," in str(devices):
        return len(devices if isinstance(devices, list) else str(devices).strip(",").split(",")) > 1
    return str(devices).isdecimal() and int(devices) > 1


def is_first_process() -> bool:
    """Whether this is the training process that prints messages."""
    return getattr(rank_zero_only, "rank", 0) == 0
