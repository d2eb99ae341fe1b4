"""Scans folders of assets into a Library with stable ids and credits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from .asset import Asset, Library
from .credits import NAMES, Credits, LibraryError, credited
from .folders import distinct, files_in
from .image_file import HDR_FORMATS, image_fault
from .names import clean, listed
from .products import scan_products
from .textures import scan_textures

HDRI_FILES = (".hdr", ".exr")
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
"""The HDRIs in Blender's datafiles/studiolights/world by stem, and their names at Poly Haven."""


Places = Path | Sequence[Path] | None
"""One or several folders of assets, or none; for products and textures also a library's file."""


def scan_library(products: Places = None, hdris: Places = None, textures: Places = None) -> tuple[Library, list[str]]:
    """Every asset in the given folders and below them.

    Ids depend on file names only, so the same folders give the same library on any machine. Files with the same name
    are distinguished by their folders' names. If two folders have an asset with the same id, the first one is used.
    Without `hdris`, the eight HDRIs that ship with Blender are used.

    Returns:
        The library, and warnings for people, one line each.

    Raises:
        LibraryError: A folder is missing or holds no such asset, or a credits file is broken.
    """
    warnings: list[str] = []
    found = Library(
        products=_scan_each(products, scan_products, warnings),
        hdris=_scan_each(hdris, _scan_hdris, warnings) or _blender_hdris(),
        textures=_scan_each(textures, scan_textures, warnings),
    )
    for kind, assets in (("products", found.products), ("hdris", found.hdris), ("textures", found.textures)):
        bare = [asset.id for asset in assets if asset.licence == "unknown"]
        if bare:
            warnings.append(
                f"{kind}: no licence known for {listed(bare)}; "
                f"put a {NAMES[0]} with their author, licence and source into the folder"
            )
    return found, warnings


def _scan_each(
    places: Places, scan: Callable[[Path, list[str]], tuple[Asset, ...]], warnings: list[str]
) -> tuple[Asset, ...]:
    """The assets of all places, sorted by id."""
    assets: dict[str, Asset] = {}
    for place in (places,) if isinstance(places, Path) else places or ():
        found = scan(place, warnings)
        taken = [asset.id for asset in found if asset.id in assets]
        if taken:
            more = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
            warnings.append(f"{place}: {taken[0]}{more} left out: an asset of another folder has the same id")
        assets = {asset.id: asset for asset in found} | assets
    return tuple(assets[name] for name in sorted(assets))


def _blender_hdris() -> tuple[Asset, ...]:
    """The HDRIs that ship with Blender, with the credits of the licence.txt beside them."""
    site = "https://polyhaven.com/a/"
    return tuple(
        Asset(f"hdri/blender_{name}", "hdri", None, "", {}, "Greg Zaal (Poly Haven)", "CC0-1.0", site + original)
        for name, original in BLENDER_HDRIS.items()
    )


def _scan_hdris(folder: Path, warnings: list[str]) -> tuple[Asset, ...]:
    files = files_in(folder, HDRI_FILES)
    if not files:
        raise LibraryError(f"hdri folder {folder}: no file ending in {', '.join(HDRI_FILES)} in it or below")
    faults = {path: fault for path in files if (fault := image_fault(path, HDR_FORMATS))}
    told = [f"{path}: left out: {fault}" for path, fault in faults.items()]
    if len(faults) == len(files):
        raise LibraryError(f"hdri folder {folder}: none of its {len(files)} files can be used; the first: {told[0]}")
    warnings += told
    makers = Credits(folder)
    # Broken files get names too, so that repairing one does not rename another.
    named = distinct(folder, [(clean(path.stem), (path,)) for path in files], warnings)
    assets = [
        credited(Asset(f"hdri/{name}", "hdri", path), makers, path) for name, (path,) in named if path not in faults
    ]
    return tuple(sorted(assets, key=lambda asset: asset.id))
