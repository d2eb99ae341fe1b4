"""Directions of rays."""

from __future__ import annotations

import math


def directions(count: int) -> list[tuple[float, float, float]]:
    """Evenly over the sphere: a Fibonacci lattice."""
    golden = math.pi * (3.0 - math.sqrt(5.0))
    z = [1.0 - (2.0 * k + 1.0) / count for k in range(count)]
    return [
        (math.sqrt(1 - h * h) * math.cos(golden * k), math.sqrt(1 - h * h) * math.sin(golden * k), h)
        for k, h in enumerate(z)
    ]
