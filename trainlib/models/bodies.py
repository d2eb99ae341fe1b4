"""The large part of every network: an architecture of a library with an encoder, or a U-Net of our own."""

from collections.abc import Sequence
from typing import Literal

from torch import nn

from trainlib.models.classic_unet import ClassicUNet
from trainlib.models.segmenter import Segmenter
from trainlib.models.unet import UNet

Upsampling = Literal["bilinear", "transposed"]

CLASSIC, RESIDUAL = "classic_unet", "residual_unet"
OWN = (CLASSIC, RESIDUAL)


def build_own(
    architecture: str,
    in_channels: int,
    out_channels: int,
    width: int | None = None,
    depth: int | None = None,
    upsampling: Upsampling = "bilinear",
    attention: bool = False,
) -> nn.Module:
    """A U-Net of our own.

    Args:
        architecture: "classic_unet" (`ClassicUNet`) or "residual_unet" (`UNet`).
        in_channels: channels of the input.
        out_channels: channels of the output, unbounded.
        width: channels at full size; None takes the architecture's own, 64 or 16.
        depth: how often the picture is halved; None takes the architecture's own, 4 or 5.
        upsampling: "bilinear" or, for the classic one, "transposed".
        attention: attention gates on the skips of the classic one.

    Raises:
        ValueError: where there is no such U-Net.
    """
    if architecture not in OWN:
        raise ValueError(f"no own architecture {architecture!r}; there are {' and '.join(OWN)}")
    sizes = {name: value for name, value in (("width", width), ("depth", depth)) if value is not None}
    if architecture == CLASSIC:
        return ClassicUNet(in_channels, out_channels, **sizes, upsampling=upsampling, attention=attention)
    if upsampling != "bilinear" or attention:
        raise ValueError(f"{RESIDUAL} has neither transposed upsampling nor attention; {CLASSIC} has")
    return UNet(in_channels, out_channels, **sizes)


def build_body(
    in_channels: int,
    out_channels: int,
    architecture: str = "unet",
    encoder: str | None = "resnet18",
    decoder_channels: Sequence[int] | None = (128, 64, 32, 16, 16),
    fold: int = 1,
    width: int | None = None,
    depth: int | None = None,
    upsampling: Upsampling = "bilinear",
    attention: bool = False,
) -> nn.Module:
    """A network [B, in_channels, H, W] to [B, out_channels, H, W], unbounded, sides in multiples of 32.

    Args:
        in_channels: channels of the input, the first three sRGB in [0, 1].
        out_channels: channels of the output.
        architecture: one of `OWN`, or one of `Segmenter`'s.
        encoder: for `Segmenter`; None takes "residual_unet".
        decoder_channels: for `Segmenter`.
        fold: for `Segmenter`.
        width: for a U-Net of our own, as `depth`, `upsampling` and `attention`; see `build_own`.
        depth: see `width`.
        upsampling: see `width`.
        attention: see `width`.

    Raises:
        ValueError: where there is no such network.
    """
    if encoder is None and architecture not in OWN:
        architecture = RESIDUAL
    if architecture in OWN:
        return build_own(architecture, in_channels, out_channels, width, depth, upsampling, attention)
    assert encoder is not None
    return Segmenter(architecture, encoder, decoder_channels, in_channels, out_channels, fold)
