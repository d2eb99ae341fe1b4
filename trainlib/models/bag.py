"""Several cut-out networks as one: the mean of their mattes."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from trainlib.models.encoder_decoder import build_encoder_decoder
from trainlib.models.network_config import NetworkConfig

MOST = 32
# Keeps the logit of 0 and 1 finite.
_EDGE = 1e-6


class Bag(nn.Module):
    """Networks that were trained on different parts of the data, such as folds, with equal weight (Breiman 1996).

    Args:
        networks: the plain config of each, from the checkpoint of a cut-out.

    Raises:
        ValueError: where there are none or too many, or a config makes no network.
    """

    def __init__(self, networks: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        if not 1 <= len(networks) <= MOST:
            raise ValueError(f"a bag holds 1 to {MOST} networks, not {len(networks)}")
        self.networks = nn.ModuleList(build_encoder_decoder(NetworkConfig(**plain), 1) for plain in networks)

    def forward(self, stack: Tensor) -> Tensor:
        """The logits [B, 1, H, W] of the mean probability, for a stack [B, 3, H, W] sRGB in [0, 1]."""
        probabilities = torch.stack([torch.sigmoid(network(stack).float()) for network in self.networks])
        return torch.logit(probabilities.mean(dim=0), eps=_EDGE)
