"""left_out.jsonl: a line for each asset that turned out to be unusable while samples were made.

Every worker reads it before each sample, so that a file which crashes Blender is read only once. A line is valid while
the asset's files do not change: a fixed asset is tried again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..library.asset import Asset, Library
from .files import disk_errors
from .lines import append_line, read_lines

LEFT_OUT = "left_out.jsonl"


def leave_out(root: Path, asset: Asset, reason: str) -> None:
    """Record an unusable asset, unless it is recorded.

    Raises:
        DatasetError: The disk is full or refuses.
    """
    note_left_out(root, asset.id, asset.stamp(), reason)


def note_left_out(root: Path, asset: str, stamp: str, reason: str) -> None:
    """As `leave_out`, for callers that know only an asset's id and `Asset.stamp`."""
    with disk_errors("noting an asset that cannot be used", root):
        if not any((entry["asset"], entry.get("stamp")) == (asset, stamp) for entry in _entries(root)):
            append_line(root / LEFT_OUT, {"asset": asset, "stamp": stamp, "reason": reason})


def read_left_out(root: Path, library: Library) -> dict[str, str]:
    """Why assets of the library cannot be used, by id; assets whose files have changed are not included."""
    stamps = {asset.id: asset.stamp() for asset in library.all()}
    return {
        entry["asset"]: str(entry.get("reason", ""))
        for entry in _entries(root)
        if entry["asset"] in stamps and entry.get("stamp") == stamps[entry["asset"]]
    }


@dataclass
class LeftOut:
    """The ids that no sample may use, read again when the file changes."""

    root: Path
    library: Library
    always: Iterable[str] = ()
    """Ids of missing assets, which cannot be used whatever the file says."""
    _size: int = -1
    _ids: frozenset[str] = field(default_factory=frozenset)

    def ids(self) -> frozenset[str]:
        """The unusable ids now."""
        path = self.root / LEFT_OUT
        size = path.stat().st_size if path.exists() else 0
        if size != self._size:
            self._size = size
            self._ids = frozenset((*self.always, *read_left_out(self.root, self.library)))
        return self._ids


def _entries(root: Path) -> list[dict[str, str]]:
    return read_lines(root / LEFT_OUT, key="asset", kind=str)[0]
