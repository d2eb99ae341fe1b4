"""Files are whole or not there."""

from pathlib import Path

import pytest

from trainlib.records.files import replace_file


def test_files_are_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two" and [p.name for p in path.parent.iterdir()] == ["b.txt"]
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        replace_file(tmp_path / "folder", b"x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "folder"]
