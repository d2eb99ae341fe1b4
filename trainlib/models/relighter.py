"""A network that turns a photo into a packshot: the product in studio light on pure white."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from trainlib.models.encoder_decoder import build_encoder_decoder
from trainlib.models.network_config import NetworkConfig

# Half a step of 8 bits; keeps the logit of a black or white pixel finite.
EDGE = 0.5 / 255


@dataclass(frozen=True)
class PackshotLayers:
    """The layers of a packshot, all in [0, 1].

    Attributes:
        colour: the product in studio light [B, 3, H, W], sRGB, defined everywhere.
        matte_logits: how much of a pixel is product, before the sigmoid [B, 1, H, W].
        shadow: how much the white behind the product is darkened [B, 1, H, W].
    """

    colour: Tensor
    matte_logits: Tensor
    shadow: Tensor

    def compose(self) -> Tensor:
        """The product laid on shaded white, [B, 3, H, W] in [0, 1]: m·colour + (1 − m)·(1 − shadow)."""
        matte = torch.sigmoid(self.matte_logits)
        return matte * self.colour + (1 - matte) * (1 - self.shadow)

    def of(self, rows: Tensor) -> "PackshotLayers":
        """The layers of some images of the batch, by indices or a boolean mask [B]."""
        return PackshotLayers(self.colour[rows], self.matte_logits[rows], self.shadow[rows])


class Relighter(nn.Module):
    """Predicts the layers of a packshot and composites them.

    Most of a packshot is white, and most of the rest is the photo's own colour under other light. So the network
    predicts a matte, a change of the photo's colour (added to its logit; 0 is no change) and a shadow. A plain network
    would have to learn to copy the photo and to predict pure white.

    Args:
        config: of the network.

    Raises:
        ValueError: where there is no such network.
    """

    # The output channels of the body: colour (3), matte, shadow.
    channels: ClassVar[int] = 5

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.network = build_encoder_decoder(config, self.channels)

    @torch.no_grad()
    def adopt(self, cutout: nn.Module) -> int:
        """Start from a trained cut-out network: its weights, and its alpha as the matte.

        The colour starts as the photo's own and the shadow faint, so the packshot starts as the cut-out on white.

        Args:
            cutout: a network of one class, with the architecture of this one.

        Returns:
            How many tensors were taken over; 0 where the networks have nothing in common.
        """
        own, given = self.network.state_dict(), cutout.state_dict()
        taken = {name: value for name, value in given.items() if name in own and own[name].shape == value.shape}
        for name, value in given.items():
            # The head has one class there and several here, each of space_to_depth² channels; the fourth is the matte.
            if name in own and name not in taken and own[name].shape[0] == self.channels * value.shape[0]:
                head, rows = torch.zeros_like(own[name]), value.shape[0]
                head[3 * rows : 4 * rows] = value
                taken[name] = head
        self.network.load_state_dict({**own, **taken})
        return len(taken)

    def layers(self, stack: Tensor) -> PackshotLayers:
        """The layers of the packshot for a stacked input [B, C, H, W], sRGB in [0, 1] first."""
        return self.lay_out(stack, self.network(stack).float())

    def lay_out(self, stack: Tensor, out: Tensor) -> PackshotLayers:
        """The layers of the packshot from the body's output [B, channels, H, W]."""
        photo = torch.logit(stack[:, :3].float(), eps=EDGE)
        return PackshotLayers(
            colour=torch.sigmoid(photo + out[:, :3]),
            matte_logits=out[:, 3:4],
            # Shadows are faint, so training starts near 0.05 and not at 0.5.
            shadow=torch.sigmoid(out[:, 4:5] - 3),
        )

    def forward(self, stack: Tensor) -> Tensor:
        """The packshot [B, 3, H, W], sRGB in [0, 1], of a stacked input [B, C, H, W]."""
        return self.layers(stack).compose()
