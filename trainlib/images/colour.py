"""Colour as people see it: CIE L*a*b* and the colour difference ΔE2000, differentiable."""

import math

import torch
from torch import Tensor

# sRGB's primaries (IEC 61966-2-1) to CIE XYZ, and its white, D65.
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)

# Below any visible difference; keeps the slope of roots finite at 0.
TINY = 1e-12

# Hues half a turn apart are opposite; rounding must not make them more than that.
OPPOSITE = math.pi + 2e-6


def to_linear(encoded: Tensor) -> Tensor:
    """Decode sRGB in [0, 1] to linear light (IEC 61966-2-1)."""
    bright = ((encoded.clamp(min=0.04045) + 0.055) / 1.055) ** 2.4
    return torch.where(encoded <= 0.04045, encoded / 12.92, bright)


def to_lab(image: Tensor) -> Tensor:
    """CIE L*a*b* (D65) [B, 3, H, W] of sRGB [B, 3, H, W] in [0, 1]; L* from 0 to 100."""
    light = to_linear(image)
    xyz = torch.einsum("ij,bjhw->bihw", light.new_tensor(TO_XYZ), light) / light.new_tensor(WHITE).view(1, 3, 1, 1)
    edge = 6 / 29
    f = torch.where(xyz > edge**3, xyz.clamp(min=edge**3) ** (1 / 3), xyz / (3 * edge**2) + 4 / 29)
    x, y, z = f.unbind(1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], dim=1)


def delta_e_2000(one: Tensor, other: Tensor) -> Tensor:
    """The colour difference CIEDE2000 [B, H, W] of L*a*b* images [B, 3, H, W], as Sharma, Wu and Dalal (2005) put it.

    A difference of about 1 can just be seen, 2 to 3 are accepted in print. The gradient is finite everywhere and 0 for
    equal colours. A grey has no hue and gets no gradient from it.
    """
    (l1, a1, b1), (l2, a2, b2) = one.unbind(1), other.unbind(1)
    chroma = (torch.sqrt(a1**2 + b1**2 + TINY) + torch.sqrt(a2**2 + b2**2 + TINY)) / 2
    stretch = 1.5 - 0.5 * torch.sqrt(chroma**7 / (chroma**7 + 25.0**7) + TINY)
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = torch.sqrt(a1**2 + b1**2 + TINY), torch.sqrt(a2**2 + b2**2 + TINY)
    h1, h2 = _hue(a1, b1), _hue(a2, b2)

    turn = h2 - h1
    turn = turn - 2 * math.pi * (turn > OPPOSITE) + 2 * math.pi * (turn < -OPPOSITE)
    coloured = (c1 > 1e-4) & (c2 > 1e-4)
    turn = torch.where(coloured, turn, torch.zeros_like(turn))
    d_l, d_c, d_h = l2 - l1, c2 - c1, 2 * torch.sqrt(c1 * c2 + TINY) * torch.sin(turn / 2)

    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    around = (h1 + h2) / 2
    far = (h1 - h2).abs() > OPPOSITE
    around = torch.where(far, around + math.pi * torch.where(h1 + h2 < 2 * math.pi, 1.0, -1.0), around)
    # A grey has no hue: the other's counts.
    around = torch.where(coloured, around, h1 + h2)
    t = (
        1
        - 0.17 * torch.cos(around - math.radians(30))
        + 0.24 * torch.cos(2 * around)
        + 0.32 * torch.cos(3 * around + math.radians(6))
        - 0.20 * torch.cos(4 * around - math.radians(63))
    )
    blue = math.radians(30) * torch.exp(-(((torch.rad2deg(around) - 275) / 25) ** 2))
    s_l = 1 + 0.015 * (lightness - 50) ** 2 / torch.sqrt(20 + (lightness - 50) ** 2)
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotation = -2 * torch.sqrt(chroma**7 / (chroma**7 + 25.0**7) + TINY) * torch.sin(2 * blue)
    d_l, d_c, d_h = d_l / s_l, d_c / s_c, d_h / s_h
    square = d_l**2 + d_c**2 + d_h**2 + rotation * d_c * d_h
    return torch.sqrt(square.clamp(min=0) + TINY) - math.sqrt(TINY)


def _hue(a: Tensor, b: Tensor) -> Tensor:
    """The hue angle in [0, 2π); 0 and without gradient for a grey."""
    grey = a**2 + b**2 < 1e-8
    angle = torch.atan2(torch.where(grey, torch.zeros_like(b), b), torch.where(grey, torch.ones_like(a), a))
    return torch.where(angle < 0, angle + 2 * math.pi, angle)


def luma(image: Tensor) -> Tensor:
    """Rec. 601 luma [B, 1, H, W] of sRGB [B, 3, H, W]."""
    return torch.einsum("c,bchw->bhw", image.new_tensor([0.299, 0.587, 0.114]), image)[:, None]
