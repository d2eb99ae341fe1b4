"""An export as files by name: a .zip file, or a folder with its contents. Nothing is unpacked to disk."""

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from trainlib.records.dataset import DatasetError

LARGEST = 512 * 2**20
"""The largest file in an archive that is read, in bytes after unpacking."""


class Archive:
    """The files of an export.

    Args:
        path: a .zip or a folder.

    Raises:
        DatasetError: where it is neither.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser()
        self.zip: zipfile.ZipFile | None = None
        if self.path.is_dir():
            inside = (each for each in self.path.rglob("*") if each.is_file() and not each.is_symlink())
            self.names = sorted(each.relative_to(self.path).as_posix() for each in inside)
            return
        try:
            self.zip = zipfile.ZipFile(self.path)
        except (OSError, zipfile.BadZipFile) as error:
            raise DatasetError(f"{self.path}: neither a .zip nor a folder; give an export of CVAT") from error
        self.names = sorted(info.filename for info in self.zip.infolist() if not info.is_dir())

    def matching(self, pattern: str) -> list[str]:
        """The names that match a pattern, such as "annotations/*.json", in any folder."""
        return [name for name in self.names if PurePosixPath(name).match(pattern)]

    def read(self, name: str) -> bytes:
        """The content of a file.

        Raises:
            DatasetError: it cannot be read, or is larger than `LARGEST`.
        """
        try:
            if self.zip is None:
                return (self.path / name).read_bytes()
            if self.zip.getinfo(name).file_size > LARGEST:
                raise DatasetError(f"{self.path}: {name} is larger than {LARGEST >> 20} MB unpacked")
            with self.zip.open(name) as file:
                data = file.read(LARGEST + 1)
        except (OSError, KeyError, RuntimeError, zipfile.BadZipFile, NotImplementedError) as error:
            raise DatasetError(f"{self.path}: {name} cannot be read ({error})") from error
        if len(data) > LARGEST:
            raise DatasetError(f"{self.path}: {name} is larger than {LARGEST >> 20} MB unpacked")
        return data

    def image_of(self, name: str, subset: str = "") -> str | None:
        """The file of an image that annotations name: below images/ or JPEGImages/, in its subset's folder or not."""
        tails = [PurePosixPath(name).as_posix(), f"{subset}/{name}" if subset else name]
        for folder in ("images", "JPEGImages"):
            for tail in tails:
                found = [one for one in self.names if one == f"{folder}/{tail}" or one.endswith(f"/{folder}/{tail}")]
                if found:
                    return found[0]
            below = [one for one in self.names if f"{folder}/" in one and one.endswith(f"/{name}")]
            if len(below) == 1:
                return below[0]
        return None


def safe_stem(name: str) -> str:
    """A file name without folders and suffix, for an image's name in an export; never empty, never hidden.

    Raises:
        DatasetError: where the name leads out of its folder.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or not path.parts or ":" in path.parts[0]:
        raise DatasetError(f"image {name!r}: its name leads out of the export; rename it in CVAT")
    return "__".join([*path.parts[:-1], path.stem]).lstrip(".") or "image"


def each_once(names: list[str]) -> Iterator[str]:
    """The names, each made unique by a number if it came before."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}_{seen[name]}"
