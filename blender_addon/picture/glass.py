"""Soft alpha of glass: clear glass counts half."""

from __future__ import annotations

import numpy as np

from ..arrays import Floats
from .blur import smoothstep

LEAST_SHARE = 0.5
"""Alpha of clear glass that faces the lens. A mask at 128 still contains it, so a tumbler's cut-out is complete."""
EDGE_ON, FACE_ON = 0.35, 0.75
"""Cosines between glass and line of sight. Up to the first, glass is opaque, because it reflects and bends light. From
the second on it is transparent.
"""


def soft_alpha(coverage: Floats, through: Floats, facing: Floats) -> Floats:
    """Alpha in [0, 1] [H, W] of a product that may be glass.

    Args:
        coverage: Share of the pixel that is product, glass or not, in [0, 1] [H, W].
        through: Share of the light from behind that comes straight through the product, in [0, coverage] [H, W].
        facing: Cosine between surface and line of sight, in [0, 1] [H, W].
    """
    clear = np.clip(through / np.maximum(coverage, 1e-6), 0.0, 1.0) * smoothstep(EDGE_ON, FACE_ON, facing)
    # A few per cent are the renderer's noise.
    return np.asarray(coverage * (1.0 - (1.0 - LEAST_SHARE) * clear * smoothstep(0.02, 0.15, clear)))


def facing(normal: Floats, focal_px: float) -> Floats:
    """Cosine between camera-space normals [H, W, 3] of any length and the line of sight, in [0, 1] [H, W]."""
    height, width = normal.shape[:2]
    x = (np.arange(width) + 0.5 - width / 2) / focal_px
    y = (height / 2 - np.arange(height) - 0.5) / focal_px
    toward = np.stack([*np.meshgrid(-x, -y), np.ones((height, width))], -1)
    toward /= np.linalg.norm(toward, axis=-1, keepdims=True)
    length = np.maximum(np.linalg.norm(normal, axis=-1), 1e-6)
    return np.asarray(np.clip(np.abs((normal * toward).sum(-1)) / length, 0.0, 1.0))
