"""Light into pictures: the dataset format's `develop`, for tensors."""

import torch
from torch import Tensor

CURVES = ("srgb", "film")


def develop(
    light: Tensor,
    exposure_ev: float | Tensor,
    white_balance: tuple[float, float, float] | Tensor,
    curve: str,
    quantise: bool = True,
) -> Tensor:
    """Develop linear Rec. 709 light into an sRGB picture (IEC 61966-2-1).

    Args:
        light: [..., 3, H, W], linear, any range; negative values count as none.
        exposure_ev: stops to brighten by; a number, or a tensor that broadcasts to [..., 3, H, W].
        white_balance: factors of red, green and blue; three numbers, or such a tensor.
        curve: "srgb" clips at 1; "film" rolls highlights off (Narkowicz 2015, a fit of the ACES curve).
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
    if curve == "srgb":
        y = x.clamp(max=1)
    elif curve == "film":
        y = (x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)).clamp(0, 1)
    else:
        raise ValueError(f"develop curve {curve!r} is not one of {', '.join(CURVES)}")
    # The root's slope at 0 is infinite; the straight part stands there, so its argument may be held above it.
    rooted = 1.055 * y.clamp(min=0.0031308) ** (1 / 2.4) - 0.055
    s = torch.where(y <= 0.0031308, 12.92 * y, rooted)
    return torch.round(255 * s) / 255 if quantise else s
