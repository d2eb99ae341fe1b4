"""OpenImageDenoise: blender.org's builds have it, Debian's do not."""

from __future__ import annotations


def can_denoise() -> bool:
    """Whether this build has OpenImageDenoise."""
    try:
        import _cycles
    except ImportError:  # a build without Cycles renders nothing here anyway
        return False
    return bool(getattr(_cycles, "with_openimagedenoise", False))
