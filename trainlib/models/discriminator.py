"""The PatchGAN discriminator of pix2pix (Isola, Zhu, Zhou and Efros 2017), which sees photo and packshot together."""

import torch
from torch import Tensor, nn


class PatchDiscriminator(nn.Module):
    """Says of each patch of a packshot whether it is a real packshot of this photo.

    4×4 convolutions, of stride 2 `layers` times and then of stride 1 twice, with leaky ReLU (0.2): at 3 layers each
    number looks at 70 × 70 pixels. The norm is by instance, which is what batch normalisation is at the paper's batch
    of one; it tells one batch nothing of another, so real and painted pictures can be judged apart.

    Args:
        condition: channels of what the packshot is judged with: the photo's, 3.
        channels: channels of the packshot.
        width: channels after the first convolution; each of stride 2 doubles them, up to 8 times.
        layers: how many convolutions have stride 2.

    Raises:
        ValueError: where a number makes no network.
    """

    def __init__(self, condition: int = 3, channels: int = 3, width: int = 64, layers: int = 3) -> None:
        super().__init__()
        if width < 1 or layers < 1:
            raise ValueError(f"a discriminator needs a width and layers of at least 1, not {width} and {layers}")
        # The smallest side that leaves a last map of more than one number for the last norm.
        self.smallest = 3 * 2**layers
        widths = [width * min(2**level, 8) for level in range(layers + 1)]
        parts: list[nn.Module] = [nn.Conv2d(condition + channels, width, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
        for level in range(1, layers + 1):
            stride = 2 if level < layers else 1
            parts.append(nn.Conv2d(widths[level - 1], widths[level], 4, stride=stride, padding=1, bias=False))
            parts += [nn.InstanceNorm2d(widths[level], affine=True), nn.LeakyReLU(0.2)]
        parts.append(nn.Conv2d(widths[-1], 1, 4, padding=1))
        self.judge = nn.Sequential(*parts)

    def forward(self, photo: Tensor, packshot: Tensor) -> Tensor:
        """Logits [B, 1, h, w], high where real, of [B, condition, H, W] and [B, channels, H, W] in [0, 1].

        Raises:
            ValueError: where the pictures are too small to be judged.
        """
        if min(packshot.shape[-2:]) < self.smallest:
            raise ValueError(f"the discriminator needs pictures of at least {self.smallest} pixels a side")
        logits: Tensor = self.judge(torch.cat([photo, packshot], dim=1) * 2 - 1)
        return logits
