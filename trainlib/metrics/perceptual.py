"""LPIPS (Zhang et al. 2018): the perceptual distance of two images, by a network whose weights the user provides."""

from importlib import resources
from pathlib import Path

import torch
from torch import Tensor, nn
from torchvision.models import AlexNet

from trainlib.checkpoints.pretrained import PretrainedError, read_tensors

# torchvision's name of the file; the part after the dash is the start of its SHA-256.
ALEXNET = "alexnet-owt-7be5be79.pth"
# The layers whose outputs are compared, by index in torchvision's AlexNet: its five ReLUs.
TAPS = (1, 4, 7, 9, 11)
# Normalisation of the paper's network: images in [-1, 1], shifted and scaled by channel.
SHIFT, SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)
LEAST = 32  # pixels a side; a smaller image has no pixel left in the last layers
_TINY = 1e-8


class MissingWeightsError(ValueError):
    """The weights of LPIPS are missing; the message is one line that says how to get them."""


class Lpips:
    """The distance of each image from its target, 0 for the same: AlexNet, with the paper's linear weights.

    Of each layer the answers y [C, H, W] are brought to unit length over channels, and the distance is
    Σ over layers of mean over pixels of Σ over channels of w·(ŷ − ŷ₀)² (eq. 1 of the paper). The weights w come with
    torchmetrics. AlexNet's do not, and nothing is downloaded here. This is no `nn.Module`, so a task that uses it does
    not save its weights.

    Args:
        weights: torchvision's file of AlexNet (`ALEXNET`), or any with its `features.*` tensors.

    Raises:
        MissingWeightsError: the file is missing, broken, holds more than tensors, or those of another network.
    """

    def __init__(self, weights: Path) -> None:
        if not weights.is_file():
            raise MissingWeightsError(
                f"LPIPS needs AlexNet's weights and {weights} is not there: give the path of torchvision's {ALEXNET}"
            )
        try:
            tensors = read_tensors(weights)
        except PretrainedError as error:
            raise MissingWeightsError(f"LPIPS: {error}") from error
        with torch.device("meta"):
            self.features = AlexNet().features[: TAPS[-1] + 1]
        found = {key.removeprefix("features."): value for key, value in tensors.items() if key.startswith("features.")}
        try:
            self.features.load_state_dict(found, assign=True)
        except RuntimeError as error:
            raise MissingWeightsError(
                f"LPIPS: {weights} does not hold AlexNet's weights: give the path of torchvision's {ALEXNET}"
            ) from error
        # In place would overwrite what is compared.
        for layer in self.features:
            if isinstance(layer, nn.ReLU):
                layer.inplace = False
        self.features.float().requires_grad_(False).eval()
        self.linear = _linear_weights()

    @torch.no_grad()
    def __call__(self, image: Tensor, target: Tensor) -> Tensor:
        """The distances [B] of images [B, 3, H, W] from their targets, both sRGB in [0, 1].

        Raises:
            ValueError: they are smaller than `LEAST` pixels, or not of one shape.
        """
        if image.shape != target.shape or min(image.shape[-2:]) < LEAST:
            raise ValueError(
                f"LPIPS compares images of one size from {LEAST} pixels on, not {tuple(image.shape)} with "
                f"{tuple(target.shape)}"
            )
        self.features.to(image.device)
        shift, scale = (torch.tensor(values, device=image.device).view(1, 3, 1, 1) for values in (SHIFT, SCALE))
        one, other = (((2 * values.float() - 1) - shift) / scale for values in (image, target))
        distance = torch.zeros(len(image), device=image.device)
        for place, layer in enumerate(self.features):
            one, other = layer(one), layer(other)
            if place in TAPS:
                weight = self.linear[TAPS.index(place)].to(image.device)
                difference = (_unit(one) - _unit(other)) ** 2
                distance += (weight * difference).sum(dim=1).mean(dim=(1, 2))
        return distance


def _unit(answers: Tensor) -> Tensor:
    """[B, C, H, W] of unit length over channels."""
    return answers / torch.sqrt(_TINY + (answers**2).sum(dim=1, keepdim=True))


def _linear_weights() -> list[Tensor]:
    """The paper's weight of each channel [1, C, 1, 1], layer by layer; torchmetrics carries the file."""
    file = Path(str(resources.files("torchmetrics"))) / "functional" / "image" / "lpips_models" / "alex.pth"
    tensors = read_tensors(file)
    return [tensors[f"lin{layer}.model.1.weight"] for layer in range(len(TAPS))]
