"""Networks as .safetensors: half-precision weights and, as JSON in the file's header, what they are weights of.

A tenth of a checkpoint's size, since it lacks what a resumed training needs; read without any unpickling.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from trainlib.checkpoints.layout import KEY, PREFIX, CheckpointError

SUFFIX = ".safetensors"
_NARROWED = torch.float16


def write_weights(checkpoint: dict[str, Any], path: Path) -> int:
    """Write what `predict` needs of a checkpoint.

    Numbers with a fraction are kept in 16 bits, whole ones as they are.

    Args:
        checkpoint: as `read_checkpoint` gives it.
        path: the file to write; written beside it first, then renamed.

    Returns:
        The file's size in bytes.

    Raises:
        CheckpointError: the checkpoint holds no network, or a weight that 16 bits cannot hold.
        OSError: the file cannot be written.
    """
    description = checkpoint.get(KEY)
    tensors = {name: value for name, value in checkpoint.get("state_dict", {}).items() if name.startswith(PREFIX)}
    if not isinstance(description, dict) or not tensors:
        raise CheckpointError(f"{path}: nothing to write, the checkpoint holds no network")
    narrowed = {name: _narrow(name, value) for name, value in tensors.items()}
    kept = {name: value for name, value in description.items() if name != "optimisation"}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    save_file(narrowed, part, metadata={KEY: json.dumps(kept, sort_keys=True)})
    part.replace(path)
    return path.stat().st_size


def _narrow(name: str, value: Tensor) -> Tensor:
    if not value.is_floating_point():
        return value.contiguous()
    narrowed = value.to(_NARROWED).contiguous()
    if not bool(torch.isfinite(narrowed).all()):
        raise CheckpointError(f"{name}: holds numbers beyond half precision; the training went astray")
    return narrowed


def read_weights(path: Path) -> dict[str, Any]:
    """The file as `read_checkpoint` gives a checkpoint: plain data and float32 tensors on the CPU.

    Raises:
        CheckpointError: the file is broken or says nothing of its network.
    """
    try:
        with safe_open(str(path), framework="pt") as file:
            written = (file.metadata() or {}).get(KEY)
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(f"{path}: broken or cut short, no weights can be read from it") from error
    try:
        description = json.loads(written or "")
    except ValueError as error:
        raise CheckpointError(f"{path}: weights alone; it does not say of which network") from error
    widened = {name: value.float() if value.is_floating_point() else value for name, value in tensors.items()}
    return {KEY: description, "state_dict": widened}
