"""A network that draws a scene from the few numbers that describe it."""

from typing import Literal

from torch import Tensor, nn

HALVINGS = 5


def double(inputs: int, outputs: int, transposed: bool) -> nn.Sequential:
    """Twice the size, by a 4×4 transposed convolution or by bilinear interpolation and a 3×3 convolution."""
    grow: list[nn.Module]
    if transposed:
        grow = [nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)]
    else:
        smooth = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        grow = [smooth, nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)]
    return nn.Sequential(*grow, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class SceneDecoder(nn.Module):
    """A scene vector to a picture: a small map from two linear layers, doubled five times.

    Args:
        numbers: how many numbers describe a scene.
        size: height and width of the picture; multiples of 32.
        width: channels at full size; each halving doubles them, up to 16 times.
        upsampling: "bilinear" or "transposed" (Radford et al. 2016).

    Raises:
        ValueError: where a number, the size or the way of upsampling makes no network.
    """

    def __init__(
        self,
        numbers: int = 5,
        size: tuple[int, int] = (128, 128),
        width: int = 16,
        upsampling: Literal["bilinear", "transposed"] = "bilinear",
    ) -> None:
        super().__init__()
        height, across = size
        if numbers < 1 or width < 1:
            raise ValueError(f"a scene decoder needs at least 1 number and 1 channel, not {numbers} and {width}")
        if height % 2**HALVINGS or across % 2**HALVINGS or min(height, across) < 1:
            raise ValueError(f"a scene decoder draws sides in multiples of {2**HALVINGS}, not {height} × {across}")
        if upsampling not in ("bilinear", "transposed"):
            raise ValueError(f"upsampling is {upsampling!r}; expected 'bilinear' or 'transposed'")
        widths = [width * min(2**level, 16) for level in reversed(range(HALVINGS + 1))]
        small = (height // 2**HALVINGS, across // 2**HALVINGS)
        self.seed = nn.Sequential(
            nn.Linear(numbers, 256),
            nn.ReLU(inplace=True),
            nn.Linear(256, widths[0] * small[0] * small[1]),
            nn.ReLU(inplace=True),
            nn.Unflatten(1, (widths[0], *small)),
        )
        steps = [double(widths[i], widths[i + 1], upsampling == "transposed") for i in range(HALVINGS)]
        self.grow = nn.Sequential(*steps)
        self.paint = nn.Sequential(nn.Conv2d(width, 3, 3, padding=1), nn.Sigmoid())

    def forward(self, vector: Tensor) -> Tensor:
        """The picture [B, 3, H, W], sRGB in [0, 1], of a vector [B, numbers]."""
        picture: Tensor = self.paint(self.grow(self.seed(vector)))
        return picture
