"""LPIPS (Zhang et al. 2018): how different two pictures look to a network; needs that network's weights."""

import hashlib
from pathlib import Path

import torch
from torch import Tensor
from torchmetrics.image.lpip import LearnedPerceptualImagePatchSimilarity

# As torchvision names the file: what follows the dash is the beginning of its SHA-256.
ALEXNET = "alexnet-owt-7be5be79.pth"


class MissingWeightsError(Exception):
    """LPIPS without the weights it needs; the message is one line that says how to get them."""


class Lpips:
    """The distance of each picture [B] from its target, 0 for the same: AlexNet, with the paper's linear weights.

    The linear weights come with torchmetrics, AlexNet's do not: their file must lie in PyTorch's hub folder, where
    torchvision puts it when it downloads it. Nothing is downloaded here.

    Raises:
        MissingWeightsError: where the file is not there, or is another.
    """

    def __init__(self) -> None:
        path = Path(torch.hub.get_dir()) / "checkpoints" / ALEXNET
        if not path.is_file():
            raise MissingWeightsError(
                f"LPIPS needs AlexNet's weights and {path} is not there: put torchvision's {ALEXNET} into that folder"
            )
        if not hashlib.sha256(path.read_bytes()).hexdigest().startswith(path.stem.rpartition("-")[2]):
            raise MissingWeightsError(f"{path} is not the file it should be: its checksum is another; get it anew")
        self.distance = LearnedPerceptualImagePatchSimilarity("alex", reduction="none", normalize=True)

    @torch.no_grad()
    def __call__(self, picture: Tensor, target: Tensor) -> Tensor:
        """The distances [B] of pictures [B, 3, H, W] from their targets, both in [0, 1]."""
        distances: Tensor = self.distance(picture, target)
        return distances.flatten()
