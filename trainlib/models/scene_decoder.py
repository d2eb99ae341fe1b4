"""A network that draws a scene from the few numbers that describe it."""

from torch import Tensor, nn

from trainlib.models.network_config import SceneDecoderConfig

HALVINGS = 5


def _double(inputs: int, outputs: int, transposed: bool) -> nn.Sequential:
    """Twice the size, by a 4×4 transposed convolution or by bilinear interpolation and a 3×3 convolution."""
    grow: list[nn.Module]
    if transposed:
        grow = [nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)]
    else:
        smooth = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        grow = [smooth, nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)]
    return nn.Sequential(*grow, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class SceneDecoder(nn.Module):
    """A scene's numbers to an image: a small map from two linear layers, doubled five times."""

    def __init__(self, config: SceneDecoderConfig) -> None:
        super().__init__()
        width, transposed = config.width, config.upsampling == "transposed"
        height, across = config.height_and_width
        widths = [width * min(2**level, 16) for level in reversed(range(HALVINGS + 1))]
        small = (height // 2**HALVINGS, across // 2**HALVINGS)
        self.seed = nn.Sequential(
            nn.Linear(config.numbers, 256),
            nn.ReLU(inplace=True),
            nn.Linear(256, widths[0] * small[0] * small[1]),
            nn.ReLU(inplace=True),
            nn.Unflatten(1, (widths[0], *small)),
        )
        steps = [_double(widths[i], widths[i + 1], transposed) for i in range(HALVINGS)]
        self.grow = nn.Sequential(*steps)
        self.paint = nn.Sequential(nn.Conv2d(width, 3, 3, padding=1), nn.Sigmoid())

    def forward(self, vector: Tensor) -> Tensor:
        """The image [B, 3, H, W], sRGB in [0, 1], of a vector [B, numbers]."""
        image: Tensor = self.paint(self.grow(self.seed(vector)))
        return image
