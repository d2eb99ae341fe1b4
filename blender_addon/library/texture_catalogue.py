"""Sweet Home 3D's libraries of textures: .sh3t files, or folders that one was unpacked into.

Each texture is one image that tiles, and the catalogue says how large it is in the world.
Source of the keys: Sweet Home 3D's DefaultTexturesCatalog.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from .asset import Asset
from .catalogue_entries import Entries, NotAnAssetError, read_entries
from .credits import Credits
from .image_file import image_format
from .names import clean
from .packages import read_file

SH3T = ".sh3t"
TEXTURES = "PluginTexturesCatalog.properties"
_MOST_IMAGE_BYTES = 256 * 1024**2
_LEAST_M = 0.005
_SKY = ("sky", "skies", "cloud")


def catalogue_textures(package: Path, makers: Credits, warnings: list[str]) -> list[Asset]:
    """The textures of one package, in the catalogue's order. `warnings` gets a line for each that is left out.

    Raises:
        PackageError: The package or its catalogue cannot be read.
    """
    entries = read_entries(package, TEXTURES)
    textures: dict[str, Asset] = {}
    skies = 0
    for number in entries.numbers("name", "image"):
        try:
            asset = _texture(entries, number, makers)
            if asset.id in textures:
                raise ValueError("another texture has this id")
            textures[asset.id] = asset
        except NotAnAssetError:
            skies += 1
        except ValueError as error:
            warnings.append(f"{package}: {entries.called(number)}: left out: {error}")
    if skies:
        warnings.append(f"{package}: {len(textures)} textures; {skies} are skies and not used")
    return list(textures.values())


def _texture(entries: Entries, number: int, makers: Credits) -> Asset:
    words = f"{entries.value(number, 'name')} {entries.value(number, 'category')}".lower()
    if any(word in words for word in _SKY):
        raise NotAnAssetError("a sky")
    width, height = entries.metres(number, "width"), entries.metres(number, "height")
    if min(width, height) < _LEAST_M:
        raise ValueError("it has no size")
    image = entries.file(number, "image")
    if entries.files[image] > _MOST_IMAGE_BYTES:
        raise ValueError(f"its image has more than {_MOST_IMAGE_BYTES >> 20} MB")
    if not image_format(read_file(entries.package, image, _MOST_IMAGE_BYTES)[:4096]):
        raise ValueError(f"its image {image[:80]} is none, or of a format that is not read here")
    path, part = entries.place(image)
    asset = Asset(
        f"texture/{clean(entries.value(number, 'id') or f'{entries.package.stem}_{number}')}",
        "texture",
        path,
        words,
        maps=MappingProxyType({"colour": path}),
        part=part,
        size_m=(width, height, 0.0),
    )
    return entries.with_credits(asset, number, makers)
