"""Synthetic images, to compare networks without photos."""

from __future__ import annotations

import numpy as np

from trainlib.images.arrays import Float32Array


def synthetic_images(size: tuple[int, int], count: int = 4) -> list[Float32Array]:
    """Soft discs on noisy gradients, to compare networks on: float32 [3, h, w] in [0, 1]."""
    rng = np.random.default_rng(20)
    height, width = size
    y, x = np.mgrid[:height, :width].astype(np.float32) / np.float32(max(size))
    images = []
    for _ in range(count):
        low, high, colour = rng.random((3, 3, 1, 1), dtype=np.float32)
        disc = 1 / (1 + np.exp((np.hypot(y - rng.uniform(0.3, 0.7), x - rng.uniform(0.3, 0.7)) - 0.25) * 80))
        ramp = low + (high - low) * x + rng.normal(0, 0.03, (3, height, width))
        images.append(np.clip(ramp * (1 - disc) + colour * disc, 0, 1).astype(np.float32))
    return images


def synthetic_alpha(size: tuple[int, int]) -> Float32Array:
    """The alpha of a soft disc in the middle: float32 [h, w] in [0, 1]."""
    y, x = (np.linspace(-1, 1, side, dtype=np.float32) for side in size)
    return np.asarray(1 / (1 + np.exp((np.hypot(y[:, None], x[None]) - 0.6) * 20)), dtype=np.float32)
