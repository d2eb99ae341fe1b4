"""Trains networks that cut products out of photos and relight them as packshots.

>>> import trainlib
>>> trainlib.packshot("photo.jpg").save("packshot.png")  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trainlib.inference.python_api import cut_out, packshot

__version__ = "0.1.0"
__all__ = ["cut_out", "packshot"]


def __getattr__(name: str) -> Any:
    """Import `cut_out` and `packshot` when they are used: PyTorch takes seconds, and `--help` needs none."""
    if name in __all__:
        from trainlib.inference import python_api

        return getattr(python_api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
