"""Checkpoints as plain data: what a network is, beside its weights, so that no code needs unpickling.

A checkpoint is Lightning's own file with one more key, "packshot":

    {"format": 1, "task": "cutout", "network": {"name": "cutout", "arguments": {…}},
     "inputs": ["image"], "size": [height, width]}

"optimisation" says how it was trained, with which a resume continues. That of a scene decoder has "scene" too:
{"names": […], "ranges": [[low, high], …]}, of the numbers it takes, in order.
The weights stand in "state_dict" under "network.".
"""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from trainlib.checkpoints.integrity import find_damage
from trainlib.checkpoints.layout import KEY, PREFIX, CheckpointError
from trainlib.checkpoints.weights_file import SUFFIX, read_weights
from trainlib.console.hints import nearest_path
from trainlib.models import Relighter, build_network
from trainlib.models.multitask import MatteOf
from trainlib.models.scene_vector import SceneVector
from trainlib.weights import ShippedError, find_network

FORMAT = 1
# The first bytes of what torch.save writes: a ZIP archive, or from old versions a bare pickle.
PICKLES = (b"PK\x03\x04", b"\x80")
# No network was trained on larger images.
MOST_SIDE = 2**16
WANTED = "give a .ckpt that `fit` wrote"
# What the network of each task can be used for.
TASKS: dict[str, tuple[str, ...]] = {
    "cutout": ("cutout",),
    "relight": ("relight",),
    "pix2pix": ("pix2pix", "relight"),
    "multitask": ("multitask", "relight", "cutout"),
    "scene": ("scene",),
}


@dataclass(frozen=True)
class LoadedNetwork:
    """A trained network, ready for use.

    Attributes:
        module: in eval mode, on the CPU. Takes a stack [B, C, H, W] in [0, 1] (sRGB; normals in [-1, 1]) and
            gives logits [B, 1, H, W] for "cutout", or a packshot [B, 3, H, W] in [0, 1], sRGB, for "relight",
            "pix2pix" and "multitask". For "scene" it takes numbers [B, N], normalised, and gives images.
        task: what it is used for: the task that was asked for, else the one it was trained for.
        inputs: what the stack is made of, in order, as `trainlib.models.relighter.INPUT_CHANNELS` names them.
        size: height and width of the images that it was trained on; other multiples of 32 work too.
        scene: of a scene decoder, what its numbers are and how they are normalised.
    """

    module: nn.Module
    task: str
    inputs: tuple[str, ...]
    size: tuple[int, int]
    scene: SceneVector | None = None


def describe_network(
    task: str, name: str, arguments: Mapping[str, Any], inputs: Sequence[str], size: tuple[int, int]
) -> dict[str, Any]:
    """The plain data that a checkpoint carries under `KEY`."""
    return {
        "format": FORMAT,
        "task": task,
        "network": {"name": name, "arguments": dict(arguments)},
        "inputs": list(inputs),
        "size": list(size),
    }


def load_network(path: str | Path, task: str | None = None) -> LoadedNetwork:
    """The network of a checkpoint that `fit` wrote.

    Args:
        path: a .ckpt or .safetensors file, or the name of a network that ships. A file is read as data only. One that
            holds pickled code is refused.
        task: "cutout" or "relight" if the network must be able to do that, else None.

    Raises:
        CheckpointError: the file is missing, broken, not one of Packshot's, or of another task.
    """
    path = locate_network(path, task)
    checkpoint = read_checkpoint(path)
    try:
        description = checkpoint[KEY]
        if description["format"] != FORMAT:
            raise CheckpointError(f"{path}: checkpoint format {description['format']!r}, this version reads {FORMAT}")
        found = description["task"]
        inputs = tuple(str(name) for name in description["inputs"])
        height, width = (int(side) for side in description["size"])
        name, arguments = description["network"]["name"], dict(description["network"]["arguments"])
        scene = SceneVector.of_plain(description["scene"]) if "scene" in description else None
        tensors = checkpoint["state_dict"].items()
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise CheckpointError(f"{path}: not a packshot checkpoint ({KEY!r} is not complete)") from error
    if found != "scene" and not all(0 < side <= MOST_SIDE for side in (height, width)):
        raise CheckpointError(f"{path}: not a packshot checkpoint (size is {height}, {width})")
    if not isinstance(found, str) or found not in TASKS:
        raise CheckpointError(f"{path}: task {found!r} is none of {', '.join(TASKS)}")
    if task is not None and task not in TASKS[found]:
        raise CheckpointError(f"{path}: holds a {found} network, a {task} network is needed here")

    weights = {key.removeprefix(PREFIX): value for key, value in tensors if str(key).startswith(PREFIX)}
    broken = [key for key, value in weights.items() if not _is_finite(value)]
    if broken:
        raise CheckpointError(
            f"{path}: its weights hold NaN or infinite numbers ({broken[0]}); take another checkpoint"
        )
    try:
        module = build_network(name, arguments)
        module.load_state_dict(weights)
    except Exception as error:  # the libraries may raise anything on a wrong description
        reason = " ".join(str(error).split())[:200]
        raise CheckpointError(f"{path}: the weights do not fit the network it describes: {reason}") from error
    if task == "cutout" and isinstance(module, Relighter):
        module = MatteOf(module)
    return LoadedNetwork(module.eval(), task or found, inputs, (height, width), scene)


def _is_finite(value: object) -> bool:
    """Whether a weight is a tensor of numbers; whole ones are."""
    return isinstance(value, torch.Tensor) and (not value.is_floating_point() or bool(value.isfinite().all()))


def locate_network(asked: str | Path, task: str | None) -> Path:
    """The file of a network that is asked for by its path or, where it has a task, by the name it ships under.

    Raises:
        CheckpointError: it should ship and is missing, or was changed.
    """
    try:
        return find_network(str(asked), task)
    except ShippedError as error:
        raise CheckpointError(str(error)) from error


def read_checkpoint(path: Path) -> dict[str, Any]:
    """The plain data and tensors of a checkpoint file, on the CPU.

    Raises:
        CheckpointError: where the file is missing, broken, or holds anything but data.
    """
    if path.is_dir():
        best = path / "best.ckpt"
        hint = f" (did you mean {best}?)" if best.is_file() else ""
        raise CheckpointError(f"{path}: is a folder, a checkpoint file is needed here{hint}")
    if not path.is_file():
        raise CheckpointError(f"{path}: no such checkpoint file{nearest_path(path)}")
    if path.suffix.lower() == SUFFIX:
        return read_weights(path)
    if damage := find_damage(path):
        raise CheckpointError(f"{path}: damaged, {damage}; take it from a copy, or train again")
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        with path.open("rb") as file:
            is_pickle = file.read(4).startswith(PICKLES)
        if not is_pickle:
            raise CheckpointError(f"{path}: no checkpoint but another kind of file; {WANTED}") from error
        raise CheckpointError(f"{path}: refused, it holds more than weights and plain data; {WANTED}") from error
    except Exception as error:  # on a file of another kind the unpickler may raise anything
        raise CheckpointError(f"{path}: broken or cut short, no checkpoint can be read from it") from error
    if not isinstance(checkpoint, dict):
        raise CheckpointError(f"{path}: not a packshot checkpoint (it holds a {type(checkpoint).__name__})")
    return checkpoint
