"""Folders of tiny assets."""

from __future__ import annotations

from pathlib import Path

from tiny_images import WHOLE as WHOLE_IMAGES
from tiny_models import WHOLE as WHOLE_MODELS


def touch(folder: Path, *names: str) -> Path:
    """Files of these names in a folder, whole ones where the suffix is that of an asset."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes({**WHOLE_MODELS, **WHOLE_IMAGES}.get(path.suffix.lower(), b""))
    return folder
