"""An asset: one thing from outside that a sample can be made with, and who made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Size = tuple[float, float, float]
"""Metres. Of a product its width, depth and height: along x, y and z as it stands in Blender, its front to −y. Of a
texture the width and height that its image spans, and 0.
"""
Rotation = tuple[float, float, float, float, float, float, float, float, float]
"""A rotation matrix row by row, in the Y-up axes of the file."""
AssetKind = Literal["product", "hdri", "texture"]


@dataclass(frozen=True)
class Asset:
    """A product model, an HDRI, or a set of texture maps.

    `path` is None for what Blender itself ships (its file is found by name when a scene is built).
    """

    id: str
    """"model/<name>", "model/<name>.<part>", "hdri/<name>", "texture/<name>", "hdri/blender_<name>"."""
    kind: AssetKind
    path: Path | None
    category: str = ""
    """Of a product what it is; of a catalogue's texture the words of its name and category."""
    maps: Mapping[str, Path] = field(default_factory=dict)
    """Textures only, kind of map -> file: "colour", which is always there, "roughness", "normal" (OpenGL: green up),
    "normal_dx" (green down), "displacement", "ao" (ambient occlusion), "arm" (that, roughness and metal as R, G, B).
    """
    author: str = "unknown"
    licence: str = "unknown"
    source: str = ""
    part: str = ""
    """What of a .blend with marked assets it is, "object/<name>" or "collection/<name>", or which file of a .sh3f or
    .sh3t; "" for all.
    """
    folder: Path | None = None
    """Products only: the folder that was scanned; what the file names beside itself must lie there or below."""
    size_m: Size | None = None
    """Of a catalogue only: the size that it gives."""
    rotation: Rotation | None = None
    """Products of a catalogue only: how the file's model is turned first."""

    def stamp(self) -> str:
        """Sizes and times of change of its files, to tell whether somebody has mended one; "" where it has none."""
        paths = {path for path in (self.path, *self.maps.values()) if path is not None}
        return " ".join(_stamp(path) for path in sorted(paths))


@dataclass(frozen=True)
class Library:
    """Every asset at hand, by kind, each list sorted by id and without two assets of one id."""

    products: tuple[Asset, ...] = ()
    hdris: tuple[Asset, ...] = ()
    textures: tuple[Asset, ...] = ()

    def all(self) -> tuple[Asset, ...]:
        """The assets of every kind."""
        return (*self.products, *self.hdris, *self.textures)

    def get(self, asset_id: str) -> Asset:
        """The asset of that id; KeyError with the id where there is none."""
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
