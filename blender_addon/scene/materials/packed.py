"""Maps of a texture as files, including textures in a package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import bpy

from ...library.asset import Asset
from ...library.packages import PackageError, unpacked
from .look import MaterialError


@contextmanager
def map_files(asset: Asset) -> Iterator[Mapping[str, Path]]:
    """The asset's maps, by kind; those of a package are in a temporary folder within the `with` statement.

    Images that Blender has loaded from there stay in memory.

    Raises:
        MaterialError: The package cannot be read.
    """
    if not asset.part or asset.path is None:
        yield asset.maps
        return
    try:
        with unpacked(asset.path, asset.part, alone=True) as path:
            yield {"colour": path}
            for image in bpy.data.images:
                if Path(bpy.path.abspath(image.filepath)) == path and not image.packed_files:
                    image.pack()
    except PackageError as error:
        raise MaterialError(f"texture {asset.id}: {error}") from error
