"""Names, sizes and bytes of files in a catalogue's package, which is a zip or a folder.

Packages are not trusted. Links and names that lead out of the package are ignored. Nothing is read beyond the size
that the caller allows.
"""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from .credits import LibraryError

MOST_FILES = 100_000
"""Files in one package; the largest published library of furniture has about 6,000."""
MOST_MODEL_BYTES = 512 * 1024**2
"""A model and its textures, unpacked. The largest of the five libraries that Debian packages needs 13 MB."""
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)
"""What `zipfile` raises for damaged, encrypted or unknown compressed data."""


class PackageError(LibraryError):
    """A package, or a file in it, that cannot be read; one line."""


def inner_name(text: str) -> str:
    """A catalogue's path in the package, without its leading "/"; "" if it leads outside.

    Sweet Home 3D encodes paths as URLs do. A web address is outside.
    """
    name = unquote(text.strip()).lstrip("/")
    return name if _stays_inside(name) else ""


def _stays_inside(name: str) -> bool:
    if "\\" in name or ":" in name or "\0" in name:
        return False
    return all(part not in ("", ".", "..") for part in name.split("/"))


def package_files(path: Path) -> Mapping[str, int]:
    """Size in bytes of each file of a package, by its name in it.

    Args:
        path: A zip, or a folder.

    Raises:
        PackageError: It cannot be read, is not a zip, or has too many files.
    """
    try:
        found = dict(_zip_files(path)) if path.is_file() else dict(_folder_files(path))
    except (OSError, *BROKEN_ZIP) as error:
        raise PackageError(f"{path}: cannot be read: {error}") from error
    if len(found) > MOST_FILES:
        raise PackageError(f"{path}: more than {MOST_FILES} files in it")
    return found


def read_file(path: Path, name: str, most: int) -> bytes:
    """The bytes of one file of a package.

    Raises:
        PackageError: It is not there, longer than `most` bytes, or broken.
    """
    try:
        if path.is_dir():
            with (path / name).open("rb") as file:
                data = file.read(most + 1)
        else:
            with zipfile.ZipFile(path) as archive, archive.open(name) as packed:
                data = packed.read(most + 1)
    except (OSError, *BROKEN_ZIP) as error:
        raise PackageError(f"{path}: {name} cannot be read: {error}") from error
    if len(data) > most:
        raise PackageError(f"{path}: {name} has more than {most} bytes")
    return data


def beside(files: Mapping[str, int], name: str) -> dict[str, int]:
    """Sizes of a model's file and of the files in its folder and below, which may belong to it.

    For a model at the package's top, subfolders are left out.
    """
    folder = name.rpartition("/")[0]
    if folder:
        return {each: size for each, size in files.items() if each.startswith(folder + "/")}
    return {each: size for each, size in files.items() if "/" not in each}


@contextmanager
def unpacked(path: Path, name: str, alone: bool = False) -> Iterator[Path]:
    """A file of a zip and its neighbours, in a temporary folder while the block runs.

    Args:
        path: The zip.
        name: A model or an image in it.
        alone: Without its neighbours.

    Raises:
        PackageError: The file is not there, needs more than MOST_MODEL_BYTES, or is broken.
    """
    files = package_files(path)
    if name not in files:
        raise PackageError(f"{path}: there is no {name} in it")
    needed = {name: files[name]} if alone else beside(files, name)
    if sum(needed.values()) > MOST_MODEL_BYTES:
        raise PackageError(f"{path}: {name} needs more than {MOST_MODEL_BYTES >> 20} MB")
    with tempfile.TemporaryDirectory(prefix="packshot-") as temporary:
        top = Path(temporary)
        try:
            with zipfile.ZipFile(path) as archive:
                for each in needed:
                    target = top.joinpath(*PurePosixPath(each).parts)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    # Never more than the announced size is unpacked.
                    with archive.open(each) as packed, target.open("xb") as file:
                        shutil.copyfileobj(packed, file)
        except (OSError, *BROKEN_ZIP) as error:
            raise PackageError(f"{path}: {name} cannot be unpacked: {error}") from error
        yield top.joinpath(*PurePosixPath(name).parts)


def _zip_files(path: Path) -> Iterator[tuple[str, int]]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist()[: MOST_FILES + 1]:
            is_link = stat.S_ISLNK(entry.external_attr >> 16)
            if not entry.is_dir() and not is_link and _stays_inside(entry.filename):
                yield entry.filename, entry.file_size


def _folder_files(path: Path) -> Iterator[tuple[str, int]]:
    for count, file in enumerate(path.rglob("*")):
        if count > MOST_FILES:
            raise PackageError(f"{path}: more than {MOST_FILES} files in it")
        parts = file.relative_to(path).parts
        if file.is_symlink() or not file.is_file() or any(part.startswith(".") for part in parts):
            continue
        yield "/".join(parts), file.stat().st_size
