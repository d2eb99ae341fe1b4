"""Sweet Home 3D's libraries of furniture as products: .sh3f files, or folders that one was unpacked into.

Source of the keys: Sweet Home 3D's DefaultFurnitureCatalog.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np

from .asset import Asset, Rotation, Size
from .catalogue_entries import Entries, NotAnAssetError, read_entries
from .credits import Credits
from .formats import MODEL_FILES
from .names import NAMELESS, category_of, clean
from .packages import MOST_MODEL_BYTES, beside

SH3F = ".sh3f"
FURNITURE = "PluginFurnitureCatalog.properties"
_LARGEST_M = 6.0
"""Longest side of a product: cars fit, houses, lorries, grown trees and swimming pools do not."""
_LEAST_M = 0.001
_FLAT = 0.02
"""Things longer than _FLOOR_M and lower than this share of it are road markings."""
_FLOOR_M = 3.0
_BUILDING = re.compile(r"\b(doors?|windows?|staircases?|stairs)\b", re.IGNORECASE)
_SOCKET = re.compile(r"\b(plug|switch|socket)$", re.IGNORECASE)
_SOCKET_M = 0.2
"""Longest side of wall sockets and switches. Libraries have dozens of them that look alike."""
_PEOPLE = re.compile(r"\b(characters?|people|humans?|m[ae]n|wom[ae]n)\b", re.IGNORECASE)


def furniture(package: Path, makers: Credits, warnings: list[str]) -> list[Asset]:
    """The products of one package, in the catalogue's order.

    Doors, windows, staircases, people, sockets, road markings, what is longer than _LARGEST_M, and models in a format
    that is not read are set aside, with one line in `warnings` that counts them; what is not as it should be is left
    out by name.

    Raises:
        PackageError: The package or its catalogue cannot be read.
    """
    entries = read_entries(package, FURNITURE)
    products: dict[str, Asset] = {}
    models: dict[str, str] = {}
    aside: Counter[str] = Counter()
    for number in entries.numbers("name", "model"):
        try:
            asset, model = _product(entries, number, makers)
            if model in models:
                raise ValueError(f"shows the model of {models[model]} again")
            if asset.id in products:
                raise ValueError("another piece has this id")
        except NotAnAssetError as reason:
            aside[str(reason)] += 1
        except ValueError as error:
            warnings.append(f"{package}: {entries.called(number)}: left out: {error}")
        else:
            products[asset.id], models[model] = asset, entries.called(number)
    if aside:
        told = ", ".join(f"{count} {why}" for why, count in aside.most_common())
        warnings.append(f"{package}: {len(products)} products; {aside.total()} pieces are none: {told}")
    return list(products.values())


def _product(entries: Entries, number: int, makers: Credits) -> tuple[Asset, str]:
    """A piece that can be a product, and the name of its model's file."""
    name, category = entries.value(number, "name"), entries.value(number, "category")
    size = (entries.metres(number, "width"), entries.metres(number, "depth"), entries.metres(number, "height"))
    _require_product(entries, number, size)
    model = entries.file(number, "model")
    ending = "." + model.rpartition(".")[2].lower()
    if ending not in MODEL_FILES or ending == ".blend":
        raise NotAnAssetError(f"of a format that is not read ({ending[:8]})")
    if sum(beside(entries.files, model).values()) > MOST_MODEL_BYTES:
        raise ValueError(f"its model needs more than {MOST_MODEL_BYTES >> 20} MB")
    own = category_of(name)
    path, part = entries.place(model)
    asset = Asset(
        f"model/{clean(entries.value(number, 'id') or f'{entries.package.stem}_{number}')}",
        "product",
        path,
        own if own != NAMELESS else category_of(category),
        part=part,
        folder=entries.package.parent if part else entries.package,
        size_m=size,
        rotation=_rotation(entries.value(number, "modelRotation")),
    )
    return entries.with_credits(asset, number, makers), model


def _require_product(entries: Entries, number: int, size: Size) -> None:
    """NotAnAssetError if it is not a product that shops sell, ValueError if it has no size."""
    category, longest = entries.value(number, "category"), max(size)
    door, stairs = entries.value(number, "doorOrWindow"), entries.value(number, "staircaseCutOutShape")
    if door.lower() == "true" or stairs or _BUILDING.search(category):
        raise NotAnAssetError("doors, windows or stairs")
    if _PEOPLE.search(category) or _PEOPLE.search(entries.value(number, "tags")):
        raise NotAnAssetError("people or animals")
    if longest < _LEAST_M:
        raise ValueError("it has no size")
    if longest <= _SOCKET_M and _SOCKET.search(entries.value(number, "name")):
        raise NotAnAssetError("sockets or switches")
    if longest > _LARGEST_M:
        raise NotAnAssetError(f"longer than {_LARGEST_M:g} m")
    if longest > _FLOOR_M and size[2] < _FLAT * longest:
        raise NotAnAssetError("painted on a road")


def _rotation(text: str) -> Rotation | None:
    """Nine numbers row by row; None without a rotation, or for the identity."""
    if not text:
        return None
    try:
        values = [float(word) for word in text.split()]
        matrix = np.array(values).reshape(3, 3)
    except ValueError:
        matrix = np.full((3, 3), np.nan)
    if not np.allclose(matrix @ matrix.T, np.eye(3), atol=0.01) or np.linalg.det(matrix) < 0.0:
        raise ValueError(f"its modelRotation is {text[:80]!r}, no rotation")
    if np.allclose(matrix, np.eye(3), atol=1e-6):
        return None
    return tuple(float(each) for each in matrix.ravel())  # type: ignore[return-value]
