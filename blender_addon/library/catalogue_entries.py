"""What Sweet Home 3D's catalogues of furniture and of textures share: `key#number=value`, and files beside it.

A catalogue is a .properties file in a zip or in a folder. Lengths are centimetres. The catalogue in English is the one
without a language in its name; the others, and the icons, are not read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .asset import Asset
from .credits import Credits, credited
from .java_properties import parse_properties
from .licences import licence_of
from .packages import PackageError, inner_name, package_files, read_file

_MOST_CATALOGUE_BYTES = 16 * 1024**2
MOST_M = 1000.0


class NotAnAssetError(Exception):
    """An entry that is whole but of no use here; says why."""


@dataclass(frozen=True)
class Entries:
    """One catalogue."""

    package: Path
    files: Mapping[str, int]
    """Size of each file of the package, by name."""
    values: Mapping[str, str]

    def numbers(self, *keys: str) -> list[int]:
        """Numbers of the entries that have one of these keys.

        Sweet Home 3D counts names from 1 until one is missing; a gap is no reason to stop.
        """
        found = (re.fullmatch(r"([A-Za-z]+)#(\d{1,9})", key) for key in self.values)
        return sorted({int(match[2]) for match in found if match and match[1] in keys})

    def value(self, number: int, key: str) -> str:
        """What an entry says, "" for nothing."""
        return self.values.get(f"{key}#{number}", "").strip()

    def called(self, number: int) -> str:
        """An entry's id or name, for people."""
        return self.value(number, "id") or self.value(number, "name") or f"entry {number}"

    def metres(self, number: int, key: str) -> float:
        """A length in metres; ValueError where it is none."""
        text = self.value(number, key)
        try:
            length = float(text) / 100.0
        except ValueError:
            length = math.nan
        if not 0.0 <= length <= MOST_M:
            raise ValueError(f"its {key} is {text[:20]!r}, no number of centimetres")
        return round(length, 6)

    def file(self, number: int, key: str) -> str:
        """The name of the file that an entry is of; ValueError where there is none of that name in the package."""
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
        """The asset with its credits: the catalogue's, or for what it does not say those of a page in the folder."""
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
    """Folders with an unpacked catalogue of that name in a folder and below it; nothing hidden."""
    found = (path.parent for path in folder.rglob(catalogue) if path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))
