"""Folders of assets to a Library: what lies there, under stable ids, with its credits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from .asset import Asset, AssetKind, Library
from .credits import NAMES, Credits, LibraryError
from .names import category_of, clean, texture_map

PRODUCT_FILES = (".glb", ".gltf", ".obj", ".blend")
HDRI_FILES = (".hdr", ".exr")
IMAGE_FILES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp")
BLENDER_HDRIS = {
    "city": "portland_landing_pad",
    "courtyard": "courtyard",
    "forest": "ninomaru_teien",
    "interior": "hotel_room",
    "night": "moonless_golf",
    "studio": "studio_small_01",
    "sunrise": "spruit_sunrise",
    "sunset": "venice_sunset",
}
"""The HDRIs that every Blender carries in datafiles/studiolights/world, by stem, and what Poly Haven calls
them.
"""


def scan_library(
    products: Path | None = None, hdris: Path | None = None, textures: Path | None = None
) -> tuple[Library, list[str]]:
    """Every asset in the given folders and below them; folders that are None hold nothing.

    Ids depend on file names only, so the same folders give the same library on any machine. Two files of one
    name are told apart by their folders' names. Without `hdris`, the eight HDRIs that ship with Blender are
    there.

    Returns:
        The library, and warnings for people, one line each.

    Raises:
        LibraryError: A folder that does not exist or holds no such asset, or a credits file that is broken.
    """
    warnings: list[str] = []
    found = Library(
        products=_scan_files("product", "model", products, PRODUCT_FILES, warnings),
        hdris=_scan_files("hdri", "hdri", hdris, HDRI_FILES, warnings) if hdris else blender_hdris(),
        textures=_scan_textures(textures, warnings),
    )
    for kind, assets in (("products", found.products), ("hdris", found.hdris), ("textures", found.textures)):
        bare = [asset.id for asset in assets if asset.licence == "unknown"]
        if bare:
            more = f" and {len(bare) - 3} more" if len(bare) > 3 else ""
            warnings.append(
                f"{kind}: no licence known for {', '.join(bare[:3])}{more}; "
                f"put a {NAMES[0]} with their author, licence and source into the folder"
            )
    return found, warnings


def blender_hdris() -> tuple[Asset, ...]:
    """The HDRIs that ship with Blender, with the credits of the licence.txt beside them."""
    site = "https://polyhaven.com/a/"
    return tuple(
        Asset(
            f"hdri/blender_{name}", "hdri", None, "", {}, "Greg Zaal (Poly Haven)", "CC0-1.0", site + original
        )
        for name, original in BLENDER_HDRIS.items()
    )


def _scan_files(
    kind: AssetKind, prefix: str, folder: Path | None, endings: tuple[str, ...], warnings: list[str]
) -> tuple[Asset, ...]:
    if folder is None:
        return ()
    files = _files(folder, endings)
    if not files:
        raise LibraryError(f"{kind} folder {folder}: no file ending in {', '.join(endings)} in it or below")
    makers = Credits(folder)
    assets = []
    for name, (path,) in _distinct(folder, [(clean(p.stem), (p,)) for p in files], warnings):
        category = category_of(path.stem) if kind == "product" else ""
        assets.append(_credited(Asset(f"{prefix}/{name}", kind, path, category), makers, path))
    return tuple(sorted(assets, key=lambda asset: asset.id))


def _scan_textures(folder: Path | None, warnings: list[str]) -> tuple[Asset, ...]:
    """Texture sets: image files of one folder whose names differ by the map's name only."""
    if folder is None:
        return ()
    sets: dict[tuple[Path, str], dict[str, Path]] = defaultdict(dict)
    for path in _files(folder, IMAGE_FILES):
        match = texture_map(path.stem)
        if match:
            name, map_name = match
            known = sets[path.parent, name].setdefault(map_name, path)
            if known != path:
                warnings.append(f"texture {name}: two {map_name} maps; {path.name} is not used")
    whole = []
    for (_, name), maps in sorted(sets.items()):
        if "colour" in maps:
            whole.append((clean(name), tuple(maps[key] for key in sorted(maps))))
        else:
            warnings.append(f"texture {name}: no colour map beside {', '.join(sorted(maps))}; it is not used")
    if not whole:
        raise LibraryError(
            f"texture folder {folder}: no image named <name>_diff.jpg or <name>_albedo.png in it or below"
        )
    makers = Credits(folder)
    assets = []
    for name, paths in _distinct(folder, whole, warnings):
        parts = [(path, texture_map(path.stem)) for path in paths]
        maps = {match[1]: path for path, match in parts if match}
        asset = Asset(f"texture/{name}", "texture", maps["colour"], maps=MappingProxyType(maps))
        assets.append(_credited(asset, makers, maps["colour"]))
    return tuple(sorted(assets, key=lambda asset: asset.id))


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Files with such an ending in the folder and below it, in the order of their relative paths; nothing
    hidden.
    """
    if not folder.is_dir():
        reason = "is a file, not a folder" if folder.exists() else "there is no such folder"
        raise LibraryError(f"{folder}: {reason}; give a folder of assets")
    found = []
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in endings and not hidden and path.is_file():
            found.append(path)
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _distinct(
    top: Path, named: Iterable[tuple[str, tuple[Path, ...]]], warnings: list[str]
) -> list[tuple[str, tuple[Path, ...]]]:
    """Names made unique: by the parent folder, then by the whole path below `top`, with the file's ending."""
    left = list(named)
    settled: dict[str, tuple[Path, ...]] = {}
    for step in range(3):
        groups: dict[str, list[tuple[str, tuple[Path, ...]]]] = defaultdict(list)
        for name, paths in left:
            inner = paths[0].relative_to(top).parts
            longer = (name, f"{clean(paths[0].parent.name)}_{name}", clean("_".join(inner)))
            groups[longer[step]].append((name, paths))
        left = []
        for name, group in groups.items():
            if len(group) == 1 and name not in settled:
                settled[name] = group[0][1]
            else:
                left.extend(group)
    warnings += [f"{paths[0]}: not used, another asset has the same name and path" for _, paths in left]
    return list(settled.items())


def _credited(asset: Asset, makers: Credits, file: Path) -> Asset:
    said = makers.of(file, asset.id.rpartition("/")[2])
    return replace(
        asset,
        author=said.get("author", asset.author),
        licence=said.get("licence", asset.licence),
        source=said.get("source", asset.source),
    )
