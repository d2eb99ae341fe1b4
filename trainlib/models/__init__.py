"""Networks: plain modules that know tensors, and neither files nor Lightning."""

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from trainlib.models.bodies import build_own
from trainlib.models.classic_unet import ClassicUNet
from trainlib.models.discriminator import PatchDiscriminator
from trainlib.models.multitask import MultiRelighter
from trainlib.models.relighter import Relighter
from trainlib.models.scene_decoder import SceneDecoder
from trainlib.models.segmenter import STRIDE, Segmenter
from trainlib.models.unet import UNet

NETWORKS: dict[str, Callable[..., nn.Module]] = {
    "multirelighter": MultiRelighter,
    "own_unet": build_own,
    "relighter": Relighter,
    "scene_decoder": SceneDecoder,
    "segmenter": Segmenter,
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
    "ClassicUNet",
    "MultiRelighter",
    "PatchDiscriminator",
    "Relighter",
    "SceneDecoder",
    "Segmenter",
    "UNet",
    "build_network",
]
