"""Folders of assets to a Library: what lies there, under stable ids, with its credits."""

from __future__ import annotations

from pathlib import Path

from .asset import Asset, Library
from .credits import NAMES, Credits, LibraryError, credited
from .folders import distinct, files_in
from .image_file import HDR_FORMATS, image_fault
from .names import clean
from .products import scan_products
from .texture_sets import scan_textures

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
        products=scan_products(products, warnings) if products else (),
        hdris=_scan_hdris(hdris, warnings),
        textures=scan_textures(textures, warnings) if textures else (),
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
        Asset(f"hdri/blender_{name}", "hdri", None, "", {}, "Greg Zaal (Poly Haven)", "CC0-1.0", site + original)
        for name, original in BLENDER_HDRIS.items()
    )


def _scan_hdris(folder: Path | None, warnings: list[str]) -> tuple[Asset, ...]:
    if folder is None:
        return blender_hdris()
    files = files_in(folder, HDRI_FILES)
    if not files:
        raise LibraryError(f"hdri folder {folder}: no file ending in {', '.join(HDRI_FILES)} in it or below")
    faults = {path: fault for path in files if (fault := image_fault(path, HDR_FORMATS))}
    told = [f"{path}: left out: {fault}" for path, fault in faults.items()]
    if len(faults) == len(files):
        raise LibraryError(f"hdri folder {folder}: none of its {len(files)} files can be used; the first: {told[0]}")
    warnings += told
    makers = Credits(folder)
    # Broken files are named as well, so that mending one gives no other file a new name.
    named = distinct(folder, [(clean(path.stem), (path,)) for path in files], warnings)
    assets = [
        credited(Asset(f"hdri/{name}", "hdri", path), makers, path) for name, (path,) in named if path not in faults
    ]
    return tuple(sorted(assets, key=lambda asset: asset.id))
