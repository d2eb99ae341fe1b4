"""Finds products in a folder: one per file, per marked asset of a .blend, or per entry of a catalogue."""

from __future__ import annotations

from pathlib import Path

from .asset import Asset
from .blend_blocks import BlendFileError
from .blend_file import Marked, marked_assets
from .catalogue_entries import catalogue_folders
from .credits import Credits, LibraryError, credited
from .folders import distinct, files_in
from .formats import MODEL_FILES, model_fault
from .furniture_catalogue import FURNITURE, SH3F, furniture
from .inside import is_inside
from .names import NAMELESS, category_of, clean
from .packages import PackageError


def scan_products(folder: Path, warnings: list[str]) -> tuple[Asset, ...]:
    """Every product in the folder and below, sorted by id.

    - A .blend with objects or collections marked as assets has a product for each, `model/<file>.<asset>`.
    - A .sh3f, or a folder with a catalogue of furniture, has the products that the catalogue lists.
    - Any other file is one product, `model/<file>`.

    Files that cannot be used are left out, with a line in `warnings`.

    Args:
        folder: A folder, or one .sh3f file.
        warnings: Takes a line for each thing that is left out.

    Raises:
        LibraryError: There is no such folder, no model file in it, or none that can be used.
    """
    packages, files = _candidates(folder)
    makers = Credits(folder if folder.is_dir() else folder.parent)
    faults: list[str] = []
    assets: dict[str, Asset] = {}

    def add(found: list[Asset], path: Path) -> None:
        for asset in found:
            if asset.id in assets:
                warnings.append(f"{path}: {asset.part or asset.id}: left out, another product has the id {asset.id}")
            else:
                assets[asset.id] = asset

    marks = _whole_files(files, folder, faults)
    # Broken files get names too, so that repairing one does not rename another.
    for name, (path,) in distinct(folder, [(clean(path.stem), (path,)) for path in files], warnings):
        if path in marks:
            add([credited(each, makers, path) for each in _products_of(name, path, folder, marks[path])], path)
    for package in packages:
        try:
            add(furniture(package, makers, warnings), package)
        except PackageError as error:
            faults.append(f"{error}; left out")
    if not files and not packages:
        endings = ", ".join((*MODEL_FILES, SH3F))
        raise LibraryError(f"product folder {folder}: no file ending in {endings} in it or below")
    if not assets:
        count, first = len(files) + len(packages), (faults or warnings)[0]
        raise LibraryError(f"product folder {folder}: none of its {count} model files can be used; the first: {first}")
    warnings += faults
    return tuple(assets[asset_id] for asset_id in sorted(assets))


def _candidates(folder: Path) -> tuple[list[Path], list[Path]]:
    """The catalogues, and the model files outside them."""
    if folder.suffix.lower() == SH3F and folder.is_file():
        return [folder], []
    files = files_in(folder, (*MODEL_FILES, SH3F))
    packages = [*catalogue_folders(folder, FURNITURE), *(path for path in files if path.suffix.lower() == SH3F)]
    return packages, [path for path in files if not any(path == each or is_inside(path, each) for each in packages)]


def _whole_files(files: list[Path], folder: Path, faults: list[str]) -> dict[Path, tuple[Marked, ...]]:
    """The usable files, with the marked assets of .blend files."""
    marks: dict[Path, tuple[Marked, ...]] = {}
    for path in files:
        fault = model_fault(path, folder)
        found: tuple[Marked, ...] = ()
        if not fault and path.suffix.lower() == ".blend":
            try:
                found = marked_assets(path)
            except (BlendFileError, OSError) as error:
                fault = str(error)
        if fault:
            faults.append(f"{path}: left out: {fault}")
        else:
            marks[path] = found
    return marks


def _products_of(name: str, path: Path, folder: Path, marks: tuple[Marked, ...]) -> list[Asset]:
    """The products of one file whose distinct name is `name`."""
    category = category_of(path.stem)
    if not marks:
        return [Asset(f"model/{name}", "product", path, category, folder=folder)]
    found: dict[str, Asset] = {}
    for mark in marks:
        base = part_id = f"model/{name}.{clean(mark.name)}"
        number = 2
        while part_id in found:  # an object and a collection with the same name, or names that differ in a space
            part_id, number = f"{base}.{number}", number + 1
        own = category_of(mark.name)
        kind = own if own != NAMELESS else category
        found[part_id] = Asset(part_id, "product", path, kind, part=f"{mark.kind}/{mark.name}", folder=folder)
    return list(found.values())
