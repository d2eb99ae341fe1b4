"""A sample whose files are made, or the reasons why it is not good enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .reasons import Failure


@dataclass(frozen=True)
class Finished:
    """What is to be written, where `failures` is empty."""

    files: dict[str, bytes]
    recipe: dict[str, Any]
    depth_range_m: tuple[float, float]
    checks: dict[str, Any]
    failures: list[Failure]


def without_depth(checks: dict[str, Any], failures: list[Failure], error: ValueError) -> Finished:
    """A sample in which nothing of the product has a depth."""
    return Finished({}, {}, (0.0, 1.0), checks, [*failures, Failure("no_depth", str(error))])
