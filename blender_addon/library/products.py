"""A folder of model files to products: one a file, or one for each asset that a .blend has marked."""

from __future__ import annotations

from pathlib import Path

from .asset import Asset
from .blend_file import BlendFileError, Marked, marked_assets
from .credits import Credits, LibraryError, credited
from .folders import distinct, files_in
from .formats import MODEL_FILES, model_fault
from .names import NAMELESS, category_of, clean


def scan_products(folder: Path, warnings: list[str]) -> tuple[Asset, ...]:
    """Every product in the folder and below, sorted by id.

    A .blend in which objects or collections are marked as assets holds a product for each of them,
    `model/<file>.<asset>`, and nothing else; any other file is one product, `model/<file>`. A file that cannot be used
    is left out, with a line in `warnings`.

    Raises:
        LibraryError: There is no such folder, no model file in it, or none that can be used.
    """
    files = files_in(folder, MODEL_FILES)
    if not files:
        raise LibraryError(f"product folder {folder}: no file ending in {', '.join(MODEL_FILES)} in it or below")
    makers = Credits(folder)
    usable: list[tuple[str, tuple[Path, ...]]] = []
    marks: dict[Path, tuple[Marked, ...]] = {}
    faults: list[str] = []
    for path in files:
        fault = model_fault(path, folder)
        if not fault and path.suffix.lower() == ".blend":
            try:
                marks[path] = marked_assets(path)
            except (BlendFileError, OSError) as error:
                fault = str(error)
        if fault:
            faults.append(f"{path}: left out: {fault}")
        else:
            usable.append((clean(path.stem), (path,)))
    if not usable:
        raise LibraryError(
            f"product folder {folder}: none of its {len(files)} model files can be used; the first: {faults[0]}"
        )
    warnings += faults
    assets: dict[str, Asset] = {}
    for name, (path,) in distinct(folder, usable, warnings):
        for asset in _products_of(name, path, folder, marks.get(path, ())):
            if asset.id in assets:
                warnings.append(f"{path}: {asset.part or asset.id}: left out, another product has the id {asset.id}")
            else:
                assets[asset.id] = credited(asset, makers, path)
    return tuple(assets[asset_id] for asset_id in sorted(assets))


def _products_of(name: str, path: Path, folder: Path, marks: tuple[Marked, ...]) -> list[Asset]:
    """The products of one file whose distinct name is `name`."""
    category = category_of(path.stem)
    if not marks:
        return [Asset(f"model/{name}", "product", path, category, folder=folder)]
    found: dict[str, Asset] = {}
    for mark in marks:
        base = part_id = f"model/{name}.{clean(mark.name)}"
        number = 2
        while part_id in found:  # an object and a collection of one name, or names that differ in a space only
            part_id, number = f"{base}.{number}", number + 1
        own = category_of(mark.name)
        kind = own if own != NAMELESS else category
        found[part_id] = Asset(part_id, "product", path, kind, part=f"{mark.kind}/{mark.name}", folder=folder)
    return list(found.values())
