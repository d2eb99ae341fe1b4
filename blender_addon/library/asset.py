"""Assets: models, HDRIs and textures that samples are made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Size = tuple[float, float, float]
"""Metres. A product's width, depth and height are along x, y and z in Blender, with its front to −y. A texture has the
width and height that its image covers, and 0.
"""
Rotation = tuple[float, float, float, float, float, float, float, float, float]
"""A rotation matrix row by row, in the Y-up axes of the file."""
AssetKind = Literal["product", "hdri", "texture"]


@dataclass(frozen=True)
class Asset:
    """A product model, an HDRI, or a set of texture maps.

    `path` is None for assets that Blender ships. Their files are found by name when a scene is built.
    """

    id: str
    """"model/<name>", "model/<name>.<part>", "hdri/<name>", "texture/<name>", "hdri/blender_<name>"."""
    kind: AssetKind
    path: Path | None
    category: str = ""
    """A product's category; for a catalogue's texture the words of its name and category."""
    maps: Mapping[str, Path] = field(default_factory=dict)
    """Textures only, kind of map -> file: "colour", which is always there, "roughness", "normal" (OpenGL: green up),
    "normal_dx" (green down), "displacement", "ao" (ambient occlusion), "arm" (that, roughness and metal as R, G, B).
    """
    author: str = "unknown"
    licence: str = "unknown"
    source: str = ""
    part: str = ""
    """The part of the file: "object/<name>" or "collection/<name>" of a .blend with marked assets, or a file of a .sh3f
    or .sh3t; "" for the whole file.
    """
    folder: Path | None = None
    """Products only: the scanned folder. Files that the model refers to must be in it or below."""
    size_m: Size | None = None
    """Catalogues only: the size given there."""
    rotation: Rotation | None = None
    """Products of a catalogue only: the rotation that is applied to the model first."""

    def stamp(self) -> str:
        """Sizes and modification times of its files, to see whether one was repaired; "" without files."""
        paths = {path for path in (self.path, *self.maps.values()) if path is not None}
        return " ".join(_stamp(path) for path in sorted(paths))


@dataclass(frozen=True)
class Library:
    """All assets by kind. Each list is sorted by id, and ids are unique."""

    products: tuple[Asset, ...] = ()
    hdris: tuple[Asset, ...] = ()
    textures: tuple[Asset, ...] = ()

    def all(self) -> tuple[Asset, ...]:
        """The assets of every kind."""
        return (*self.products, *self.hdris, *self.textures)

    def get(self, asset_id: str) -> Asset:
        """The asset with that id; KeyError with the id if there is none."""
        for asset in self.all():
            if asset.id == asset_id:
                return asset
        raise KeyError(asset_id)


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return "none"
    return f"{found.st_size}:{found.st_mtime_ns}"
