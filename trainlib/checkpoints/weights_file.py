"""Networks as .safetensors: weights in 16 or 8 bits and, as JSON in the file's header, what they are weights of.

A tenth of a checkpoint's size, since it lacks what a resumed training needs; read without any unpickling. The format
has no checksum, so the header holds one of ours, of all that makes the network.

In 8 bits a kernel is whole numbers from -127 to 127, with one scale for each output channel under `NAME:scale`
(symmetric, per channel: Krishnamoorthi 2018, section 2). The network still computes in float32.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from trainlib.checkpoints.layout import KEY, PREFIX, CheckpointError
from trainlib.weights import is_shipped

SUFFIX = ".safetensors"
CHECKSUM = "sha256"
_NARROWED = torch.float16
_SCALE = ":scale"
_LEVELS = 127  # of 8 bits on either side of 0


def write_weights(checkpoint: dict[str, Any], path: Path, bits: int = 16) -> int:
    """Write what `predict` needs of a checkpoint.

    Numbers with a fraction are kept in 16 bits, whole ones as they are.

    Args:
        checkpoint: as `read_checkpoint` gives it.
        path: the file to write; written beside it first, then renamed.
        bits: 16, or 8 for kernels in 8 bits. Biases and normalisation stay at 16.

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
    narrowed: dict[str, Tensor] = {}
    for name, value in tensors.items():
        narrowed |= _in_8_bits(name, value) if bits == 8 and value.dim() > 1 else {name: _narrow(name, value)}
    kept = {name: value for name, value in description.items() if name != "optimisation"}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    described = json.dumps(kept, sort_keys=True)
    save_file(narrowed, part, metadata={KEY: described, CHECKSUM: _checksum(described, narrowed)})
    part.replace(path)
    return path.stat().st_size


def _narrow(name: str, value: Tensor) -> Tensor:
    if not value.is_floating_point():
        return value.contiguous()
    narrowed = value.to(_NARROWED).contiguous()
    if not bool(torch.isfinite(narrowed).all()):
        raise CheckpointError(f"{name}: holds numbers beyond half precision; the training has diverged")
    return narrowed


def _in_8_bits(name: str, value: Tensor) -> dict[str, Tensor]:
    """A kernel as whole numbers, and the step of each of its output channels."""
    if not bool(torch.isfinite(value).all()):
        raise CheckpointError(f"{name}: holds NaN or infinite numbers; the training has diverged")
    scale = value.abs().amax(dim=tuple(range(1, value.dim())), keepdim=True).float() / _LEVELS
    steps = torch.where(scale > 0, value / scale, torch.zeros_like(value))
    return {name: steps.round().to(torch.int8).contiguous(), f"{name}{_SCALE}": scale.contiguous()}


def read_weights(path: Path) -> dict[str, Any]:
    """The file as `read_checkpoint` gives a checkpoint: plain data and float32 tensors on the CPU.

    Raises:
        CheckpointError: the file is broken, was changed or says nothing of its network.
    """
    try:
        with safe_open(str(path), framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(f"{path}: broken or cut short, no weights can be read from it") from error
    written = metadata.get(KEY, "")
    if not written:
        raise CheckpointError(f"{path}: weights alone; it does not say of which network")
    if CHECKSUM not in metadata and not is_shipped(path):
        raise CheckpointError(f"{path}: holds no checksum, so damage would not be seen; export the checkpoint again")
    if CHECKSUM in metadata and metadata[CHECKSUM] != _checksum(written, tensors):
        raise CheckpointError(f"{path}: damaged, it has changed since it was written; take it from a copy")
    try:
        description = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path}: what it says of its network cannot be read") from error
    return {KEY: description, "state_dict": _widen(tensors)}


def _widen(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Tensors as networks hold them: numbers with a fraction in float32."""
    widened = {}
    for name, value in tensors.items():
        if name.endswith(_SCALE):
            continue
        scale = tensors.get(f"{name}{_SCALE}")
        if scale is not None:
            widened[name] = value.float() * scale.float()
        else:
            widened[name] = value.float() if value.is_floating_point() else value
    return widened


def _checksum(description: str, tensors: Mapping[str, Tensor]) -> str:
    """SHA-256 of the description and of each tensor's name, type, shape and bytes."""
    found = hashlib.sha256(description.encode())
    for name, value in sorted(tensors.items()):
        found.update(f"\n{name} {value.dtype} {list(value.shape)}\n".encode())
        found.update(value.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return found.hexdigest()
