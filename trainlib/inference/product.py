"""The product between a network's matte and a packshot."""

from __future__ import annotations

from dataclasses import dataclass

from trainlib.images.arrays import Float32Array, UInt8Array


@dataclass(frozen=True)
class Product:
    """The product of a photo or a part of it, of H x W pixels.

    Attributes:
        mask: uint8 [H, W].
        foreground: uint8 [H, W, 3] sRGB, its own colours.
        relit: uint8 [H, W, 3] sRGB, in the relight network's light; the very `foreground` without one.
        shadow: float32 [h, w] in [0, 1], predicted by the relight network; None if it predicts none.
    """

    mask: UInt8Array
    foreground: UInt8Array
    relit: UInt8Array
    shadow: Float32Array | None = None
