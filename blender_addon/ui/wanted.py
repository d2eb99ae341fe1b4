"""A request from the panel."""

from __future__ import annotations

from dataclasses import dataclass

from ..batch.request import Request


@dataclass(frozen=True)
class Wanted:
    """A request, and its share of the machine."""

    request: Request
    cores_free: int = 0
    low_priority: bool = False
