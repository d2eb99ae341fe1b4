"""Settings of pix2pix's discriminator."""

from dataclasses import dataclass

from trainlib.models import PatchDiscriminator


@dataclass(frozen=True)
class Adversary:
    """Settings of the discriminator.

    Attributes:
        weight: weight of the adversarial loss beside `loss`; 0 trains the generator by `loss` alone. The paper's
            100·L1 + GAN is `loss: {l1: 1}` with 0.01.
        width: channels of the discriminator's first layer.
        layers: how often it halves the image; patches have 70 pixels with 3, 34 with 2, 16 with 1.
        lr_ratio: its learning rate as a share of the generator's.
    """

    weight: float = 0.01
    width: int = 64
    layers: int = 3
    lr_ratio: float = 1.0

    def __post_init__(self) -> None:
        """Refuse impossible settings."""
        if self.weight < 0 or self.lr_ratio <= 0:
            raise ValueError(
                f"model.adversary.weight is {self.weight} and lr_ratio {self.lr_ratio}; "
                "expected at least 0, and above 0"
            )

    def build_discriminator(self) -> PatchDiscriminator | None:
        """The discriminator with random weights; None if its weight is 0."""
        return PatchDiscriminator(width=self.width, layers=self.layers) if self.weight > 0 else None
