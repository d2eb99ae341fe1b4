"""The command line for assets from the web: python -m blender_addon assets list | fetch | verify | credits."""

from __future__ import annotations

import argparse
import fnmatch
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from .batch.progress import duration
from .exit_codes import FAILED, INTERRUPTED, SUCCESS
from .library.credits import LibraryError
from .library.online.fetch import FetchState, fetch, is_there
from .library.online.folder import VARIABLE, default_library, library_folders
from .library.online.lock_file import LockFile
from .library.online.manifest import MANIFEST, Manifest, OnlineAsset, read_manifest
from .library.online.verify import verify

_KINDS = {"hdris": ("hdri",), "textures": ("texture",), "products": ("product", "product_library")}


def add_assets_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `assets` and its subcommands."""
    assets = commands.add_parser("assets", help="free HDRIs, textures and models: list, fetch, verify, credits")
    actions = assets.add_subparsers(required=True, metavar="ACTION")
    for name, run, what in (
        ("list", _list, "list the assets with their size, and which of them are in the library"),
        ("fetch", _fetch, "fetch them into the library, several at a time; continues where it stopped"),
        ("verify", _verify, "compare the library's files with their checksums"),
        ("credits", _credits, "author and licence of the assets in the library"),
    ):
        action = actions.add_parser(name, help=what)
        add_library_option(action)
        action.add_argument(
            "--manifest",
            type=Path,
            default=MANIFEST,
            metavar="JSON",
            help="your own list of assets (default: assets_manifest.json)",
        )
        if name != "verify":
            action.add_argument(
                "assets", nargs="*", metavar="ID", help="as hdri/venice_sunset_1k or 'hdri/*studio*' (default: all)"
            )
            action.add_argument("--kind", choices=sorted(_KINDS), help="only these")
        if name == "fetch":
            action.add_argument(
                "--jobs",
                type=_jobs,
                default=4,
                metavar="N",
                help="how many assets to fetch at the same time (default 4)",
            )
        action.set_defaults(run=_until_the_pipe_closes(run))


def _until_the_pipe_closes(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Run the action; it ends silently when its reader closes the pipe, as in `assets list | head`."""

    def piped(arguments: argparse.Namespace) -> int:
        try:
            code = run(arguments)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # otherwise Python prints an error at exit
            return SUCCESS
        return code

    return piped


def add_library_option(command: argparse.ArgumentParser) -> None:
    """Add --library, whose default is the user's own folder."""
    command.add_argument(
        "--library",
        type=Path,
        metavar="DIR",
        help=f"the folder of fetched assets (default: ${VARIABLE}, else {default_library() or 'none'})",
    )


def chosen_folders(arguments: argparse.Namespace) -> dict[str, tuple[Path, ...]]:
    """Folders of assets by kind: the named ones, else the library's, else none."""
    named = arguments.library is not None
    library = arguments.library if named else default_library()
    fetched = library_folders(library, named)
    given = {place: tuple(getattr(arguments, place)) for place in _KINDS}
    used = [place for place in _KINDS if place in fetched and not given[place]]
    if used:
        print(f"library: {', '.join(used)} from {library}")
    return {place: given[place] or fetched.get(place, ()) for place in _KINDS}


def _list(arguments: argparse.Namespace) -> int:
    manifest, library = read_manifest(arguments.manifest), _library(arguments)
    lock = LockFile(library)
    chosen = _chosen(manifest, arguments)
    here = 0
    for asset in chosen:
        state = "by hand"
        if asset.files:
            there = is_there(asset, library, lock)
            here += there
            state = "here" if there else "not here"
        doubt = ", its addresses are unverified" if asset.files and asset.verified != "files" else ""
        print(f"{asset.id}  {_size(asset)}, {asset.licence}, {asset.author}: {state}{doubt}")
        if asset.how:
            print(f"    {asset.how}")
    fetchable = sum(bool(asset.files) for asset in chosen)
    print(f"{len(chosen)} assets, {here} of {fetchable} that can be fetched are in {library}")
    return SUCCESS


