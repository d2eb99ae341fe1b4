"""The configs of networks as plain values: a config file sets them, a checkpoint keeps them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from trainlib.models.preparation import PREPARATIONS

Upsampling = Literal["bilinear", "transposed"]

# Packshot's own U-Nets; all other architectures are from segmentation_models_pytorch.
CLASSIC, RESIDUAL = "classic_unet", "residual_unet"
UNETS = (CLASSIC, RESIDUAL)

# The possible inputs of a network, and their channels.
INPUT_CHANNELS = {"image": 3, "alpha": 1, "depth": 1, "normal": 3}

# Every architecture and encoder halves the image at most five times.
STRIDE = 32


# The widest layer: a checkpoint's plain data must not be able to allocate any amount of memory.
MOST_CHANNELS = 4096


def _require(fits: bool, name: str, value: object, expected: str) -> None:
    """Raise ValueError if a setting is wrong."""
    if not fits:
        raise ValueError(f"network.{name} is {value!r}; expected {expected}")


def _is_count(value: object, most: int = MOST_CHANNELS) -> bool:
    return type(value) is int and 0 < value <= most


def _are(values: object, kind: type) -> bool:
    return isinstance(values, Sequence) and not isinstance(values, str) and all(type(each) is kind for each in values)


@dataclass(frozen=True)
class NetworkConfig:
    """An encoder-decoder network that sees photos.

    Attributes:
        architecture: of segmentation_models_pytorch: unet, unetplusplus, manet, linknet, fpn, pspnet, pan, deeplabv3,
            deeplabv3plus, upernet, segformer, dpt; or a U-Net of Packshot's own: classic_unet, residual_unet.
        encoder: the encoder of such an architecture: segmentation_models_pytorch's own (resnet34, mobilenet_v2,
            mit_b0 …), or any of timm's with "tu-" before its name. The U-Nets of Packshot's own have none.
        encoder_weights: the encoder's first weights: "imagenet", a file with a state dict, or null to start from
            scratch. They need `space_to_depth` 1 and the image as the only input.
        decoder_channels: widths of the decoder from coarse to fine, of unet, unetplusplus and manet; null leaves the
            architecture's own.
        space_to_depth: squares of this many pixels a side become channels before the network and pixels again after
            it (Shi et al. 2016). 2 saves an encoder that starts at full size most of its work; 1 changes nothing.
        inputs: the network's inputs: the image first, then any of alpha, depth, normal.
        width: channels at full size of a U-Net of Packshot's own; null takes its own default, 64 or 16.
        depth: how often such a U-Net halves the image; null takes its own default, 4 or 5.
        upsampling: "bilinear" or "transposed", of classic_unet.
        attention: attention gates on the skips, of classic_unet.
        prepare: preprocessing of the image, one of `preparation.PREPARATIONS`: none, grey, stretch_2_98,
            stretch_10_90, equalised, clahe. Not for Packshot's own U-Nets.
        mean: of the images by channel, sRGB from 0 to 1, such as a dataset's own; null takes ImageNet's. It is
            subtracted, and the rest divided by `std`. Not for Packshot's own U-Nets.
        std: their spread; null takes ImageNet's.
    """

    architecture: str = "unet"
    encoder: str = "vgg11_bn"
    encoder_weights: str | None = None
    decoder_channels: tuple[int, ...] | None = (128, 64, 48, 32, 24)
    space_to_depth: int = 2
    inputs: tuple[str, ...] = ("image",)
    width: int | None = None
    depth: int | None = None
    upsampling: Upsampling = "bilinear"
    attention: bool = False
    prepare: str = "none"
    mean: tuple[float, float, float] | None = None
    std: tuple[float, float, float] | None = None

    def __post_init__(self) -> None:
        """Refuse impossible settings; lists of a checkpoint become tuples."""
        for name in ("architecture", "encoder", "upsampling"):
            _require(isinstance(getattr(self, name), str), name, getattr(self, name), "a name")
        # timm would download from such names.
        _require(not set(self.encoder) & set(":/\\"), "encoder", self.encoder, "an encoder's name, no address")
        _require(_are(self.inputs, str), "inputs", self.inputs, "names")
        _require(_is_count(self.space_to_depth), "space_to_depth", self.space_to_depth, "1, 2, 4, 8, 16 or 32")
        _require(isinstance(self.attention, bool), "attention", self.attention, "true or false")
        _require(self.width is None or _is_count(self.width), "width", self.width, f"a number up to {MOST_CHANNELS}")
        _require(self.depth is None or _is_count(self.depth, 8), "depth", self.depth, "a number up to 8")
        widths = self.decoder_channels
        fits = widths is None or (_are(widths, int) and all(map(_is_count, widths)) and len(widths) <= 8)
        _require(fits, "decoder_channels", widths, f"up to 8 numbers up to {MOST_CHANNELS}")
        _require(self.prepare in PREPARATIONS, "prepare", self.prepare, f"one of {', '.join(PREPARATIONS)}")
        for name in ("mean", "std"):
            values = getattr(self, name)
            fits = values is None or (_are(values, float) and len(values) == 3 and (name == "mean" or min(values) > 0))
            _require(fits, name, values, "three numbers" + (" above 0" if name == "std" else ""))
            object.__setattr__(self, name, None if values is None else tuple(values))
        plain = self.prepare == "none" and self.mean is None and self.std is None
        _require(plain or self.architecture not in UNETS, "prepare, mean or std", self.prepare, "no such U-Net")
        object.__setattr__(self, "inputs", tuple(self.inputs))
        if self.decoder_channels is not None:
            object.__setattr__(self, "decoder_channels", tuple(self.decoder_channels))
        count_channels(self.inputs)
        if self.space_to_depth < 1 or STRIDE % self.space_to_depth:
            raise ValueError(f"network.space_to_depth is {self.space_to_depth}; expected 1, 2, 4, 8, 16 or 32")
        if self.upsampling not in ("bilinear", "transposed"):
            raise ValueError(f"network.upsampling is {self.upsampling!r}; expected 'bilinear' or 'transposed'")

    @property
    def in_channels(self) -> int:
        """How many channels the stacked inputs have."""
        return count_channels(self.inputs)

    def to_plain(self) -> dict[str, Any]:
        """The values that a checkpoint keeps, as lists, numbers and text: all but the source of first weights."""
        plain = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}
        del plain["encoder_weights"]
        return plain


@dataclass(frozen=True)
class SceneDecoderConfig:
    """A network that draws an image from a few numbers.

    Attributes:
        numbers: how many numbers describe a scene.
        size: side of the square image, or height and width, as the data's; multiples of 32.
        width: channels at full size; each halving doubles them, up to 16 times.
        upsampling: "bilinear" or "transposed" (Radford et al. 2016).
    """

    numbers: int = 5
    size: int | tuple[int, int] = 128
    width: int = 16
    upsampling: Upsampling = "bilinear"

    def __post_init__(self) -> None:
        """Refuse settings that make no network."""
        sides = self.size if isinstance(self.size, Sequence) else (self.size, self.size)
        _require(_is_count(self.numbers), "numbers", self.numbers, f"a number up to {MOST_CHANNELS}")
        _require(_is_count(self.width), "width", self.width, f"a number up to {MOST_CHANNELS}")
        _require(_are(sides, int) and len(sides) == 2 and max(sides) <= 8192, "size", self.size, "up to 8192 pixels")
        if self.numbers < 1 or self.width < 1:
            raise ValueError(
                f"network.numbers is {self.numbers} and width {self.width}; a scene decoder needs at least 1 of each"
            )
        if self.upsampling not in ("bilinear", "transposed"):
            raise ValueError(f"network.upsampling is {self.upsampling!r}; expected 'bilinear' or 'transposed'")
        check_size(self.size, "network.size")

    @property
    def height_and_width(self) -> tuple[int, int]:
        """The image's height and width."""
        return check_size(self.size, "network.size")

    def to_plain(self) -> dict[str, Any]:
        """The values that a checkpoint keeps."""
        return asdict(self) | {"size": list(self.height_and_width)}


def count_channels(inputs: Sequence[str]) -> int:
    """How many channels a stack of these inputs has.

    Raises:
        ValueError: where an input is not known or the image is not first.
    """
    unknown = [name for name in inputs if name not in INPUT_CHANNELS]
    if unknown or not inputs or inputs[0] != "image" or len(set(inputs)) != len(inputs):
        others = ", ".join(list(INPUT_CHANNELS)[1:])
        raise ValueError(f"network.inputs are {list(inputs)}; expected 'image' first, then any of {others}")
    return sum(INPUT_CHANNELS[name] for name in inputs)


def check_size(size: int | Sequence[int], setting: str) -> tuple[int, int]:
    """Height and width as two numbers.

    Args:
        size: a side of a square, or height and width.
        setting: what a message names.

    Raises:
        ValueError: a side is not a multiple of 32.
    """
    height, width = (size, size) if isinstance(size, int) else size
    for side in (height, width):
        if side < STRIDE or side % STRIDE:
            below = max(STRIDE, side // STRIDE * STRIDE)
            raise ValueError(
                f"{setting} {side} is not a multiple of {STRIDE}, which the networks need; "
                f"take {below} or {below + STRIDE}"
            )
    return height, width
