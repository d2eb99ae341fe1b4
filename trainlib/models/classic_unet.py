"""The U-Net of Ronneberger, Fischer and Brox (2015), 64 to 1024 channels, with attention gates where asked for."""

from typing import Literal

import torch
from torch import Tensor, nn


def convolve_twice(inputs: int, outputs: int) -> nn.Sequential:
    """Two 3×3 convolutions, each with batch normalisation and ReLU; the size stays."""
    layers: list[nn.Module] = []
    for channels in (inputs, outputs):
        layers += [nn.Conv2d(channels, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs)]
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


class AttentionGate(nn.Module):
    """Weighs an encoder's map by how much the coarser decoder's map cares for each place (Oktay et al. 2018).

    a = sigmoid(psi(relu(W_x x + W_g g))), found at the size of g and enlarged to that of x; out = a · x.

    Args:
        skip: channels of the encoder's map x.
        gating: channels of the decoder's map g, at half the size.
    """

    def __init__(self, skip: int, gating: int) -> None:
        super().__init__()
        between = max(1, skip // 2)
        self.look = nn.Conv2d(skip, between, 2, stride=2, bias=False)
        self.ask = nn.Conv2d(gating, between, 1)
        self.weigh = nn.Conv2d(between, 1, 1)

    def attention(self, skip: Tensor, gating: Tensor) -> Tensor:
        """[B, 1, H, W] in (0, 1) of [B, skip, H, W] and [B, gating, H/2, W/2]."""
        coarse = torch.sigmoid(self.weigh(torch.relu(self.look(skip) + self.ask(gating))))
        return nn.functional.interpolate(coarse, scale_factor=2, mode="bilinear", align_corners=False)

    def forward(self, skip: Tensor, gating: Tensor) -> Tensor:
        """The weighed [B, skip, H, W]."""
        return skip * self.attention(skip, gating)


class Rise(nn.Module):
    """Doubles the picture, joins it with the encoder's at that size, and looks at both twice."""

    def __init__(self, inputs: int, outputs: int, transposed: bool, attention: bool) -> None:
        super().__init__()
        self.enlarge: nn.Module
        if transposed:
            self.enlarge = nn.ConvTranspose2d(inputs, outputs, 2, stride=2)
        else:
            smooth = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
            self.enlarge = nn.Sequential(smooth, nn.Conv2d(inputs, outputs, 1))
        self.gate = AttentionGate(outputs, inputs) if attention else None
        self.join = convolve_twice(2 * outputs, outputs)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        """[B, inputs, H/2, W/2] and [B, outputs, H, W] to [B, outputs, H, W]."""
        seen = skip if self.gate is None else self.gate(skip, x)
        joined: Tensor = self.join(torch.cat([seen, self.enlarge(x)], dim=1))
        return joined


class ClassicUNet(nn.Module):
    """Encoder and decoder with skips at every size; convolutions are padded, so that the size stays.

    Args:
        in_channels: channels of the input.
        out_channels: channels of the output, which no activation bounds.
        width: channels at full size; each halving doubles them.
        depth: how many times the picture is halved; 4 goes from 64 to 1024 channels.
        upsampling: "bilinear" (interpolation and a 1×1 convolution) or "transposed" (a 2×2 transposed convolution).
        attention: put an attention gate on every skip.

    Raises:
        ValueError: where a number or the way of upsampling makes no network.
    """

    def __init__(
        self,
        in_channels: int = 3,
        out_channels: int = 3,
        width: int = 64,
        depth: int = 4,
        upsampling: Literal["bilinear", "transposed"] = "bilinear",
        attention: bool = False,
    ) -> None:
        super().__init__()
        if width < 1 or not 1 <= depth <= 5:
            raise ValueError(f"a classic U-Net has a width from 1 and a depth from 1 to 5, not {width} and {depth}")
        if upsampling not in ("bilinear", "transposed"):
            raise ValueError(f"upsampling is {upsampling!r}; expected 'bilinear' or 'transposed'")
        widths = [width * 2**level for level in range(depth + 1)]
        self.stem = convolve_twice(in_channels, width)
        self.shrink = nn.MaxPool2d(2)
        self.downs = nn.ModuleList(convolve_twice(widths[i], widths[i + 1]) for i in range(depth))
        self.ups = nn.ModuleList(
            Rise(widths[i + 1], widths[i], upsampling == "transposed", attention) for i in reversed(range(depth))
        )
        self.head = nn.Conv2d(width, out_channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """[B, in_channels, H, W] to [B, out_channels, H, W]; H and W are multiples of 2 to the depth."""
        skips = [self.stem(x)]
        for down in self.downs:
            skips.append(down(self.shrink(skips[-1])))
        x = skips.pop()
        for up in self.ups:
            x = up(x, skips.pop())
        out: Tensor = self.head(x)
        return out
