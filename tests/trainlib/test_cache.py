"""The cache of decoded arrays: entries are whole or not there, whoever writes, is killed, or has no room left."""

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trainlib.data.cache import ArrayCache
from trainlib.records.dataset import DatasetError

ARRAY = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)

WRITE = """
import sys, numpy as np
from pathlib import Path
from trainlib.data.cache import ArrayCache
cache = ArrayCache(Path(sys.argv[1]))
for round in range(40):
    for n in range(5):
        array = cache.get(f"{n:06d}.images", f"{round}", lambda: np.full((64, 64), n, np.uint8))
        assert (array == n).all(), (round, n)
"""


def test_an_entry_replaces_its_own_kind_alone(tmp_path: Path) -> None:
    cache = ArrayCache(tmp_path)
    cache.get("000001.images", "old", lambda: ARRAY)
    cache.get("000001.depth", "old", lambda: ARRAY)
    cache.get("000011.images", "old", lambda: ARRAY)
    later = ArrayCache(tmp_path)  # another run, after the sample was rendered again
    assert np.array_equal(later.get("000001.images", "new", lambda: ARRAY + 1), ARRAY + 1)
    assert np.array_equal(later.get("000001.images", "newer", lambda: ARRAY + 2), ARRAY + 2)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["000001.depth.old.npy", "000001.images.newer.npy", "000011.images.old.npy"]


def test_a_folder_is_listed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[Any] = []
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: listed.append(folder) or scan(folder))
    cache = ArrayCache(tmp_path)
    for number in range(20):
        cache.get(f"{number:06d}.images", "a", lambda: ARRAY)
    assert len(listed) == 1


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    old, young = tmp_path / ".000001.images.a.npy.77", tmp_path / ".000002.images.a.npy.78.ab12cd34"
    for path in (old, young):
        path.write_bytes(b"half an entr")
    os.utime(old, (time.time() - 7200,) * 2)
    cache = ArrayCache(tmp_path)
    assert np.array_equal(cache.get("000001.images", "a", lambda: ARRAY), ARRAY)
    assert not old.exists()
    assert young.exists(), "another process may be writing it"


def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(file: Any, array: Any, allow_pickle: bool) -> None:
        file.write(b"some of it")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(np, "save", no_room)
    with pytest.raises(DatasetError, match=r"cannot write the cache \(No space left on device\); give another"):
        ArrayCache(tmp_path).get("000001.images", "a", lambda: ARRAY)
    assert not list(tmp_path.iterdir())


def test_two_processes_share_a_folder(tmp_path: Path) -> None:
    """Both write the same entries at the same time, and each takes away what the other one had before."""
    both = [subprocess.Popen([sys.executable, "-c", WRITE, str(tmp_path)]) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_what_does_not_fit_below_the_bound_is_decoded_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[str] = []

    def get(cache: ArrayCache, name: str) -> None:
        array = cache.get(name, "a", lambda: decoded.append(name) or np.full(1000, 7, np.uint8))
        assert array.shape == (1000,) and (array == 7).all()

    cache = ArrayCache(tmp_path, most_bytes=2500)
    for name in ("1", "2", "3", "1", "2", "3"):
        get(cache, name)
    assert decoded == ["1", "2", "3", "3"]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2500
    get(ArrayCache(tmp_path, most_bytes=2500), "3")  # another process sees what is there
    get(ArrayCache(tmp_path / "none", most_bytes=0), "1")
    assert decoded[4:] == ["3", "1"] and not (tmp_path / "none").exists()
    (tmp_path / "1.a.npy").unlink()
    monkeypatch.setattr(cache, "measured", -1e9)  # some seconds later
    get(cache, "3")
    assert (tmp_path / "3.a.npy").exists()
