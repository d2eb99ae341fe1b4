"""Which asset's file Blender is reading right now.

Some files end Blender's process while it reads them. So whoever reads one says so before and after, and a supervisor
that finds a worker dead knows which file it died on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .asset import Asset

_Listener = Callable[[Asset, bool], None]
"""Takes the asset, and whether its reading begins (or else has ended)."""
_listeners: list[_Listener] = []


@contextmanager
def listening(listener: _Listener) -> Iterator[None]:
    """Within it the listener is told of every asset that is read."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


@contextmanager
def opening(asset: Asset) -> Iterator[None]:
    """Within it the asset's files are read; built-in assets, which have none, are not told."""
    told = list(_listeners) if asset.path is not None or asset.maps else []
    for listener in told:
        listener(asset, True)
    try:
        yield
    finally:
        for listener in told:
            listener(asset, False)
