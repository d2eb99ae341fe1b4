"""A U-Net (Ronneberger, Fischer and Brox 2015) with residual blocks and bilinear upsampling."""

import torch
from torch import Tensor, nn


def _convolve(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """A 3×3 convolution, batch normalisation and ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Down(nn.Module):
    """Halves the image by two convolutions; the residual keeps deep networks easy to train."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.first = _convolve(inputs, outputs, stride=2)
        self.second = _convolve(outputs, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """[B, inputs, H, W] to [B, outputs, H/2, W/2]."""
        x = self.first(x)
        out: Tensor = x + self.second(x)
        return out


class Up(nn.Module):
    """Doubles the image by bilinear interpolation and joins it with the encoder's at that size."""

    def __init__(self, inputs: int, skip: int, outputs: int) -> None:
        super().__init__()
        self.join = nn.Sequential(_convolve(inputs + skip, outputs), _convolve(outputs, outputs))

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        """[B, inputs, H/2, W/2] and [B, skip, H, W] to [B, outputs, H, W]."""
        x = nn.functional.interpolate(x, size=skip.shape[-2:], mode="bilinear", align_corners=False)
        joined: Tensor = self.join(torch.cat([x, skip], dim=1))
        return joined


class ResidualUNet(nn.Module):
    """Encoder and decoder with skips at every size.

    Args:
        in_channels: channels of the input.
        out_channels: channels of the output, which no activation bounds.
        width: channels at full size; each halving doubles them, up to 16 times the width.
        depth: how many times the image is halved.
    """

    def __init__(self, in_channels: int = 3, out_channels: int = 3, width: int = 16, depth: int = 5) -> None:
        super().__init__()
        if width < 1 or depth < 1:
            raise ValueError(f"a U-Net needs a width and a depth of at least 1, not {width} and {depth}")
        widths = [width * min(2**level, 16) for level in range(depth + 1)]
        self.stem = _convolve(in_channels, width)
        self.downs = nn.ModuleList(Down(widths[i], widths[i + 1]) for i in range(depth))
        self.ups = nn.ModuleList(Up(widths[i + 1], widths[i], widths[i]) for i in reversed(range(depth)))
        self.head = nn.Conv2d(width, out_channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """[B, in_channels, H, W] to [B, out_channels, H, W]."""
        skips = [self.stem(x)]
        for down in self.downs:
            skips.append(down(skips[-1]))
        x = skips.pop()
        for up in self.ups:
            x = up(x, skips.pop())
        out: Tensor = self.head(x)
        return out
