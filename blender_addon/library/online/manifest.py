"""The list of assets that can be fetched: `assets_manifest.json`, or one of the user's own.

    {
      "format": "packshot-assets",
      "format_version": 2,
      "origins": ["https://dl.polyhaven.org"],
      "assets": [{
        "id": "hdri/venice_sunset_1k",          as the library calls it once it is there
        "kind": "hdri",
        "author": "Greg Zaal",
        "licence": "CC0-1.0",
        "page": "https://polyhaven.com/a/venice_sunset",
        "verified": "files",                    "files", "id" or "no"
        "files": [{
          "path": "hdris/venice_sunset_1k.hdr", below the library's folder
          "url": "https://dl.polyhaven.org/…",
          "bytes": 1397783,                     optional, as the checksums are
          "sha256": "…",
          "md5": "…"
        }]
      }]
    }

The list is not trusted. Addresses outside `origins` are refused, and so are paths that lead out of the library.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from ...outside import parse_json
from ..credits import LibraryError

Kind = Literal["hdri", "texture", "product", "product_library"]
Verified = Literal["files", "id", "no"]
PLACES: dict[Kind, str] = {
    "hdri": "hdris",
    "texture": "textures",
    "product": "products",
    "product_library": "products",
}
"""The library's folder of each kind."""
MOST_BYTES = 512 * 1024**2
"""The largest size in the list, and the limit for files without a size."""
_PLACES = [Path(__file__).resolve().parents[up] / "assets_manifest.json" for up in (2, 3)]
MANIFEST = next((path for path in _PLACES if path.exists()), _PLACES[-1])
"""The list that ships: inside the installed extension, beside the add-on in a checkout."""
_MOST_MANIFEST_BYTES = 16 * 1024**2
_FORMAT, _VERSION = "packshot-assets", 2
_HEX = {"sha256": re.compile(r"[0-9a-f]{64}"), "md5": re.compile(r"[0-9a-f]{32}")}


@dataclass(frozen=True)
class OnlineFile:
    """One file of an asset."""

    path: str
    """Below the library's folder, with "/"."""
    url: str
    bytes: int | None = None
    sha256: str = ""
    md5: str = ""
    """What Poly Haven publishes of its files."""

    @property
    def is_archive(self) -> bool:
        """Whether it is a zip of maps. It is unpacked and then deleted."""
        return self.path.endswith(".zip")


@dataclass(frozen=True)
class OnlineAsset:
    """One entry of the list. Without files it cannot be fetched; `how` says where to get it."""

    id: str
    kind: Kind
    author: str
    licence: str
    page: str
    verified: Verified
    """"files": each address was seen in public; "id": only the asset was, the addresses follow its site's scheme."""
    files: tuple[OnlineFile, ...]
    """The one that Blender opens comes first."""
    how: str = ""


@dataclass(frozen=True)
class Manifest:
    """Assets by id, and the origins ("https://host") that may be asked for them."""

    assets: Mapping[str, OnlineAsset]
    origins: frozenset[str]


def origin_of(url: str) -> str:
    """Scheme, host and port of an address: "https://dl.polyhaven.org"; "" for what is not an address of the web."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        return ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def read_manifest(path: Path = MANIFEST) -> Manifest:
    """Read and check a list of assets.

    Raises:
        LibraryError: It cannot be read or is not valid; one line says where.
    """
    try:
        with path.open("rb") as stream:
            text = stream.read(_MOST_MANIFEST_BYTES + 1)
        if len(text) > _MOST_MANIFEST_BYTES:
            raise ValueError(f"more than {_MOST_MANIFEST_BYTES >> 20} MB")
        data = parse_json(text)
    except (OSError, ValueError) as error:
        raise LibraryError(f"{path}: cannot read the list of assets: {error}") from error
    if not isinstance(data, dict) or (data.get("format"), data.get("format_version")) != (_FORMAT, _VERSION):
        raise LibraryError(f'{path}: no list of assets with "format": "{_FORMAT}", "format_version": {_VERSION}')
    origins = data.get("origins")
    if not isinstance(origins, list) or not all(isinstance(each, str) and origin_of(each) == each for each in origins):
        raise LibraryError(f'{path}: origins: expected a list as ["https://dl.polyhaven.org"]')
    entries = data.get("assets")
    if not isinstance(entries, list):
        raise LibraryError(f"{path}: assets: expected a list")
    assets: dict[str, OnlineAsset] = {}
    taken: set[str] = set()
    for number, entry in enumerate(entries):
        try:
            asset = _asset(entry, frozenset(origins))
            if asset.id in assets:
                raise ValueError(f"a second {asset.id!r}")
            for file in asset.files:
                if file.path.casefold() in taken:
                    raise ValueError(f"a second {file.path!r}")
                taken.add(file.path.casefold())
        except ValueError as error:
            raise LibraryError(f"{path}: assets[{number}]: {error}") from error
        assets[asset.id] = asset
    return Manifest(assets, frozenset(origins))


def stays_inside(path: str) -> bool:
    """Whether a path is below a folder on any system, without hidden parts and ".."."""
    parts = path.split("/")
    odd = any(ord(letter) < 32 or letter in '\\:*?"<>|' for letter in path)
    return not odd and all(part and not part.startswith(".") and part == part.rstrip(". ") for part in parts)


def _asset(entry: object, origins: frozenset[str]) -> OnlineAsset:
    if not isinstance(entry, dict):
        raise ValueError("expected a table")
    kind, verified = _text(entry, "kind"), _text(entry, "verified")
    if kind not in get_args(Kind):
        raise ValueError(f"kind is {kind!r}, expected one of {', '.join(get_args(Kind))}")
    if verified not in get_args(Verified):
        raise ValueError(f"verified is {verified!r}, expected one of {', '.join(get_args(Verified))}")
    files, how = entry.get("files"), entry.get("how", "")
    if not isinstance(files, list) or not isinstance(how, str):
        raise ValueError("files: expected a list, and how a text")
    if not files and not how:
        raise ValueError("no files, and nothing under how that says where to get it")
    return OnlineAsset(
        _text(entry, "id"),
        kind,  # type: ignore[arg-type]
        _text(entry, "author"),
        _text(entry, "licence"),
        _text(entry, "page"),
        verified,  # type: ignore[arg-type]
        tuple(_file(each, PLACES[kind], origins) for each in files),  # type: ignore[index]
        how,
    )


def _file(entry: object, place: str, origins: frozenset[str]) -> OnlineFile:
    if not isinstance(entry, dict):
        raise ValueError("files: expected tables")
    path, url = _text(entry, "path"), _text(entry, "url")
    if not stays_inside(path) or not path.startswith(place + "/"):
        raise ValueError(f"path {path!r} does not stay in {place}/")
    if origin_of(url) not in origins:
        raise ValueError(f"url {url!r} is at none of the origins that the list names")
    size = entry.get("bytes")
    if size is not None and (type(size) is not int or not 0 < size <= MOST_BYTES):
        raise ValueError(f"bytes is {size!r}, expected a whole number up to {MOST_BYTES}")
    sums = {}
    for name, form in _HEX.items():
        value = entry.get(name, "")
        if value != "" and (not isinstance(value, str) or not form.fullmatch(value)):
            raise ValueError(f"{name} is {value!r}, expected hexadecimal digits in lower case")
        sums[name] = value
    return OnlineFile(path, url, size, **sums)


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError(f"{key} is {value!r}, expected a text")
    return value
