"""Sweet Home 3D's furniture catalogues: what each piece is called, how large it is, and who made it.

A catalogue is a `PluginFurnitureCatalog.properties`, in a zip that ends in .sh3f or in a folder, with the models
beside it. Keys end in the number of their piece (`name#12=Bed`), lengths are centimetres. The catalogue in English is
the one without a language in its name; the others, and the icons, are not read.
Source of the keys: Sweet Home 3D's DefaultFurnitureCatalog.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .asset import Rotation, Size
from .formats import MODEL_FILES
from .java_properties import parse_properties
from .licences import licence_of
from .packages import MOST_MODEL_BYTES, PackageError, beside, inner_name, package_files, read_file

FURNITURE_CATALOGUE = "PluginFurnitureCatalog.properties"
MOST_CATALOGUE_BYTES = 16 * 1024**2
LARGEST_M = 6.0
"""Longest side of a product: cars fit, houses, lorries, grown trees and swimming pools do not."""
_LEAST_M = 0.001
_FLAT = 0.02
"""What is longer than _FLOOR_M and lower than this share of it is painted on a road."""
_FLOOR_M = 3.0
_BUILDING = re.compile(r"\b(doors?|windows?|staircases?|stairs)\b", re.IGNORECASE)
_SOCKET = re.compile(r"\b(plug|switch|socket)$", re.IGNORECASE)
_SOCKET_M = 0.2
"""Longest side of a wall's sockets and switches, of which libraries have dozens that look alike."""
_PEOPLE = re.compile(r"\b(characters?|people|humans?|m[ae]n|wom[ae]n)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A piece of furniture that can be a product."""

    id: str
    """The catalogue's own, or one made of its file's name and its number."""
    name: str
    category: str
    """The catalogue's: "Kitchen", "Bedroom", …"""
    model: str
    """The model file's name in the package."""
    size_m: Size
    rotation: Rotation | None
    author: str
    licence: str
    source: str


@dataclass(frozen=True)
class FurnitureCatalogue:
    """What a package offers."""

    pieces: tuple[Piece, ...]
    aside: Mapping[str, int]
    """How many pieces are no products, by why."""
    faults: tuple[str, ...]
    """A line for each piece that is not as it should be."""


class _NotAProductError(Exception):
    """A piece that is whole but no product; says why."""


def read_furniture(package: Path) -> FurnitureCatalogue:
    """The catalogue of a package, a .sh3f or a folder.

    Doors, windows, staircases, people, sockets, road markings, what is longer than LARGEST_M, and models in a format
    that is not read are set aside.

    Raises:
        PackageError: The package or its catalogue cannot be read.
    """
    files = package_files(package)
    if FURNITURE_CATALOGUE not in files:
        raise PackageError(f"{package}: there is no {FURNITURE_CATALOGUE} in it")
    entries = parse_properties(read_file(package, FURNITURE_CATALOGUE, MOST_CATALOGUE_BYTES))
    pieces: dict[str, Piece] = {}
    models: dict[str, str] = {}
    aside: dict[str, int] = {}
    faults = []
    for number in _numbers(entries):
        try:
            piece = _piece(entries, number, package, files)
            if piece.model in models:
                raise ValueError(f"shows the model of {models[piece.model]} again")
            if piece.id in pieces:
                raise ValueError("another piece has this id")
        except _NotAProductError as reason:
            aside[str(reason)] = aside.get(str(reason), 0) + 1
        except ValueError as error:
            label = entries.get(f"id#{number}") or entries.get(f"name#{number}") or f"piece {number}"
            faults.append(f"{package}: {label}: left out: {error}")
        else:
            pieces[piece.id], models[piece.model] = piece, piece.id
    return FurnitureCatalogue(tuple(pieces.values()), aside, tuple(faults))


def _numbers(entries: Mapping[str, str]) -> list[int]:
    """Numbers of the pieces. Sweet Home 3D counts names from 1 until one is missing; a gap is no reason to stop."""
    found = (re.fullmatch(r"(?:name|model)#(\d{1,9})", key) for key in entries)
    return sorted({int(match[1]) for match in found if match})


def _piece(entries: Mapping[str, str], number: int, package: Path, files: Mapping[str, int]) -> Piece:
    def value(key: str) -> str:
        return entries.get(f"{key}#{number}", "").strip()

    reason = _no_product(value("category"), value("tags"), value("doorOrWindow"), value("staircaseCutOutShape"))
    if reason:
        raise _NotAProductError(reason)
    size = tuple(_metres(key, value(key)) for key in ("width", "depth", "height"))
    if max(size) < _LEAST_M:
        raise ValueError("it has no size")
    if max(size) > LARGEST_M:
        raise _NotAProductError(f"longer than {LARGEST_M:g} m")
    if max(size) > _FLOOR_M and size[2] < _FLAT * max(size):
        raise _NotAProductError("painted on a road")
    name = value("name")
    if max(size) <= _SOCKET_M and _SOCKET.search(name):
        raise _NotAProductError("sockets or switches")
    library = entries.get("name", "").strip()
    return Piece(
        id=value("id") or f"{package.stem}#{number}",
        name=name or "thing",
        category=value("category"),
        model=_model(value("model"), files),
        size_m=(size[0], size[1], size[2]),
        rotation=_rotation(value("modelRotation")),
        author=value("creator") or "unknown",
        licence=licence_of(value("license") or entries.get("license", "")),
        source=", ".join(text for text in (entries.get("provider", "").strip(), library) if text),
    )


def _no_product(category: str, tags: str, door: str, staircase: str) -> str:
    if door.lower() == "true" or staircase or _BUILDING.search(category):
        return "doors, windows or stairs"
    return "people or animals" if _PEOPLE.search(category) or _PEOPLE.search(tags) else ""


def _model(text: str, files: Mapping[str, int]) -> str:
    """The model's file among the package's."""
    name = inner_name(text)
    if not text:
        raise ValueError("it has no model")
    if not name:
        raise ValueError(f"its model {text[:80]} does not lie in the package")
    if name not in files:
        raise ValueError(f"its model {name[:80]} is not there")
    ending = "." + name.rpartition(".")[2].lower()
    if ending not in MODEL_FILES or ending == ".blend":
        raise _NotAProductError(f"of a format that is not read ({ending[:8]})")
    if not files[name]:
        raise ValueError(f"its model {name[:80]} is empty")
    if sum(beside(files, name).values()) > MOST_MODEL_BYTES:
        raise ValueError(f"its model needs more than {MOST_MODEL_BYTES >> 20} MB")
    return name


def _metres(key: str, text: str) -> float:
    try:
        length = float(text) / 100.0
    except ValueError:
        length = math.nan
    if not 0.0 <= length <= 1000.0:
        raise ValueError(f"its {key} is {text[:20]!r}, no number of centimetres")
    return round(length, 6)


def _rotation(text: str) -> Rotation | None:
    """Nine numbers row by row; None for none and for one that turns nothing."""
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
