"""The two losses of a conditional GAN (Goodfellow et al. 2014; Isola et al. 2017), on logits of patches."""

import torch
import torch.nn.functional as F
from torch import Tensor


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """Half the sum of the cross-entropies of calling real real and fake fake; ln 2 for a guess.

    Halved as in the paper, which slows the discriminator down beside the generator.

    Args:
        real: logits of real images.
        fake: logits of the generator's images, detached from the generator.
    """
    entropy = F.binary_cross_entropy_with_logits
    return (entropy(real, torch.ones_like(real)) + entropy(fake, torch.zeros_like(fake))) / 2


def generator_loss(fake: Tensor) -> Tensor:
    """The cross-entropy of calling the generator's images real.

    Args:
        fake: logits of the generator's images, through which its gradient flows.
    """
    return F.binary_cross_entropy_with_logits(fake, torch.ones_like(fake))
