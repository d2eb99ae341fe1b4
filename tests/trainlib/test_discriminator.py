"""The PatchGAN discriminator."""

import pytest
import torch

from trainlib.models import PatchDiscriminator


def test_a_patch_is_70_pixels() -> None:
    torch.manual_seed(0)
    judge = PatchDiscriminator(width=4)
    # Norms look at the whole image; without them what is left is the convolutions' reach.
    for i, part in enumerate(judge.layers):
        if isinstance(part, torch.nn.InstanceNorm2d):
            judge.layers[i] = torch.nn.Identity()
    image = torch.rand(1, 3, 160, 160, requires_grad=True)
    logits = judge(torch.rand(1, 3, 160, 160), image)
    assert logits.shape == (1, 1, 18, 18)
    logits[0, 0, 9, 9].backward()
    assert image.grad is not None
    seen = (image.grad.abs().sum(1)[0] > 0).nonzero()
    assert (seen.max(0).values - seen.min(0).values + 1).tolist() == [70, 70]


def test_the_discriminator_heeds_photo_and_packshot() -> None:
    torch.manual_seed(0)
    judge = PatchDiscriminator(width=4, layers=2)
    photo, packshot = torch.rand(1, 3, 32, 32, requires_grad=True), torch.rand(1, 3, 32, 32, requires_grad=True)
    judge(photo, packshot).sum().backward()
    assert photo.grad is not None and photo.grad.any()
    assert packshot.grad is not None and packshot.grad.any()
    with pytest.raises(ValueError, match="at least 12 pixels"):
        judge(torch.rand(1, 3, 8, 8), torch.rand(1, 3, 8, 8))
