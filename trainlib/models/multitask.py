"""A relighter that also predicts depth and normals."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor, nn

from trainlib.models.relighter import PackshotLayers, Relighter


@dataclass(frozen=True)
class SceneMaps:
    """All predictions of a multi-task network.

    Attributes:
        layers: the layers of the packshot, with alpha as `layers.matte_logits`.
        log_depth: the logarithm of the distance along the camera's axis in metres [B, 1, H, W].
        normal: the surface's direction [B, 3, H, W] in camera space, of any length.
    """

    layers: PackshotLayers
    log_depth: Tensor
    normal: Tensor


class MultiRelighter(Relighter):
    """A `Relighter` with four more output channels: the logarithm of depth, and normals."""

    channels: ClassVar[int] = 9

    def maps(self, stack: Tensor) -> SceneMaps:
        """All predictions for a stacked input [B, C, H, W], see `Relighter.layers`."""
        out = self.network(stack).float()
        return SceneMaps(self.lay_out(stack, out), out[:, 5:6], out[:, 6:9])


class MatteOf(nn.Module):
    """A relighter used as a cut-out network: a photo [B, 3, H, W] to the logits of its alpha [B, 1, H, W]."""

    def __init__(self, relighter: Relighter) -> None:
        super().__init__()
        self.relighter = relighter

    def forward(self, image: Tensor) -> Tensor:
        """Logits of alpha."""
        return self.relighter.layers(image).matte_logits
