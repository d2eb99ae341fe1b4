"""Hand-made networks whose answers are known, in real checkpoint files."""

from pathlib import Path

import pytest
import torch
from torch import nn

from trainlib import models
from trainlib.checkpoints import KEY, LoadedNetwork, describe_network


class Brightness(nn.Module):
    """Product is what is darker than a half: logits from -100 (white) to 100 (black)."""

    def __init__(self) -> None:
        super().__init__()
        self.steep = nn.Parameter(torch.tensor(200.0))

    def forward(self, stack: torch.Tensor) -> torch.Tensor:
        return self.steep * (0.5 - stack[:, :3].mean(dim=1, keepdim=True))


class Doubled(nn.Module):
    """A packshot in twice the light: linear light times a gain, everywhere, white stays white."""

    def __init__(self) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.tensor(2.0))

    def forward(self, stack: torch.Tensor) -> torch.Tensor:
        encoded = stack[:, :3]
        linear = torch.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
        light = (linear * self.gain).clamp(0, 1)
        return torch.where(light <= 0.0031308, light * 12.92, 1.055 * light.clamp_min(1e-6) ** (1 / 2.4) - 0.055)


def loaded(module: nn.Module, task: str, size: int = 64, inputs: tuple[str, ...] = ("image",)) -> LoadedNetwork:
    return LoadedNetwork(module.eval(), task, inputs, (size, size))


def save_checkpoint(
    monkeypatch: pytest.MonkeyPatch,
    path: Path,
    module: nn.Module,
    task: str,
    size: int = 64,
    inputs: tuple[str, ...] = ("image",),
) -> Path:
    """A checkpoint as `fit` writes them, of a network that is known by name for the length of a test."""
    name = type(module).__name__.lower()
    monkeypatch.setitem(models.NETWORKS, name, type(module))
    weights = {f"network.{key}": value for key, value in module.state_dict().items()}
    torch.save({"state_dict": weights, KEY: describe_network(task, name, {}, inputs, (size, size))}, path)
    return path
