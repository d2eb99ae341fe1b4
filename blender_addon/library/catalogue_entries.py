"""The part common to Sweet Home 3D's catalogues of furniture and textures: entries `key#number=value`, and files.

A catalogue is a .properties file in a zip or in a folder. Lengths are centimetres. The English catalogue has no
language in its name. Other languages and icons are not read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .asset import Asset
from .credits import Credits, credited
from .folders import walk
from .java_properties import parse_properties
from .licences import licence_of
from .packages import PackageError, inner_name, package_files, read_file

_MOST_CATALOGUE_BYTES = 16 * 1024**2
MOST_M = 1000.0


class NotAnAssetError(Exception):
    """A valid entry that cannot be used here; says why."""


@dataclass(frozen=True)
class Entries:
    """One catalogue."""

    package: Path
    files: Mapping[str, int]
    """Size of each file of the package, by name."""
    values: Mapping[str, str]

    def numbers(self, *keys: str) -> list[int]:
        """Numbers of the entries that have one of these keys.

        Sweet Home 3D counts from 1 and stops at a gap. This reads beyond gaps.
        """
        found = (re.fullmatch(r"([A-Za-z]+)#(\d{1,9})", key) for key in self.values)
        return sorted({int(match[2]) for match in found if match and match[1] in keys})

    def value(self, number: int, key: str) -> str:
        """The value of an entry's key, or ""."""
        return self.values.get(f"{key}#{number}", "").strip()

    def called(self, number: int) -> str:
        """An entry's id or name, for people."""
        return self.value(number, "id") or self.value(number, "name") or f"entry {number}"

    def metres(self, number: int, key: str) -> float:
        """A length in metres; ValueError if it is not a length."""
        text = self.value(number, key)
        try:
            length = float(text) / 100.0
        except ValueError:
            length = math.nan
        if not 0.0 <= length <= MOST_M:
            raise ValueError(f"its {key} is {text[:20]!r}, no number of centimetres")
        return round(length, 6)

    def file(self, number: int, key: str) -> str:
        """The name of an entry's file; ValueError if the package has no such file."""
        text = self.value(number, key)
        name = inner_name(text)
        if not text:
            raise ValueError(f"it has no {key}")
        if not name:
            raise ValueError(f"its {key} {text[:80]} does not lie in the package")
        if name not in self.files:
            raise ValueError(f"its {key} {name[:80]} is not there")
        if not self.files[name]:
            raise ValueError(f"its {key} {name[:80]} is empty")
        return name

    def place(self, name: str) -> tuple[Path, str]:
        """`path` and `part` of an asset that is this file of the package."""
        return (self.package, name) if self.package.is_file() else (self.package / name, "")

    def with_credits(self, asset: Asset, number: int, makers: Credits) -> Asset:
        """The asset with its credits: the catalogue's, or those of a credits file in the folder."""
        own = {
            "author": self.value(number, "creator"),
            "licence": licence_of(self.value(number, "license") or self.values.get("license", "")),
            "source": ", ".join(text for key in ("provider", "name") if (text := self.values.get(key, "").strip())),
        }
        beside = self.package if self.package.is_file() else self.package / "catalogue"
        said = credited(asset, makers, beside)
        told = {key: text if text not in ("", "unknown") else getattr(said, key) for key, text in own.items()}
        return Asset(**{**vars(said), **told})


def read_entries(package: Path, catalogue: str) -> Entries:
    """The catalogue of that name in a package.

    Raises:
        PackageError: The package or its catalogue cannot be read.
    """
    files = package_files(package)
    if catalogue not in files:
        raise PackageError(f"{package}: there is no {catalogue} in it")
    return Entries(package, files, parse_properties(read_file(package, catalogue, _MOST_CATALOGUE_BYTES)))


def catalogue_folders(folder: Path, catalogue: str) -> list[Path]:
    """Folders with an unpacked catalogue of that name, in a folder or below. Hidden ones are skipped."""
    return sorted(path.parent for path in walk(folder) if path.name == catalogue)
