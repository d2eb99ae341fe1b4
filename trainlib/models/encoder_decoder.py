"""The encoder-decoder in every network that sees photos."""

from torch import nn

from trainlib.models.classic_unet import ClassicUNet
from trainlib.models.network_config import CLASSIC, RESIDUAL, UNETS, NetworkConfig
from trainlib.models.residual_unet import ResidualUNet
from trainlib.models.segmenter import Segmenter


def build_encoder_decoder(config: NetworkConfig, out_channels: int) -> nn.Module:
    """A network [B, in_channels, H, W] to [B, out_channels, H, W], unbounded; H and W are multiples of 32.

    Raises:
        ValueError: where there is no such network.
    """
    if config.architecture not in UNETS:
        return Segmenter(config, out_channels)
    sizes = {"width": config.width, "depth": config.depth}
    given = {name: value for name, value in sizes.items() if value is not None}
    channels = config.in_channels, out_channels
    if config.architecture == CLASSIC:
        return ClassicUNet(*channels, **given, upsampling=config.upsampling, attention=config.attention)
    if config.upsampling != "bilinear" or config.attention:
        raise ValueError(f"{RESIDUAL} has neither transposed upsampling nor attention; {CLASSIC} has")
    return ResidualUNet(*channels, **given)
