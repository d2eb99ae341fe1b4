"""The PatchGAN discriminator of pix2pix (Isola, Zhu, Zhou and Efros 2017)."""

import torch
from torch import Tensor, nn


class PatchDiscriminator(nn.Module):
    """Tells for each patch of a packshot whether it is real or fake, given the photo.

    4×4 convolutions, `layers` of them with stride 2 and then two with stride 1, with leaky ReLU (0.2). With 3 layers
    the receptive field of each output is 70 × 70 pixels. Normalisation is by instance, which equals batch
    normalisation at the paper's batch of one. So real and fake images can be in separate batches.

    Args:
        photo_channels: channels of the photo.
        packshot_channels: channels of the packshot.
        width: channels after the first convolution; each of stride 2 doubles them, up to 8 times.
        layers: how many convolutions have stride 2.

    Raises:
        ValueError: where a number makes no network.
    """

    def __init__(self, photo_channels: int = 3, packshot_channels: int = 3, width: int = 64, layers: int = 3) -> None:
        super().__init__()
        if width < 1 or layers < 1:
            raise ValueError(f"a discriminator needs a width and layers of at least 1, not {width} and {layers}")
        # With a smaller side the last norm would get a single number.
        self.min_size = 3 * 2**layers
        widths = [width * min(2**level, 8) for level in range(layers + 1)]
        parts: list[nn.Module] = [nn.Conv2d(photo_channels + packshot_channels, width, 4, stride=2, padding=1)]
        parts.append(nn.LeakyReLU(0.2))
        for level in range(1, layers + 1):
            stride = 2 if level < layers else 1
            parts.append(nn.Conv2d(widths[level - 1], widths[level], 4, stride=stride, padding=1, bias=False))
            parts += [nn.InstanceNorm2d(widths[level], affine=True), nn.LeakyReLU(0.2)]
        parts.append(nn.Conv2d(widths[-1], 1, 4, padding=1))
        self.layers = nn.Sequential(*parts)

    def forward(self, photo: Tensor, packshot: Tensor) -> Tensor:
        """Logits [B, 1, h, w], high where real, of a photo and a packshot [B, channels, H, W], both in [0, 1].

        Raises:
            ValueError: where the images are too small.
        """
        if min(packshot.shape[-2:]) < self.min_size:
            raise ValueError(f"the discriminator needs images of at least {self.min_size} pixels a side")
        logits: Tensor = self.layers(torch.cat([photo, packshot], dim=1) * 2 - 1)
        return logits
