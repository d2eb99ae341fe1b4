"""Products out of Sweet Home 3D's libraries of furniture: .sh3f files, or folders that one was unpacked into."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .asset import Asset
from .credits import Credits, credited
from .furniture_catalogue import FURNITURE_CATALOGUE, Piece, read_furniture
from .names import NAMELESS, category_of, clean

SH3F = ".sh3f"


def catalogue_products(package: Path, makers: Credits, warnings: list[str]) -> list[Asset]:
    """The products of one package, in the catalogue's order; what is left out is told in `warnings`.

    Raises:
        PackageError: The package or its catalogue cannot be read.
    """
    catalogue = read_furniture(package)
    warnings += catalogue.faults
    if catalogue.aside:
        told = ", ".join(f"{count} {why}" for why, count in sorted(catalogue.aside.items(), key=lambda each: -each[1]))
        count = sum(catalogue.aside.values())
        warnings.append(f"{package}: {len(catalogue.pieces)} products; {count} pieces are none: {told}")
    return [_product(package, piece, makers) for piece in catalogue.pieces]


def catalogue_folders(folder: Path) -> list[Path]:
    """Folders with an unpacked catalogue in a folder and below it; nothing hidden."""
    found = (path.parent for path in folder.rglob(FURNITURE_CATALOGUE) if path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _product(package: Path, piece: Piece, makers: Credits) -> Asset:
    own = category_of(piece.name)
    packed = package.is_file()
    asset = Asset(
        f"model/{clean(piece.id)}",
        "product",
        package if packed else package / piece.model,
        own if own != NAMELESS else category_of(piece.category),
        author=piece.author,
        licence=piece.licence,
        source=piece.source,
        part=piece.model if packed else "",
        folder=package.parent if packed else package,
        size_m=piece.size_m,
        rotation=piece.rotation,
    )
    said = credited(asset, makers, package if packed else package / FURNITURE_CATALOGUE)
    # The catalogue knows its own pieces better than a page for the whole folder does.
    kept = {
        key: value for key in ("author", "licence", "source") if (value := getattr(asset, key)) not in ("", "unknown")
    }
    return replace(said, **kept)
