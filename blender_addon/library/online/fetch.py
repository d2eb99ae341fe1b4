"""Fetches assets into a library: several at a time, checked, and moved into place only when complete.

What is under way lies in the library's hidden folder `.fetch`, which no scan looks into. A fetch that was stopped or
died continues from there.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import OpenerDirector

from ..credits import LibraryError
from .credit_files import write_credit_files
from .download import Download, DownloadError, StoppedError, opener_for
from .lock_file import Locked, LockFile, checksums, only_fetch
from .manifest import Manifest, OnlineAsset, OnlineFile
from .unpack import unpack_maps

STAGING = ".fetch"
_LOOK_S = 0.2
_SPARE_BYTES = 64 * 1024**2


@dataclass
class FetchState:
    """The progress of a fetch. Its threads write it, the caller shows it."""

    assets: int
    bytes_known: int
    """Bytes of the files to fetch, as far as the list gives their sizes."""
    done: int = 0
    bytes_done: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    """One line by the asset's id."""
    stopped: bool = False


class _Fetch:
    """One fetch: what its threads share."""

    def __init__(self, manifest: Manifest, library: Path, lock: LockFile, state: FetchState) -> None:
        self.library, self.lock, self.state = library, lock, state
        self.stop = threading.Event()
        self._opener: OpenerDirector = opener_for(manifest.origins)
        self._guard = threading.Lock()

    def asset(self, asset: OnlineAsset) -> None:
        """Fetch the missing files of one asset and move all into place; the file that Blender opens comes last."""
        staged: list[tuple[Path, Path]] = []
        records: dict[str, Locked] = {}
        for file in asset.files:
            kept = self._kept(file)
            if kept:
                records[file.path] = kept
                continue
            part = self.library / STAGING / (file.path + ".part")
            size = file.bytes or self._locked_size(file)
            Download(self._opener, file, part, size, self.stop, self._count).run()
            record = self._checked(file, part)
            records[file.path] = record
            if file.is_archive:
                folder = part.parent / asset.id.rpartition("/")[2]
                for path, member in unpack_maps(part, folder, self.library / STAGING).items():
                    records[path] = Locked(member.stat().st_size, checksums(member)["sha256"], file.url)
                    staged.append((member, self.library / path))
            else:
                staged.append((part, self.library / file.path))
        self.lock.add(records)
        for source, target in reversed(staged):
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
        for file in asset.files:
            (self.library / STAGING / (file.path + ".part")).unlink(missing_ok=True)

    def _kept(self, file: OnlineFile) -> Locked | None:
        """The record of a file that is in place already, from the list or the first fetch."""
        path = self.library / file.path
        known = file.sha256 or file.md5 or self._locked_size(file)
        if file.is_archive or not known or not path.is_file():
            return None
        found = checksums(path)
        if content_fault(file, path.stat().st_size, found, self.lock.get(file.path)):
            return None
        return Locked(path.stat().st_size, found["sha256"], file.url)

    def _locked_size(self, file: OnlineFile) -> int | None:
        record = self.lock.get(file.path)
        return record.bytes if record and record.url == file.url else None

    def _checked(self, file: OnlineFile, part: Path) -> Locked:
        found = checksums(part)
        fault = content_fault(file, part.stat().st_size, found, self.lock.get(file.path))
        if fault:
            part.unlink()
            raise DownloadError(f"{file.url}: {fault}")
        return Locked(part.stat().st_size, found["sha256"], file.url)

    def _count(self, more: int) -> None:
        with self._guard:
            self.state.bytes_done += more


def content_fault(file: OnlineFile, size: int, found: dict[str, str], record: Locked | None) -> str:
    """The fault of a file's content, compared with the list and the record of its first fetch, or ""."""
    if file.bytes not in (None, size):
        return f"has {size} bytes, the list says {file.bytes}"
    for name in ("sha256", "md5"):
        wanted = getattr(file, name)
        if wanted and wanted != found[name]:
            return f"its {name} is {found[name]}, the list says {wanted}"
    if record and record.url == file.url and record.sha256 != found["sha256"]:
        return (
            f"its sha256 is {found['sha256']}, the first fetch had {record.sha256}; if the change is right, take "
            f"{file.path} out of assets.lock.json"
        )
    return ""


def is_there(asset: OnlineAsset, library: Path, lock: LockFile, deep: bool = False) -> bool:
    """Whether all files of an asset are in the library with their recorded sizes; `deep`: and checksums."""
    return bool(asset.files) and all(_in_place(file, library, lock, deep) for file in asset.files)


def fetch(
    manifest: Manifest,
    assets: Iterable[OnlineAsset],
    library: Path,
    jobs: int,
    on_progress: Callable[[FetchState], None],
) -> FetchState:
    """Fetch the missing assets. Ctrl-C ends it soon and keeps what was fetched.

    Args:
        manifest: The list, for its origins and for the credits.
        assets: Those wanted; one without files is none to fetch.
        library: The folder; made where there is none.
        jobs: Assets that are fetched at a time.
        on_progress: Called several times a second.

    Raises:
        LibraryError: Another fetch fills the library, its records are broken, or the disk has no room for it.
    """
    try:
        library.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{library}: cannot be made: {error}") from error
    with only_fetch(library):
        lock = LockFile(library)
        missing = [each for each in assets if each.files and not is_there(each, library, lock, deep=True)]
        state = FetchState(len(missing), sum(file.bytes or 0 for each in missing for file in each.files))
        free = shutil.disk_usage(library).free
        if state.bytes_known + _SPARE_BYTES > free:
            raise LibraryError(f"{library}: {state.bytes_known >> 20} MB are to come, {free >> 20} MB are free")
        _run(_Fetch(manifest, library, lock, state), missing, jobs, on_progress)
        if not any((library / STAGING).rglob("*.part")):
            shutil.rmtree(library / STAGING, ignore_errors=True)
        write_credit_files(library, [each for each in manifest.assets.values() if is_there(each, library, lock)])
    return state


def _run(work: _Fetch, missing: list[OnlineAsset], jobs: int, on_progress: Callable[[FetchState], None]) -> None:
    state = work.state
    with ThreadPoolExecutor(jobs, thread_name_prefix="fetch") as pool:
        waiting = {pool.submit(work.asset, asset): asset for asset in missing}
        try:
            while waiting:
                done, _ = wait(waiting, _LOOK_S, FIRST_COMPLETED)
                for future in done:
                    asset = waiting.pop(future)
                    error = future.exception()
                    if error is None:
                        state.done += 1
                    elif isinstance(error, (LibraryError, OSError)):
                        state.failed[asset.id] = str(error)
                    elif not isinstance(error, StoppedError):
                        raise error
                on_progress(state)
        except BaseException as error:
            work.stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            if not isinstance(error, KeyboardInterrupt):
                raise
            state.stopped = True


def _in_place(file: OnlineFile, library: Path, lock: LockFile, deep: bool) -> bool:
    record = lock.get(file.path)
    if record is None or record.url != file.url:
        return False
    if not file.is_archive:
        return _is_as_recorded(library / file.path, record, deep)
    maps = {path: each for path, each in lock.items() if each.url == file.url and path != file.path}
    return bool(maps) and all(_is_as_recorded(library / path, each, deep) for path, each in maps.items())


def _is_as_recorded(path: Path, record: Locked, deep: bool) -> bool:
    if not path.is_file() or path.stat().st_size != record.bytes:
        return False
    return not deep or checksums(path)["sha256"] == record.sha256
