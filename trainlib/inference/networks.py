"""Runs the networks on one framed photo: arrays in, arrays out."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from trainlib.images.arrays import Float32Array
from trainlib.models.relighter import Relighter


class BrokenNetworkError(ValueError):
    """A network that gives NaN; the message is one line."""


class DeviceError(ValueError):
    """A device that was asked for and is not available."""


def pick_device(name: str) -> torch.device:
    """The device for `auto`, `cpu` or `cuda`; `auto` is a GPU where there is one.

    Raises:
        DeviceError: `cuda` was asked for and PyTorch sees no GPU.
    """
    if name == "cuda" and not torch.cuda.is_available():
        raise DeviceError("--device cuda: PyTorch sees no NVIDIA GPU here; use --device auto or cpu")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


def predict_matte(
    module: nn.Module, framed: Float32Array, device: torch.device, flip: bool
) -> tuple[Float32Array, Float32Array | None]:
    """How much of each pixel is product, by the cut-out network.

    Args:
        module: takes [B, 3, h, w] sRGB in [0, 1], gives logits [B, 1, h, w].
        framed: float32 [3, h, w] sRGB in [0, 1].
        device: where the module is.
        flip: add the mirrored photo as a second view.

    Returns:
        The matte of the photo, and the matte of the mirrored photo, mirrored back (None without `flip`);
        both float32 [h, w] in [0, 1].
    """
    mattes = torch.sigmoid(_both_ways(module, framed, device, flip))[:, 0].cpu().numpy()
    return mattes[0], np.ascontiguousarray(mattes[1]) if flip else None


@torch.inference_mode()
def predict_packshot(
    module: nn.Module, stack: Float32Array, device: torch.device, flip: bool
) -> tuple[Float32Array, Float32Array | None]:
    """The packshot of the relight network, and its shadow if it predicts one.

    Args:
        module: takes [B, C, h, w], gives images [B, 3, h, w] in [0, 1], or [B, 4, h, w] with the shadow last.
        stack: float32 [C, h, w], the network's inputs in its order.
        device: where the module is.
        flip: also predict the mirrored photo and take the mean.

    Returns:
        float32 [3, h, w] sRGB in [0, 1], and float32 [h, w] in [0, 1] (how much white is darkened) or None.
    """
    painter = ImageAndShadow(module) if isinstance(module, Relighter) else module
    found = _both_ways(painter, stack, device, flip).mean(dim=0).clamp(0, 1).cpu().numpy()
    return np.ascontiguousarray(found[:3]), found[3] if len(found) > 3 else None


class ImageAndShadow(nn.Module):
    """A relighter's packshot and its shadow in one stack [B, 4, h, w]."""

    def __init__(self, relighter: Relighter) -> None:
        super().__init__()
        self.relighter = relighter

    def forward(self, stack: torch.Tensor) -> torch.Tensor:
        """Packshot, then shadow."""
        layers = self.relighter.layers(stack)
        return torch.cat([layers.compose(), layers.shadow], dim=1)


@torch.inference_mode()
def _both_ways(module: nn.Module, stack: Float32Array, device: torch.device, flip: bool) -> torch.Tensor:
    """[1, C, h, w], or with `flip` [2, C, h, w]: the second of the mirrored stack, mirrored back.

    Raises:
        BrokenNetworkError: the network gives NaN, which would become an empty or a black image.
    """
    batch = torch.from_numpy(stack)[None].to(device)
    if flip:
        batch = torch.cat([batch, batch.flip(-1)])
    result: torch.Tensor = module(batch).float()
    if result.isnan().any():
        raise BrokenNetworkError("the network gives NaN: its weights are broken; take another checkpoint")
    return torch.cat([result[:1], result[1:].flip(-1)])
