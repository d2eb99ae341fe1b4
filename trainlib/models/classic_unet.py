"""The U-Net of Ronneberger, Fischer and Brox (2015), 64 to 1024 channels, optionally with attention gates."""

import torch
from torch import Tensor, nn

from trainlib.models.network_config import Upsampling


def _convolve_twice(inputs: int, outputs: int) -> nn.Sequential:
    """Two 3×3 convolutions, each with batch normalisation and ReLU; the size stays."""
    layers: list[nn.Module] = []
    for channels in (inputs, outputs):
        layers += [nn.Conv2d(channels, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs)]
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


class AttentionGate(nn.Module):
    """Scales an encoder's feature map by how relevant each place is to the decoder (Oktay et al. 2018).

    a = sigmoid(psi(relu(W_x x + W_g g))), computed at the size of g and enlarged to that of x; out = a · x.

    Args:
        query_channels: channels of the skip features x.
        gating_channels: channels of the gating signal g, which is half the size.
    """

    def __init__(self, query_channels: int, gating_channels: int) -> None:
        super().__init__()
        inner = max(1, query_channels // 2)
        self.w_x = nn.Conv2d(query_channels, inner, 2, stride=2, bias=False)
        self.w_g = nn.Conv2d(gating_channels, inner, 1)
        self.psi = nn.Conv2d(inner, 1, 1)

    def attention(self, query: Tensor, gating: Tensor) -> Tensor:
        """Attention [B, 1, H, W] in (0, 1) of x [B, query_channels, H, W] and g [B, gating_channels, H/2, W/2]."""
        coarse = torch.sigmoid(self.psi(torch.relu(self.w_x(query) + self.w_g(gating))))
        return nn.functional.interpolate(coarse, scale_factor=2, mode="bilinear", align_corners=False)

    def forward(self, query: Tensor, gating: Tensor) -> Tensor:
        """The scaled skip features [B, query_channels, H, W]."""
        return query * self.attention(query, gating)


class UpBlock(nn.Module):
    """Doubles a feature map, concatenates the skip features of that size, and convolves both twice."""

    def __init__(self, inputs: int, outputs: int, transposed: bool, attention: bool) -> None:
        super().__init__()
        self.upsample: nn.Module
        if transposed:
            self.upsample = nn.ConvTranspose2d(inputs, outputs, 2, stride=2)
        else:
            smooth = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
            self.upsample = nn.Sequential(smooth, nn.Conv2d(inputs, outputs, 1))
        self.gate = AttentionGate(outputs, inputs) if attention else None
        self.convolve = _convolve_twice(2 * outputs, outputs)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        """[B, inputs, H/2, W/2] and [B, outputs, H, W] to [B, outputs, H, W]."""
        query = skip if self.gate is None else self.gate(skip, x)
        out: Tensor = self.convolve(torch.cat([query, self.upsample(x)], dim=1))
        return out


class ClassicUNet(nn.Module):
    """Encoder and decoder with skips at every size; convolutions are padded, so that the size stays.

    Args:
        in_channels: channels of the input.
        out_channels: channels of the output, which no activation bounds.
        width: channels at full size; each halving doubles them.
        depth: how many times the image is halved; 4 goes from 64 to 1024 channels.
        upsampling: "bilinear" (interpolation and a 1×1 convolution) or "transposed" (a 2×2 transposed convolution).
        attention: put an attention gate on every skip.

    Raises:
        ValueError: where a number makes no network.
    """

    def __init__(
        self,
        in_channels: int = 3,
        out_channels: int = 3,
        width: int = 64,
        depth: int = 4,
        upsampling: Upsampling = "bilinear",
        attention: bool = False,
    ) -> None:
        super().__init__()
        if width < 1 or not 1 <= depth <= 5:
            raise ValueError(f"a classic U-Net has a width from 1 and a depth from 1 to 5, not {width} and {depth}")
        widths = [width * 2**level for level in range(depth + 1)]
        self.stem = _convolve_twice(in_channels, width)
        self.pool = nn.MaxPool2d(2)
        self.downs = nn.ModuleList(_convolve_twice(widths[i], widths[i + 1]) for i in range(depth))
        self.ups = nn.ModuleList(
            UpBlock(widths[i + 1], widths[i], upsampling == "transposed", attention) for i in reversed(range(depth))
        )
        self.head = nn.Conv2d(width, out_channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """[B, in_channels, H, W] to [B, out_channels, H, W]; H and W are multiples of 2 to the depth."""
        skips = [self.stem(x)]
        for down in self.downs:
            skips.append(down(self.pool(skips[-1])))
        x = skips.pop()
        for up in self.ups:
            x = up(x, skips.pop())
        out: Tensor = self.head(x)
        return out
