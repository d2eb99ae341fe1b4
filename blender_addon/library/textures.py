"""Finds the textures of a folder: sets of maps, by their names, and catalogues."""

from __future__ import annotations

from pathlib import Path

from .asset import Asset
from .catalogue_entries import catalogue_folders
from .credits import Credits
from .folders import files_in
from .inside import is_inside
from .packages import PackageError
from .texture_catalogue import SH3T, TEXTURES, catalogue_textures
from .texture_sets import IMAGE_FILES, scan_texture_sets


def scan_textures(folder: Path, warnings: list[str]) -> tuple[Asset, ...]:
    """Every texture in the folder and below it, sorted by id.

    A .sh3t, or a folder with a catalogue, has the textures that the catalogue lists. Other images are maps of sets.

    Args:
        folder: A folder, or one .sh3t file.
        warnings: Takes a line for each thing that is left out.

    Raises:
        LibraryError: There is no such folder, or no texture in it.
    """
    alone = folder.suffix.lower() == SH3T and folder.is_file()
    packages = [folder] if alone else [*catalogue_folders(folder, TEXTURES), *files_in(folder, (SH3T,))]
    makers = Credits(folder.parent if alone else folder)
    assets: dict[str, Asset] = {}
    for package in packages:
        try:
            listed = catalogue_textures(package, makers, warnings)
        except PackageError as error:
            warnings.append(f"{error}; left out")
            continue
        warnings += [
            f"{package}: left out: another texture has the id {each.id}" for each in listed if each.id in assets
        ]
        assets = {each.id: each for each in listed} | assets
    images = () if alone else files_in(folder, IMAGE_FILES)
    images = [path for path in images if not any(is_inside(path, each) for each in packages if each.is_dir())]
    if images or not packages:
        assets = {each.id: each for each in scan_texture_sets(folder, images, warnings)} | assets
    if not assets:
        warnings.append(f"texture folder {folder}: none of its textures can be used; floors and walls are procedural")
    return tuple(assets[name] for name in sorted(assets))
