"""Networks: plain modules without files or Lightning."""

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from trainlib.models.bag import Bag
from trainlib.models.classic_unet import ClassicUNet
from trainlib.models.discriminator import PatchDiscriminator
from trainlib.models.encoder_decoder import build_encoder_decoder
from trainlib.models.multitask import MultiRelighter
from trainlib.models.network_config import STRIDE, NetworkConfig, SceneDecoderConfig
from trainlib.models.relighter import Relighter
from trainlib.models.residual_unet import ResidualUNet
from trainlib.models.scene_decoder import SceneDecoder
from trainlib.models.segmenter import Segmenter

# Each network by its name in checkpoints, built from the plain values of its config.
NETWORKS: dict[str, Callable[..., nn.Module]] = {
    "bag": lambda **plain: Bag(**plain),
    "cutout": lambda **plain: build_encoder_decoder(NetworkConfig(**plain), 1),
    "multirelighter": lambda **plain: MultiRelighter(NetworkConfig(**plain)),
    "relighter": lambda **plain: Relighter(NetworkConfig(**plain)),
    "scene_decoder": lambda **plain: SceneDecoder(SceneDecoderConfig(**plain)),
}


def build_network(name: str, arguments: Mapping[str, Any]) -> nn.Module:
    """The network of this name, with random weights.

    Raises:
        ValueError: where the name is none of NETWORKS, or the network does not take the arguments.
    """
    if name not in NETWORKS:
        raise ValueError(f"no network {name!r}; there are {', '.join(NETWORKS)}")
    try:
        return NETWORKS[name](**arguments)
    except TypeError as error:
        raise ValueError(f"network {name!r} does not take {dict(arguments)}: {error}") from error


__all__ = [
    "NETWORKS",
    "STRIDE",
    "Bag",
    "ClassicUNet",
    "MultiRelighter",
    "NetworkConfig",
    "PatchDiscriminator",
    "Relighter",
    "ResidualUNet",
    "SceneDecoder",
    "SceneDecoderConfig",
    "Segmenter",
    "build_network",
]
