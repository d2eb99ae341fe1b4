"""What of a network is exported: a module from what a file is fed to what it answers, all from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from trainlib.checkpoints import LoadedNetwork
from trainlib.inference.input_formats import PLAIN, InputFormat
from trainlib.models import Relighter

INPUT = "image"


class ExportError(ValueError):
    """An export that cannot be made or may not be kept; the message is one line for the user."""


@dataclass(frozen=True)
class Exported:
    """What is exported: from `input` [B, channels, H, W] to `outputs`, names and channels, all in [0, 1]."""

    module: nn.Module
    input: str
    channels: tuple[str, ...]
    outputs: dict[str, int]


class CutoutGraph(nn.Module):
    """An image as it is fed [B, 3, H, W] to alpha [B, 1, H, W] in [0, 1].

    Undoes the feeder's normalisation, since the network's own is inside it, and ends in the sigmoid.
    """

    def __init__(self, network: nn.Module, input_format: InputFormat) -> None:
        super().__init__()
        self.network = network
        self.plain = input_format == PLAIN
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(input_format.mean).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(input_format.std).view(1, 3, 1, 1))

    def forward(self, image: Tensor) -> Tensor:
        """Alpha of what was fed."""
        logits: Tensor = self.network(image if self.plain else image * self.std + self.mean)
        return torch.sigmoid(logits)


class RelightGraph(nn.Module):
    """A stack [B, C, H, W] to the packshot [B, 3, H, W], and to its shadow [B, 1, H, W] where the network has one."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, stack: Tensor) -> tuple[Tensor, ...]:
        """Packshot, then shadow."""
        if isinstance(self.network, Relighter):
            layers = self.network.layers(stack)
            return layers.compose(), layers.shadow
        packshot: Tensor = self.network(stack)
        return (packshot.clamp(0, 1),)


def graph_of(network: LoadedNetwork, input_format: InputFormat) -> Exported:
    """What of a network is exported.

    Raises:
        ExportError: it is neither a cut-out nor a relight network, or wants what a photo does not have.
    """
    allowed = {"cutout": ("image",), "relight": ("image", "alpha")}.get(network.task, ())
    missing = [name for name in network.inputs if name not in allowed]
    if missing:
        raise ExportError(f"the network also wants {', '.join(missing)}, which a photo does not have")
    if network.task == "cutout":
        return Exported(CutoutGraph(network.module.cpu(), input_format).eval(), INPUT, ("R", "G", "B"), {"alpha": 1})
    outputs = {"packshot": 3, "shadow": 1} if isinstance(network.module, Relighter) else {"packshot": 3}
    channels = ("R", "G", "B", *network.inputs[1:])
    name = INPUT if len(channels) == 3 else "stack"
    return Exported(RelightGraph(network.module.cpu()).eval(), name, channels, outputs)