def _fetch(arguments: argparse.Namespace) -> int:
    manifest, library = read_manifest(arguments.manifest), _library(arguments)
    chosen = _chosen(manifest, arguments)
    by_hand = [asset for asset in chosen if not asset.files]
    if arguments.assets:
        for asset in by_hand:
            print(f"{asset.id}: {asset.how}")
    shown = _Shown(sys.stdout)
    state = fetch(manifest, chosen, library, arguments.jobs, shown.show)
    shown.close()
    for name, reason in sorted(state.failed.items()):
        doubt = manifest.assets[name].verified
        print(f"{name}: {reason}{'' if doubt == 'files' else ' (its address is unverified)'}", file=sys.stderr)
    wanted = len(chosen) - len(by_hand)
    print(f"{wanted - state.assets + state.done} of {wanted} assets are in {library}")
    if state.stopped:
        print("stopped; the same command continues from there")
        return INTERRUPTED
    return FAILED if state.failed else SUCCESS


def _verify(arguments: argparse.Namespace) -> int:
    library = _library(arguments)
    found = verify(read_manifest(arguments.manifest), library)
    for problem in found.problems:
        print(problem)
    if found.unfinished:
        print(f"{found.unfinished} files are half fetched; `assets fetch` continues with them")
    count = len(found.problems)
    print(f"{library}: {found.files} files, {count or 'no'} problem{'s' if count != 1 else ''}")
    return FAILED if found.problems else SUCCESS


def _credits(arguments: argparse.Namespace) -> int:
    manifest, library = read_manifest(arguments.manifest), _library(arguments)
    lock = LockFile(library)
    here = [asset for asset in _chosen(manifest, arguments) if is_there(asset, library, lock)]
    for asset in here:
        print(f"{asset.id}: {asset.author}, {asset.licence}, {asset.page}")
    if not here:
        print(f"none of them is in {library}")
    return SUCCESS


def _library(arguments: argparse.Namespace) -> Path:
    library: Path | None = arguments.library or default_library()
    if library is None:
        raise LibraryError(f"no library: ${VARIABLE} is empty; name a folder by --library")
    return library


def _chosen(manifest: Manifest, arguments: argparse.Namespace) -> list[OnlineAsset]:
    chosen = [each for each in manifest.assets.values() if not arguments.kind or each.kind in _KINDS[arguments.kind]]
    if not arguments.assets:
        return chosen
    for pattern in arguments.assets:
        if not any(fnmatch.fnmatchcase(each.id, pattern) for each in chosen):
            raise LibraryError(f"no asset is called {pattern!r}; `assets list` names them")
    return [each for each in chosen if any(fnmatch.fnmatchcase(each.id, pattern) for pattern in arguments.assets)]


def _size(asset: OnlineAsset) -> str:
    known = [file.bytes for file in asset.files if file.bytes is not None]
    if not known:
        return "size unknown"
    return f"{'' if len(known) == len(asset.files) else 'over '}{sum(known) / 1e6:.1f} MB"


class _Shown:
    """The progress of a fetch in one line: repainted on a terminal, printed at intervals in a log."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._began, self._painted, self._width = clock(), -1e9, 0

    def show(self, state: FetchState) -> None:
        now = self._clock()
        if now - self._painted < (0.2 if self._stream.isatty() else 15.0):
            return
        self._painted = now
        line = fetch_line(state, now - self._began)
        if self._stream.isatty():
            self._stream.write("\r" + line.ljust(self._width))
            self._width = len(line)
        else:
            self._stream.write(line + "\n")
        self._stream.flush()

    def close(self) -> None:
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")


def fetch_line(state: FetchState, elapsed_s: float) -> str:
    """Such as "12/150 assets, 34 of 210 MB, 5.2 MB/s, 34 s left, 1 failed"; the time follows from the known sizes."""
    parts = [f"{state.done}/{state.assets} assets"]
    known = max(state.bytes_known, state.bytes_done)
    parts.append(f"{state.bytes_done / 1e6:.0f} of {known / 1e6:.0f} MB")
    pace = state.bytes_done / elapsed_s if elapsed_s > 0 else 0.0
    if pace > 0:
        parts.append(f"{pace / 1e6:.1f} MB/s")
        if known > state.bytes_done:
            parts.append(f"{duration((known - state.bytes_done) / pace)} left")
    if state.failed:
        parts.append(f"{len(state.failed)} failed")
    return ", ".join(parts)


def _jobs(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 32:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of assets at a time; give 1 to 32")
    return int(text)
