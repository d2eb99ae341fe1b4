"""A request as the panel makes it."""

from __future__ import annotations

from dataclasses import dataclass

from ..batch.request import Request


@dataclass(frozen=True)
class Wanted:
    """A request, and how much of the machine it may have."""

    request: Request
    cores_free: int = 0
    low_priority: bool = False
