"""Chooses the device that a worker renders with, and describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BACKENDS = ("OPTIX", "CUDA", "HIP", "METAL", "ONEAPI")
"""The best first: OptiX is CUDA with the GPU's own ray tracing."""


class DeviceError(ValueError):
    """The requested device is not available; one line says what was found, and what to give instead."""


@dataclass(frozen=True)
class Choice:
    """The chosen device."""

    backend: str
    """One of BACKENDS; "" for the CPU."""
    used: frozenset[int] = frozenset()
    """The backend's devices by index."""
    told: str = ""
    """A text for people: what was found, and what is used."""

    @property
    def cycles(self) -> str:
        """Cycles' name for it: "CPU" or "GPU"."""
        return "GPU" if self.backend else "CPU"


def choose_device(asked: str, found: Mapping[str, Sequence[str]], slot: int = 0, slots: int = 1) -> Choice:
    """Choose a device.

    Args:
        asked: One of `spec.DEVICES`, or "gpu": the best GPU there is.
        found: Names of the devices of each backend that this Blender knows; a GPU may appear in several.
        slot: The number of the worker on this machine, from 0.
        slots: How many workers there are. A single one uses all GPUs; several use one each, in turn.

    Raises:
        DeviceError: The requested device is not available.
    """
    if asked == "cpu":
        return Choice("", told="CPU, as asked")
    wanted = BACKENDS if asked in ("auto", "gpu") else (asked.upper(),)
    backend = next((name for name in wanted if found.get(name)), "")
    if not backend:
        if asked == "auto":
            return Choice("", told="CPU: Cycles finds no GPU here")
        there = ", ".join(f"{name.lower()} ({', '.join(names)})" for name, names in found.items() if names)
        raise DeviceError(
            f"device {asked!r}: Cycles finds {there or 'no GPU'} here; say auto, cpu"
            + "".join(f", {name.lower()}" for name, names in found.items() if names)
        )
    names = found[backend]
    used = frozenset(range(len(names))) if slots == 1 else frozenset({slot % len(names)})
    shown = ", ".join(names[at] for at in sorted(used))
    return Choice(backend, used, f"{backend}: {shown} ({len(used)} of {len(names)} found)")
