"""The format of image files: from 5.0 the medium comes before it."""

from __future__ import annotations

from typing import Any


def use_multilayer_exr(settings: Any) -> None:
    """Have image settings write every pass into one uncompressed float EXR, which NumPy alone can read."""
    if hasattr(settings, "media_type"):
        settings.media_type = "MULTI_LAYER_IMAGE"
    settings.file_format = "OPEN_EXR_MULTILAYER"
    settings.color_depth, settings.exr_codec = "32", "NONE"
