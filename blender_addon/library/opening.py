"""Reports which asset's file Blender is reading.

Some files crash Blender while it reads them. So each read is reported before and after. If a worker dies, its
supervisor knows the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .asset import Asset

_Listener = Callable[[Asset, bool], None]
"""Called with the asset and whether its reading begins (True) or has ended (False)."""
_listeners: list[_Listener] = []


@contextmanager
def listening(listener: _Listener) -> Iterator[None]:
    """While the block runs, the listener is called for every asset that is read."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


@contextmanager
def opening(asset: Asset) -> Iterator[None]:
    """The block reads the asset's files. Built-in assets have none and are not reported."""
    told = list(_listeners) if asset.path is not None or asset.maps else []
    for listener in told:
        listener(asset, True)
    try:
        yield
    finally:
        for listener in told:
            listener(asset, False)
