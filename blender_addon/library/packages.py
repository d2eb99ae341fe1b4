"""Files in a catalogue's package, which is a zip or a folder: their names, sizes and bytes, none from outside it.

Names, sizes and contents come from outside. A name that leads out of the package is no file of it, nor is a link;
nothing is read beyond the size that the caller allows.
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
"""What `zipfile` raises on bytes that are damaged, encrypted or compressed in a way that it does not know."""


class PackageError(LibraryError):
    """A package, or a file in it, that cannot be read; one line."""


def inner_name(text: str) -> str:
    """A path in a package, as a catalogue spells it, without its leading "/"; "" where it leads outside.

    Sweet Home 3D encodes such a path as URLs do. An address of the web is outside.
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
        PackageError: It cannot be read, is no zip, or has too many files.
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
    """Sizes of a model's file and of all that may belong to it: what lies in its folder or below.

    At the package's top, where catalogues and icons lie too, only what lies there itself.
    """
    folder = name.rpartition("/")[0]
    if folder:
        return {each: size for each, size in files.items() if each.startswith(folder + "/")}
    return {each: size for each, size in files.items() if "/" not in each}


@contextmanager
def unpacked(path: Path, name: str, alone: bool = False) -> Iterator[Path]:
    """A file of a zip and what lies beside it, in a temporary folder of this process, while the block runs.

    Args:
        path: The zip.
        name: A model or an image in it.
        alone: Without what lies beside it.

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
                    # No more than the announced size comes out, whatever the compressed bytes hold.
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
