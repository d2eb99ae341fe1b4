"""Independent streams of random numbers, one for each component of a sample.

A new component, or one more draw in an old one, changes no other component, because each stream is seeded by its
component's name. Numbers are rounded so that a recipe does not depend on the last bits of a machine's arithmetic.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
Streams = Callable[[str], np.random.Generator]
"""The generator of one attempt's component, by the component's name."""
_DIGITS = 6
TURN, HALF_TURN = 6.283185, 3.141593
"""Radians, rounded like every drawn number."""


def stream(seed: int, sample: int, attempt: int, component: str) -> np.random.Generator:
    """The generator of one component of one attempt at one sample."""
    digest = hashlib.sha256(f"{seed}/{sample}/{attempt}/{component}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """Uniform in [low, high], rounded to 6 decimals."""
    return round(low + (high - low) * float(rng.random()), _DIGITS)


def log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """Log-uniform in [low, high] with low > 0."""
    return round(float(low * (high / low) ** float(rng.random())), _DIGITS)


def whole(rng: np.random.Generator, low: float, high: float) -> int:
    """A whole number in [low, high], both ends included."""
    first, last = int(np.ceil(low)), int(np.floor(high))
    return first + int(float(rng.random()) * (last - first + 1))


def pick(rng: np.random.Generator, options: Sequence[T]) -> T:
    """One of the options with equal chance; ValueError if there is none."""
    if not options:
        raise ValueError("nothing to pick from")
    return options[int(float(rng.random()) * len(options))]


def weighed(rng: np.random.Generator, weights: Mapping[T, float]) -> T:
    """One of the keys by weight; the first if all weights are 0, ValueError if there is none."""
    if not weights:
        raise ValueError("nothing to pick from")
    left = float(rng.random()) * sum(weights.values())
    chosen = next(iter(weights))
    for option, weight in weights.items():
        if weight > 0.0 and left >= 0.0:
            chosen = option
        left -= weight
    return chosen


def chance(rng: np.random.Generator, probability: float) -> bool:
    """True with that probability."""
    return float(rng.random()) < probability


def normal(rng: np.random.Generator, spread: float) -> float:
    """Normal around 0 with standard deviation `spread`, cut at three of them (sum of twelve uniforms, Irwin-Hall)."""
    total = sum(float(rng.random()) for _ in range(12)) - 6.0
    return round(min(max(total, -3.0), 3.0) * spread, _DIGITS)
