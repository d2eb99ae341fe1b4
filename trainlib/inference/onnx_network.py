"""Runs an exported network by ONNX Runtime in place of its checkpoint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from trainlib.checkpoints import CheckpointError, LoadedNetwork, load_network
from trainlib.console.hints import nearest_path
from trainlib.inference.export import FORMAT, KEY

SUFFIX = ".onnx"
_EDGE = 1e-6  # keeps the logit of 0 and 1 finite


def load(path: Path, task: str) -> LoadedNetwork:
    """The network of a checkpoint, or of a file that `export` wrote.

    Args:
        path: a .ckpt or .onnx file.
        task: "cutout" or "relight".

    Raises:
        CheckpointError: where the file is missing, broken, not one of ours, or of another task.
    """
    return _load_onnx(path, task) if path.suffix.lower() == SUFFIX else load_network(path, task)


class OnnxNetwork(nn.Module):
    """Takes a stack [B, C, H, W] in [0, 1] of the file's own height and width, as the network that was exported does.

    Gives logits [B, 1, H, W] of a cut-out; of a relight network the packshot and, where it has one, its shadow
    [B, 3 or 4, H, W] in [0, 1]. Runs on the CPU, whatever the device of the stack.
    """

    def __init__(self, session: Any, about: dict[str, Any]) -> None:
        super().__init__()
        self.session = session
        self.name = str(about["input"]["name"])
        self.is_cutout = about["task"] == "cutout"
        mean, std = (np.asarray(about["input"][key], np.float32).reshape(1, 3, 1, 1) for key in ("mean", "std"))
        self.mean, self.std = mean, std

    def forward(self, stack: Tensor) -> Tensor:
        """The network's answer."""
        fed = stack.cpu().numpy().astype(np.float32)
        fed[:, :3] = (fed[:, :3] - self.mean) / self.std
        answers = [torch.from_numpy(found) for found in self.session.run(None, {self.name: fed})]
        found = torch.logit(answers[0], eps=_EDGE) if self.is_cutout else torch.cat(answers, dim=1)
        return found.to(stack.device)


def _load_onnx(path: Path, task: str) -> LoadedNetwork:
    """The network of a file that `export` wrote; arguments and errors as of `load`."""
    if not path.is_file():
        raise CheckpointError(f"{path}: no such file{nearest_path(path)}")
    try:
        import onnxruntime
    except ImportError as error:
        raise CheckpointError(f"{path}: an ONNX file needs one more package; pip install onnxruntime") from error
    try:
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        written = session.get_modelmeta().custom_metadata_map.get(KEY)
    except Exception as error:  # ONNX Runtime's own errors have no common class
        raise CheckpointError(f"{path}: broken or no ONNX file, no network can be read from it") from error
    try:
        about = json.loads(written or "")
        found, inputs = str(about["task"]), tuple(str(name) for name in about["inputs"])
        height, width = (int(side) for side in about["input"]["shape"][2:])
        module = OnnxNetwork(session, about)
        format_ = about["format"]
        # A file that was changed afterwards should fail here, not at each photo.
        (fed,) = session.get_inputs()
        if (fed.name, fed.shape[1:]) != (about["input"]["name"], about["input"]["shape"][1:]):
            raise ValueError(f"it takes {fed.name} {fed.shape}")
    except (ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path}: not a file that `export` wrote; export the checkpoint again") from error
    if format_ != FORMAT:
        raise CheckpointError(f"{path}: export format {format_!r}, this version reads {FORMAT}; export it again")
    if found != task:
        raise CheckpointError(f"{path}: holds a {found} network, a {task} network is needed here")
    return LoadedNetwork(module.eval(), task, inputs, (height, width))
