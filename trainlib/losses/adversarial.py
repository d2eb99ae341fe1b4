"""The two sides of a conditional GAN (Goodfellow et al. 2014; Isola et al. 2017), on logits of patches."""

import torch
import torch.nn.functional as F
from torch import Tensor


def discriminator_loss(real: Tensor, painted: Tensor) -> Tensor:
    """Half the cross-entropies of calling real ones real and painted ones painted; ln 2 where it cannot tell.

    Halved as in the paper, which slows the discriminator down beside the generator.

    Args:
        real: logits of real pictures.
        painted: logits of the generator's, which must be detached from it.
    """
    entropy = F.binary_cross_entropy_with_logits
    return (entropy(real, torch.ones_like(real)) + entropy(painted, torch.zeros_like(painted))) / 2


def generator_loss(painted: Tensor) -> Tensor:
    """The cross-entropy of the generator's pictures being called real.

    Args:
        painted: logits of the generator's pictures, through which its gradient flows.
    """
    return F.binary_cross_entropy_with_logits(painted, torch.ones_like(painted))
