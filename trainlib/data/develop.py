"""Light into images: the dataset format's `develop`, for tensors."""

from functools import cache

import numpy as np
import torch
from torch import Tensor

from trainlib.images.arrays import Array

CURVES = ("srgb", "film")

# The largest number that 16-bit floats have.
HALF_MAX = 65504.0


def develop(
    light: Tensor,
    exposure_ev: float | Tensor,
    white_balance: tuple[float, float, float] | Tensor,
    curve: str | Tensor,
    quantise: bool = True,
) -> Tensor:
    """Develop linear Rec. 709 light into an sRGB image (IEC 61966-2-1).

    Args:
        light: [..., 3, H, W], linear, any range; negative values count as none.
        exposure_ev: stops to brighten by; a number, or a tensor that broadcasts to [..., 3, H, W].
        white_balance: factors of red, green and blue; three numbers, or such a tensor.
        curve: "srgb" clips at 1; "film" rolls highlights off (Narkowicz 2015, a fit of the ACES curve). Or a tensor
            of truths that broadcasts, True for "film".
        quantise: round to steps of 1/255 as a file does. Without, the result is smooth and has gradients.

    Returns:
        [..., 3, H, W] in [0, 1], of light's dtype.

    Raises:
        ValueError: where the curve is neither.
    """
    if not isinstance(white_balance, Tensor):
        white_balance = light.new_tensor(white_balance).view(3, 1, 1)
    if not isinstance(exposure_ev, Tensor):
        exposure_ev = light.new_tensor(exposure_ev)
    x = light.clamp(min=0) * torch.exp2(exposure_ev) * white_balance
    if isinstance(curve, Tensor):
        y = torch.where(curve, _film(x), x.clamp(max=1))
    elif curve == "srgb":
        y = x.clamp(max=1)
    elif curve == "film":
        y = _film(x)
    else:
        raise ValueError(f"develop curve {curve!r} is not one of {', '.join(CURVES)}")
    # The root's slope at 0 is infinite; the straight part stands there, so its argument may be held above it.
    rooted = 1.055 * y.clamp(min=0.0031308) ** (1 / 2.4) - 0.055
    s = torch.where(y <= 0.0031308, 12.92 * y, rooted)
    return torch.round(255 * s) / 255 if quantise else s


def _film(x: Tensor) -> Tensor:
    """The curve "film" of exposed light, in [0, 1]."""
    return (x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)).clamp(0, 1)


def develop_levels(light: Tensor, curve: str) -> Array:
    """Developed light as a file holds it: uint8 [H, W, 3], by a table instead of roots and quotients.

    Light is rounded to 16-bit floats first, which moves a level by 0.05 at most; so one in some twenty values may
    fall on the other side between two levels.

    Args:
        light: float32 [3, H, W], linear, exposed and white-balanced.
        curve: "srgb" or "film".
    """
    halves = light.clamp(0, HALF_MAX).half().numpy().view(np.uint16)
    levels: Array = np.ascontiguousarray(_level_table(curve)[halves].transpose(1, 2, 0))
    return levels


@cache
def _level_table(curve: str) -> Array:
    """The level of each 16-bit float, by its bits: uint8 [65536]."""
    light = np.nan_to_num(np.arange(2**16, dtype=np.uint16).view(np.float16).astype(np.float32), nan=0, neginf=0)
    one = torch.ones(())
    image = develop(torch.from_numpy(light.clip(0, HALF_MAX)), one * 0, one, curve, quantise=False)
    table: Array = (255 * image).round().to(torch.uint8).numpy()
    return table
