"""A segmentation network that predicts for each pixel how much of it is product."""

import difflib
import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import segmentation_models_pytorch as smp
import timm
import torch
from torch import Tensor, nn

from trainlib.models.network_config import STRIDE, NetworkConfig
from trainlib.models.preparation import PREPARATIONS

# ImageNet's channel statistics in sRGB, which pretrained encoders expect.
PHOTO_MEAN = (0.485, 0.456, 0.406)
PHOTO_STD = (0.229, 0.224, 0.225)

ARCHITECTURES: Mapping[str, type[nn.Module]] = smp.MODEL_ARCHITECTURES_MAPPING
# The prefix of the names of timm's encoders.
TIMM = "tu-"

# The modules of timm whose networks take `dynamic_img_size`: vision transformers with learnt position embeddings.
PATCHED = ("deit", "eva", "swin_transformer", "swin_transformer_v2", "swin_transformer_v2_cr", "vision_transformer")


class Segmenter(nn.Module):
    """An architecture of segmentation_models_pytorch on photos in [0, 1].

    It normalises the image itself, by the statistics that encoders were trained with.

    Args:
        config: its architecture, encoder, decoder_channels, space_to_depth and inputs are used.
        classes: the number of output channels.

    Raises:
        ValueError: where the architecture or encoder is not known.
    """

    def __init__(self, config: NetworkConfig, classes: int = 1) -> None:
        super().__init__()
        self.block = config.space_to_depth
        architecture, encoder = config.architecture, config.encoder
        if architecture.lower() not in ARCHITECTURES:
            raise ValueError(f"no architecture {architecture!r}{_near(architecture.lower(), ARCHITECTURES)}")
        options: dict[str, Any] = {}
        if config.decoder_channels is not None and takes_widths(architecture):
            options["decoder_channels"] = config.decoder_channels
        if _has_fixed_size(encoder):
            options["dynamic_img_size"] = True
        try:
            self.network: nn.Module = smp.create_model(
                architecture,
                encoder_name=encoder,
                encoder_weights=None,  # first weights come from `adopt_encoder`; nothing is downloaded here
                in_channels=config.in_channels * self.block**2,
                classes=classes * self.block**2,
                **options,
            )
        except Exception as error:  # the libraries may raise anything on an impossible pair of names
            raise ValueError(
                f"no network {architecture!r} with encoder {encoder!r}{_reason(encoder, error)}"
            ) from error
        # Encoders have no statistics for other maps: they get mean 0.5 and deviation 0.25.
        more = config.in_channels - 3
        mean, std = config.mean or PHOTO_MEAN, config.std or PHOTO_STD
        self.prepare = PREPARATIONS[config.prepare]
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor([*mean, *[0.5] * more]).view(1, -1, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor([*std, *[0.25] * more]).view(1, -1, 1, 1), persistent=False)

    @torch.no_grad()
    def adopt_encoder(self, given: Mapping[str, Tensor], mean: Sequence[float], std: Sequence[float]) -> None:
        """Start the encoder from weights that were trained elsewhere.

        Names differ between libraries. Then tensors are taken in order, and every shape must agree. Tensors left over
        at the end (a classifier) are not needed.

        Args:
            given: tensors by name, in the order of the network.
            mean: of the images they were trained on, by channel, sRGB in [0, 1].
            std: their spread; the first layer is scaled and its bias or norm shifted from there to this network's own
                centre and spread, exactly but for the image's border, which is padded with another grey.

        Raises:
            ValueError: where the tensors do not fit this encoder, or it does not see plain images.
        """
        encoder: Any = self.network.encoder
        own = encoder.state_dict()
        if self.block != 1 or self.mean.shape[1] != 3:
            raise ValueError(
                "pretrained weights see plain images: give space_to_depth 1 and no inputs beside the image, "
                "or --model.network.encoder_weights null"
            )
        if not own.keys() <= given.keys():
            given = dict(zip(own, given.values(), strict=False))
        wrong = [name for name in own if name not in given or given[name].shape != own[name].shape]
        if wrong:
            raise ValueError(f"the weights are not those of this encoder: {wrong[0]} does not fit")
        taken = {name: given[name].clone() for name in own}
        stem = next(name for name, value in taken.items() if value.ndim == 4)
        centre, spread = (torch.tensor([float(value) for value in values]).view(1, 3, 1, 1) for values in (mean, std))
        # The first layer expects (x - mean) / std. It gets u = (x - m) / s, so it must compute (u s + m - mean) / std.
        shift = (taken[stem] * (self.mean - centre) / spread).sum((1, 2, 3))
        taken[stem] *= self.std / spread
        norm = next((name for name in taken if name.endswith("running_mean")), None)
        bias = f"{stem.removesuffix('weight')}bias"
        if bias in taken:
            taken[bias] += shift
        elif norm is not None and taken[norm].shape == shift.shape:
            taken[norm] -= shift
        encoder.load_state_dict(taken)

    def forward(self, image: Tensor) -> Tensor:
        """Logits [B, classes, H, W] of an image [B, C, H, W] in [0, 1]; H and W are multiples of 32."""
        # Other maps are not preprocessed.
        image = torch.cat([self.prepare(image[:, :3]), image[:, 3:]], dim=1)
        blocks = nn.functional.pixel_unshuffle((image - self.mean) / self.std, self.block)
        # If space to depth leaves a size that is not a multiple of the network's stride, the border is repeated.
        short = [-side % STRIDE for side in blocks.shape[-2:]]
        padded = nn.functional.pad(blocks, (0, short[1], 0, short[0]), mode="replicate") if any(short) else blocks
        logits: Tensor = self.network(padded)[..., : blocks.shape[-2], : blocks.shape[-1]]
        return nn.functional.pixel_shuffle(logits, self.block)


def _has_fixed_size(encoder: str) -> bool:
    """Whether an encoder of timm accepts one image size only, unless it is built for others."""
    name = encoder.removeprefix(TIMM)
    if not encoder.startswith(TIMM) or not timm.is_model(name):
        return False
    return timm.models.model_entrypoint(name).__module__.rpartition(".")[2] in PATCHED


def takes_widths(architecture: str) -> bool:
    """Whether an architecture of `ARCHITECTURES` takes a list of the decoder's widths."""
    parameter = inspect.signature(ARCHITECTURES[architecture.lower()]).parameters.get("decoder_channels")
    return parameter is not None and isinstance(parameter.default, tuple | list)


def _reason(encoder: str, error: Exception) -> str:
    """A hint at the encoder that was meant, or the library's own message."""
    # timm's names continue after a full stop with what the weights were trained on.
    name, known = encoder.removeprefix(TIMM).partition(".")[0], timm.list_models()
    if encoder.startswith(TIMM) and name not in known:
        return _near(name, known, TIMM)
    if not encoder.startswith(TIMM) and encoder not in (names := smp.encoders.get_encoder_names()):
        return _near(encoder, names)
    if "downsampling pattern" in str(error):
        return ": it is a vision transformer without feature maps of several sizes; architecture dpt takes it"
    return f": {' '.join(str(error).split())[:200]}"


def _near(word: str, known: Iterable[str], before: str = "") -> str:
    """The known words closest to this one, for the end of a message."""
    close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.3)
    return f"; near it are {', '.join(before + each for each in close)}" if close else ""
